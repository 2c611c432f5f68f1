"""What moves many times a second, as a discussion does: its pages are made anew in place, a few times a second at most.

A page that a fact touches is not shown any more until it is made anew, for it may say what is not so. One that counts
comments says what was so a moment ago. It is served as it is, and swapped when the next is made; however many comments
come meanwhile, they are one change. So a front page is not made for each comment under each of its stories, and no
reader stands behind the making of it.
"""

from __future__ import annotations

import time
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from . import actions, keeping
from .finishing import finish
from .models import Purge, Standing, Stirred
from .models.outward import new_token
from .ranks import LIST

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
    """Makes those pages anew, in turn with whatever else is to be made; one process does."""

    def __init__(self) -> None:
        self._not_before = 0.0

    def wait(self) -> float | None:
        """Seconds until it is time for what has moved; None when nothing has."""
        if not Stirred.objects.exists():
            return None
        return max(0.0, self._not_before - time.monotonic())

    def work(self) -> bool:
        """Make anew what has moved, if it is time; returns whether it did."""
        if self.wait() != 0.0:
            return False
        began = time.monotonic()
        make_stirred()
        took = time.monotonic() - began
        self._not_before = time.monotonic() + max(SOONEST, SHARE * took - took)
        return True


def make_stirred() -> int:
    """Make every page anew that was made from what has moved; returns how many.

    What moved is forgotten only when the pages are made: stopped anywhere, or where one could not be kept because
    others were writing, they are made another time. A page in the making by somebody else was begun before, and is not
    kept.
    """
    moved = dict(Stirred.objects.order_by("subject").values_list("subject", "token")[:AT_ONCE])
    paths = _begin(list(moved))
    missed = [path for path in paths if not finish(path)]
    if Standing.objects.filter(path__in=missed, state=Standing.State.FRESH).exists():
        return len(paths) - len(missed)
    for subject, token in moved.items():
        Stirred.objects.filter(subject=subject, token=token).delete()
    return len(paths)


@transaction.atomic
def _begin(subjects: list[str]) -> list[str]:
    """Whoever began a page before this has not read what moved. Returns the pages that are good, lists first."""
    actions.in_turn(shared=False)
    moment = timezone.now()
    Purge.objects.bulk_create([Purge(subject=each, at=moment) for each in subjects])
    good = Standing.objects.filter(uses__subject__in=subjects, state=Standing.State.FRESH).distinct()
    return [
        path
        for path, _rank in sorted(good.values_list("path", "rank"), key=lambda row: (row[1] != LIST, row[1]))
    ]
