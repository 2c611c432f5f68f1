"""What moves many times a second, as a discussion does: its pages are made anew in place, a few times a second at most.

A page that a fact touches is not shown any more until it is made anew, for it may say what is not so. One that counts
comments says what was so a moment ago. It is served as it is, and swapped when the next is made; however many comments
come meanwhile, they are one change. So a front page is not made for each comment under each of its stories, and no
reader stands behind the making of it.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from . import actions, keeping
from .finishing import finish
from .models import Purge, Standing, Stirred, Use
from .models.outward import new_token
from .ranks import FRONT, LAZY, OF_A_THREAD

SOONEST = 0.5  # seconds from one making of these pages to the next
SHARE = 2.0  # and so many times as long as the last one took: half of one processor at most
AT_ONCE = 200  # subjects in one making; the rest is of the next


@transaction.atomic
def stir(*, subjects: Collection[str]) -> None:
    """Have the pages that were made from these be made anew soon, and served as they are until then.

    One row for each subject however often it moves. Whoever makes pages looks when the pulse moves.
    """
    every = sorted(keeping.fitting(subjects))
    Stirred.objects.bulk_create(
        [Stirred(subject=each, token=new_token()) for each in every],
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["token"],
    )
    transaction.on_commit(_say, robust=True)


def _say() -> None:
    keeping.store().pulse.move()


class Stirring:
    """Makes those pages anew, in turn with whatever else is to be made; one process does.

    The pages of what moved itself and the front page come first, and between the others: who reads along waits half a
    second, and who looks at a number in another list a little longer.
    """

    def __init__(self) -> None:
        self._own_at = self._all_at = 0.0
        self._told: dict[str, str] = {}

    def wait(self) -> float | None:
        """Seconds until it is time for what has moved; None when nothing has."""
        moved = _moved()
        if not moved:
            return None
        soonest = self._all_at if moved.items() <= self._told.items() else min(self._own_at, self._all_at)
        return max(0.0, soonest - time.monotonic())

    def work(self) -> bool:
        """Make anew what has moved, if it is time; returns whether it did."""
        if self.wait() != 0.0:
            return False
        self._make_own()
        began = time.monotonic()
        if began >= self._all_at:
            self._make_others()
            self._all_at = _next(began)
        return True

    def make_all(self) -> None:
        """The same without waiting for its time."""
        self._own_at = self._all_at = 0.0
        self.work()

    def _make_own(self) -> None:
        """The pages of what moved itself and the front page, where it has since they were made last and it is time."""
        began = time.monotonic()
        moved = _moved()
        if began < self._own_at or moved.items() <= self._told.items():
            return
        if _are_made(path for path in _begin(list(moved), own=True) if not finish(path)):
            self._told = moved
        self._own_at = _next(began)

    def _make_others(self) -> None:
        """The pages that count it. What moved is forgotten when all pages are made: stopped anywhere, or where one
        could not be kept because others were writing, they are made another time."""
        moved = _moved()
        missed = []
        for path in _leave_to_others(_begin(list(moved), own=False)):
            self._make_own()
            if not finish(path):
                missed.append(path)
        if not _are_made(missed):
            return
        for subject, token in moved.items():
            if self._told.get(subject) == token:
                Stirred.objects.filter(subject=subject, token=token).delete()


def make_stirred() -> None:
    """Make every page anew that was made from what has moved, now."""
    Stirring().make_all()


def _are_made(missed: Iterable[str]) -> bool:
    """Whether none of these pages, which were not kept, is still served as it was."""
    paths = list(missed)
    return not paths or not Standing.objects.filter(path__in=paths, state=Standing.State.FRESH).exists()


def _leave_to_others(paths: list[str]) -> list[str]:
    """These without the sitemaps, which wait with whatever else waits: each costs as much as many pages."""
    lazy = set(Standing.objects.filter(path__in=paths, rank__gte=LAZY).values_list("path", flat=True))
    for path in lazy:
        actions.touch_one(path=path)
    return [path for path in paths if path not in lazy]


def _next(began: float) -> float:
    """When what took since then may be done again."""
    now = time.monotonic()
    return now + max(SOONEST, SHARE * (now - began) - (now - began))


def _moved() -> dict[str, str]:
    return dict(Stirred.objects.order_by("subject").values_list("subject", "token")[:AT_ONCE])


@transaction.atomic
def _begin(subjects: list[str], *, own: bool) -> list[str]:
    """Whoever began a page before this has not read what moved. Returns the pages that are good: those of a thread
    itself and after them the front page, or the others that count it, the first first."""
    actions.in_turn(shared=False)
    moment = timezone.now()
    Purge.objects.bulk_create([Purge(subject=each, at=moment) for each in subjects])
    good = Standing.objects.filter(uses__subject__in=subjects, state=Standing.State.FRESH)
    of_a_thread = Use.objects.filter(page=OuterRef("pk"), subject__startswith=OF_A_THREAD)
    urgent = Q(Exists(of_a_thread)) | Q(rank=FRONT)
    good = good.filter(urgent if own else ~urgent).distinct()
    return list(good.order_by("-rank" if own else "rank", "pk").values_list("path", flat=True))
