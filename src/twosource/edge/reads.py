"""What other rooms may ask of finished pages: what waits, what failed, what the probe saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from .finisher import is_alive
from .models import Errand, Look, Spread, Standing, Station
from .ranks import LATER
from .stations import BUCKET, held_back, places

_SHOWN = 20
MOST_TROUBLES = 20
_A_WHILE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SetAside:
    """An errand that its station refuses by itself: what it is, why, how often it was tried, when it is next."""

    what: str
    words: str
    attempts: int
    next_try_at: datetime


@dataclass(frozen=True, slots=True)
class Beyond:
    """A place beyond this machine. `waiting` errands, the oldest asked for at `since`.

    trouble: why the last call failed, empty when it did not; next_try_at: when it is asked again.
    done_at: when it last did as it was asked, None for never. stuck: something waits for more than a minute, and no
    trouble says why; held: that is because it waits for the bucket. refused: how many of `set_aside` there are.
    """

    name: str
    is_bucket: bool
    waiting: int
    since: datetime | None
    trouble: str
    failures: int
    next_try_at: datetime | None
    done_at: datetime | None
    stuck: bool
    held: bool
    set_aside: tuple[SetAside, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """A page that could not be made, how often that was tried, why not, and when it is tried again."""

    path: str
    attempts: int
    why: str
    since: datetime | None
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class PagesWaiting:
    """How finished pages stand: how many are good, wait and failed, since when the oldest waits, what is wrong.

    `since` does not count what nobody has asked for yet and is made when there is time. `working`: the process that
    makes pages was here within the last seconds.
    """

    fresh: int
    stale: int
    failed: int
    since: datetime | None
    troubles: tuple[Trouble, ...]
    working: bool

    @property
    def pages(self) -> int:
        """How many are still to be made anew."""
        return self.stale + self.failed

    @property
    def fails(self) -> bool:
        """Whether somebody has to look: a page could not be made, or nobody makes those that wait."""
        return bool(self.failed or (self.pages and not self.working))


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that stands between a change and its readers.

    late: looks that did not see their change in time; last: the last of each kind; unseen: how many should have been
    made a minute ago and were not.
    """

    to_finish: PagesWaiting
    beyond: tuple[Beyond, ...]
    late: tuple[Look, ...]
    last: tuple[Look, ...]
    unseen: int


def waiting() -> Waiting:
    """What waits: to be finished, to be told beyond, and to be seen from outside. Ten queries and one a place."""
    return Waiting(pages_waiting(), tuple(_beyond()), _late(), _last(), _unseen().count())


def troubles() -> int:
    """How many things need somebody's eyes: places that fail, refuse or stand still, pages not seen in time."""
    places_in_trouble = sum(bool(one.trouble or one.stuck) + one.refused for one in _beyond())
    places_in_trouble += pages_waiting().fails
    return places_in_trouble + Look.objects.filter(late=True).count() + bool(_unseen().count())


def pages_waiting() -> PagesWaiting:
    """How finished pages stand now; four queries. Pages of a list that are still to be marked count as good until
    they are, and since that list moved somebody waits."""
    counts = dict(Standing.objects.order_by().values_list("state").annotate(Count("pk")))
    waits = Standing.objects.exclude(state=Standing.State.FRESH)
    since = waits.filter(rank__lt=LATER).aggregate(oldest=Min("since"))["oldest"]
    spread = Spread.objects.aggregate(oldest=Min("at"))["oldest"]
    bad = waits.filter(state=Standing.State.FAILED).order_by("rank", "since", "pk")[:MOST_TROUBLES]
    return PagesWaiting(
        fresh=counts.get(Standing.State.FRESH, 0),
        stale=counts.get(Standing.State.STALE, 0),
        failed=counts.get(Standing.State.FAILED, 0),
        since=min((moment for moment in (since, spread) if moment), default=None),
        troubles=tuple(Trouble(p.path, p.attempts, p.last_error, p.since, p.again_at) for p in bad),
        working=is_alive(),
    )


def _beyond() -> list[Beyond]:
    names = [place.name for place in places()]
    if not names:
        return []
    refused = Q(attempts__gt=0)
    rows = Errand.objects.filter(station__in=names).order_by().values("station")
    counts = {
        row["station"]: row
        for row in rows.annotate(
            n=Count("id"),
            since=Min("asked_at"),
            refused=Count("id", filter=refused),
            plain=Min("asked_at", filter=~refused),
        )
    }
    stations = {station.name: station for station in Station.objects.filter(name__in=names)}
    return [_one(name, counts.get(name, {}), stations.get(name)) for name in names]


def _one(name: str, count: Mapping[str, object], station: Station | None) -> Beyond:
    number = int(str(count.get("refused", 0)))
    trouble = station.trouble if station else ""
    plain = count.get("plain")
    waits_long = isinstance(plain, datetime) and plain < timezone.now() - _A_WHILE
    aside = Errand.objects.filter(station=name, attempts__gt=0)[:_SHOWN] if number else ()
    return Beyond(
        name=name,
        is_bucket=name == BUCKET,
        waiting=int(str(count.get("n", 0))),
        since=count.get("since"),  # type: ignore[arg-type]
        trouble=trouble,
        failures=station.failures if station else 0,
        next_try_at=station.next_try_at if station and station.trouble else None,
        done_at=station.done_at if station else None,
        stuck=waits_long and not trouble,
        held=held_back(name),
        set_aside=tuple(SetAside(row.what, row.last_error, row.attempts, row.next_try_at) for row in aside),
        refused=number,
    )


def _unseen() -> QuerySet[Look]:
    return Look.objects.filter(next_at__lt=timezone.now() - _A_WHILE)


def _late() -> tuple[Look, ...]:
    return tuple(Look.objects.filter(late=True).order_by("changed_at")[:_SHOWN])


def _last() -> tuple[Look, ...]:
    """The last look of each kind that has one, in the order of the kinds."""
    asked = Look.objects.exclude(asked_at=None).order_by("-asked_at", "-pk")
    found = (asked.filter(kind=kind).first() for kind in Look.Kind.values)
    return tuple(look for look in found if look is not None)
