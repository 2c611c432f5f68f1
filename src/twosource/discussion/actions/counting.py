"""Keeping counts true: how many comments of a thread readers see, and how many answers a comment has.

Whoever changes what readers see says so here, in the same transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Model, QuerySet
from django.db.models.functions import Greatest

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
    _add(Comment.objects.all(), "answers", answered)
    _add(Thread.objects.all(), "shown", threads)
    _date(changes)


def _add(rows: QuerySet[Model], column: str, steps: Counter[int]) -> None:
    for step in sorted({each for each in steps.values() if each}):
        ids = sorted(pk for pk, each in steps.items() if each == step)
        for some in parts(ids):
            # Never below nothing: a count that is off must not stop a moderator.
            rows.filter(pk__in=some).update(**{column: Greatest(F(column) + step, 0)})


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
    for thread in Thread.objects.filter(pk__in={*newest, *gone}).only("pk", "last_at"):
        last = newest.get(thread.pk)
        if thread.last_at and thread.pk in gone and gone[thread.pk] >= thread.last_at:
            last = Comment.objects.filter(thread=thread, state=SHOWN).aggregate(last=Max("posted_at"))["last"]
        elif thread.last_at and (last is None or last <= thread.last_at):
            continue
        Thread.objects.filter(pk=thread.pk).update(last_at=last)
