"""What other rooms may ask of finished pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from .finisher import is_alive
from .models import Spread, Standing
from .ranks import LATER

MOST_TROUBLES = 20


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


def uses_of(path: str) -> set[str]:
    """The subjects the page of this address was made from; empty for one that is not kept."""
    return set(Standing.objects.filter(path=path).values_list("uses__subject", flat=True)) - {None}
