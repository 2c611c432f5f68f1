"""What other rooms may ask of finished pages: what waits, what failed, what the probe saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from .models import Errand, Look, Station
from .stations import BUCKET, places

_SHOWN = 20


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
    done_at: when it last did as it was asked, None for never. most: how many of `set_aside` there are in all.
    """

    name: str
    is_bucket: bool
    waiting: int
    since: datetime | None
    trouble: str
    failures: int
    next_try_at: datetime | None
    done_at: datetime | None
    set_aside: tuple[SetAside, ...]
    most: int


@dataclass(frozen=True, slots=True)
class ToFinish:
    """Pages of this newsroom that are still to be made anew: how many, and since when the oldest waits."""

    pages: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that stands between a change and its readers. `to_finish` is None where nobody counts."""

    to_finish: ToFinish | None
    beyond: tuple[Beyond, ...]
    late: tuple[Look, ...]
    last: tuple[Look, ...]


def waiting() -> Waiting:
    """What waits: to be finished, to be told beyond, and to be seen from outside. Eight queries at most."""
    return Waiting(to_finish=_to_finish(), beyond=tuple(_beyond()), late=_late(), last=_last())


def troubles() -> int:
    """How many things need somebody's eyes: stations that fail, errands refused, pages not seen in time."""
    names = [place.name for place in places()]
    failing = Station.objects.filter(name__in=names).exclude(trouble="").count() if names else 0
    refused = Errand.objects.filter(station__in=names, attempts__gt=0).count() if names else 0
    return failing + refused + Look.objects.filter(late=True).count()


def _to_finish() -> ToFinish | None:
    """Counted by the tables of finished pages, where there are any."""
    return None


def _beyond() -> list[Beyond]:
    names = [place.name for place in places()]
    if not names:
        return []
    refused = Q(attempts__gt=0)
    rows = Errand.objects.filter(station__in=names).order_by().values("station")
    counts = {
        row["station"]: row
        for row in rows.annotate(n=Count("id"), since=Min("asked_at"), refused=Count("id", filter=refused))
    }
    stations = {station.name: station for station in Station.objects.filter(name__in=names)}
    return [_one(name, counts.get(name, {}), stations.get(name)) for name in names]


def _one(name: str, count: dict[str, object], station: Station | None) -> Beyond:
    number = int(str(count.get("refused", 0)))
    aside = Errand.objects.filter(station=name, attempts__gt=0)[:_SHOWN] if number else ()
    return Beyond(
        name=name,
        is_bucket=name == BUCKET,
        waiting=int(str(count.get("n", 0))),
        since=count.get("since"),  # type: ignore[arg-type]
        trouble=station.trouble if station else "",
        failures=station.failures if station else 0,
        next_try_at=station.next_try_at if station and station.trouble else None,
        done_at=station.done_at if station else None,
        set_aside=tuple(SetAside(row.what, row.last_error, row.attempts, row.next_try_at) for row in aside),
        most=number,
    )


def _late() -> tuple[Look, ...]:
    return tuple(Look.objects.filter(late=True).order_by("changed_at")[:_SHOWN])


def _last() -> tuple[Look, ...]:
    """The last look of each kind that has one, in the order of the kinds."""
    asked = Look.objects.exclude(asked_at=None).order_by("-asked_at", "-pk")
    found = (asked.filter(kind=kind).first() for kind in Look.Kind.values)
    return tuple(look for look in found if look is not None)
