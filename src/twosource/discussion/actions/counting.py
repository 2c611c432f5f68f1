"""Keeping counts true: how many comments of a thread readers see, and how many answers a comment has.

Whoever changes what readers see says so here, in the same transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q
from django.db.models.functions import Greatest

from twosource.ledger.written import Change, moment, number, numbers

from ..models import Comment, Thread

SHOWN = Comment.State.SHOWN
AT_ONCE = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class Turned:
    """A comment that was in one state (empty: it is new) and is in another now."""

    comment: Comment
    was: str
    now: str

    @property
    def step(self) -> int:
        """By how many the number of comments readers see changes: 1, 0 or -1."""
        return (self.now == SHOWN) - (self.was == SHOWN)


_ANSWERED = Change(
    lambda: Comment.objects.filter(pk__in=numbers("ids")), answers=Greatest(F("answers") + number("step"), 0)
)
_SHOWN = Change(
    lambda: Thread.objects.filter(pk__in=numbers("ids")), shown=Greatest(F("shown") + number("step"), 0)
)
_LATER = Change(
    lambda: Thread.objects.filter(Q(last_at=None) | Q(last_at__lt=moment("at")), pk=number("id")),
    last_at=moment("at"),
)


def count(turned: Iterable[Turned]) -> None:
    """Take these changes into the counts of their threads and of what they answer; few queries, however many.

    `Comment.answers` counts what readers see below: of a comment at the top its whole exchange, of another one what
    answers it directly.
    """
    changes = [one for one in turned if one.step]
    threads: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for one in changes:
        threads[one.comment.thread_id] += one.step
        for above in {one.comment.parent_id, one.comment.root_id}:
            if above is not None:
                answered[above] += one.step
    # Never below nothing: a count that is off must not stop a moderator.
    for step, ids in _by_step(answered):
        _ANSWERED.make(ids=ids, step=step)
    for step, ids in _by_step(threads):
        _SHOWN.make(ids=ids, step=step)
    _date(changes)


def _by_step(steps: Counter[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Which rows change by how many, so many at a time as one statement takes."""
    for step in sorted({each for each in steps.values() if each}):
        for some in parts(sorted(pk for pk, each in steps.items() if each == step)):
            yield step, some


def parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """These ids, so many at a time as one statement takes on every database."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _date(changes: Sequence[Turned]) -> None:
    """Keep `last_at` the moment of the newest comment that readers see."""
    newest: dict[int, datetime] = {}
    gone: dict[int, datetime] = {}
    for one in changes:
        dates = newest if one.step > 0 else gone
        thread_id, at = one.comment.thread_id, one.comment.posted_at
        dates[thread_id] = max(at, dates.get(thread_id, at))
    for thread in Thread.objects.filter(pk__in=gone).only("pk", "last_at") if gone else ():
        if thread.last_at and gone[thread.pk] >= thread.last_at:
            last = Comment.objects.filter(thread=thread, state=SHOWN).aggregate(last=Max("posted_at"))["last"]
            Thread.objects.filter(pk=thread.pk).update(last_at=last)
    for thread_id, at in newest.items():
        _LATER.make(id=thread_id, at=at)
