"""What waits for a moderator: held comments, and shown ones that readers reported; what waits longest comes first.

A page is found by key in an index of what waits alone: ten thousand cost what ten do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import Appeal, Comment, Hold, Report

HELD, REPORTED = "held", "reported"
KINDS = ((HELD, _("held")), (REPORTED, _("reported")))
A_PAGE = 10
MOST_COUNTED = 999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the queue: of one kind, held for one reason, with words in it, of one author, of one thread."""

    kind: str = ""
    why: str = ""
    words: str = ""
    author: int = 0
    thread: int = 0

    @property
    def is_all(self) -> bool:
        return self == Asked()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment that waits, since when, and whether it is held or reported."""

    comment_id: int
    since: datetime
    kind: str

    @property
    def key(self) -> str:
        """Its place in the queue, as an address can hold it."""
        return f"{(self.since - _EPOCH) // timedelta(microseconds=1)}-{self.comment_id}"


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some of what waits, in order; `further` is the key after which there is more, or empty."""

    rows: tuple[Waiting, ...]
    further: str = ""


def queue_page(asked: Asked, *, after: str = "", most: int = A_PAGE) -> QueuePage:
    """The first of what waits after this key (unreadable: from the start). Two queries."""
    key = _read(after)
    rows = sorted([*_held(asked, key, most + 1), *_reported(asked, key, most + 1)], key=_order)
    shown = rows[:most]
    return QueuePage(tuple(shown), shown[-1].key if len(rows) > most else "")


def one_waiting(comment_id: int) -> Waiting | None:
    """This comment as it waits; None when it does not (any more)."""
    asked = Q(pk=comment_id)
    found = [*_held(Asked(), None, 1, asked), *_reported(Asked(), None, 1, Q(comment=comment_id))]
    return found[0] if found else None


def how_many() -> int:
    """How many wait, counted up to 999."""
    held = Comment.objects.filter(state=Comment.State.HELD).order_by()[:MOST_COUNTED].count()
    reported = _first_reports(Asked()).order_by()[:MOST_COUNTED].count()
    return min(held + reported, MOST_COUNTED)


def appeals_open() -> int:
    """How many appeals nobody has decided yet."""
    return Appeal.objects.filter(outcome=Appeal.Outcome.OPEN).count()


def _order(row: Waiting) -> tuple[datetime, int]:
    return row.since, row.comment_id


def _read(key: str) -> tuple[datetime, int] | None:
    stamp, _dash, number = key.partition("-")
    if not (key.isascii() and stamp.isdigit() and number.isdigit() and len(key) < 40):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(stamp)), int(number)
    except OverflowError:
        return None


def _later(rows: QuerySet[Any], key: tuple[datetime, int] | None, at: str, pk: str) -> QuerySet[Any]:
    """Those after this key; said so that an index is entered at its place."""
    if key is None:
        return rows
    moment, number = key
    return rows.filter(**{f"{at}__gte": moment}).exclude(**{at: moment, f"{pk}__lte": number})


def _held(
    asked: Asked, key: tuple[datetime, int] | None, most: int, only: Q | None = None
) -> Iterator[Waiting]:
    if asked.kind == REPORTED:
        return
    rows = _fitting(Comment.objects.filter(only or Q(), state=Comment.State.HELD), asked)
    if asked.why:
        rows = rows.filter(Exists(Hold.objects.filter(comment=OuterRef("pk"), why=asked.why)))
    found = _later(rows, key, "posted_at", "pk").order_by("posted_at", "pk").values_list("pk", "posted_at")
    for pk, posted_at in found[:most]:
        yield Waiting(pk, posted_at, HELD)


def _reported(
    asked: Asked, key: tuple[datetime, int] | None, most: int, only: Q | None = None
) -> Iterator[Waiting]:
    if asked.kind == HELD or asked.why:
        return
    rows = _later(_first_reports(asked).filter(only or Q()), key, "at", "comment")
    for pk, at in rows.order_by("at", "comment").values_list("comment", "at")[:most]:
        yield Waiting(pk, at, REPORTED)


def _first_reports(asked: Asked) -> QuerySet[Report]:
    """The first open report of each comment that readers see."""
    rows = Report.objects.filter(outcome=Report.Outcome.OPEN, comment__state=Comment.State.SHOWN)
    earlier = Report.objects.filter(
        outcome=Report.Outcome.OPEN, comment=OuterRef("comment"), pk__lt=OuterRef("pk")
    )
    return _fitting(rows.filter(~Exists(earlier)), asked, "comment__")


def _fitting(rows: QuerySet[Any], asked: Asked, path: str = "") -> QuerySet[Any]:
    """Those of them that were asked for; `path` leads from the row to its comment."""
    if asked.words:
        rows = rows.filter(**{f"{path}source__icontains": asked.words})
    if asked.author:
        rows = rows.filter(**{f"{path}author": asked.author})
    if asked.thread:
        rows = rows.filter(**{f"{path}thread": asked.thread})
    return rows


def read_asked(told: Any) -> Asked:
    """What an address asks for (`kind`, `why`, `q`, `author`, `thread`); what makes no sense is left out."""
    asked = Asked(words=" ".join(told.get("q", "").replace("\x00", "").split())[:100])
    if told.get("kind") in (HELD, REPORTED):
        asked = replace(asked, kind=told["kind"])
    if told.get("why") in Hold.Why.values:
        asked = replace(asked, why=told["why"])
    return replace(asked, author=_number(told.get("author", "")), thread=_number(told.get("thread", "")))


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else 0
