"""The moderators' queue: what waits, the one before you with all one needs, and what you did last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from twosource.discussion.models import Comment, Decision, Hold
from twosource.discussion.moderation.cards import cards
from twosource.discussion.moderation.pages import Card
from twosource.discussion.moderation.queue import KINDS, Asked, one_waiting, queue_page
from twosource.discussion.moderation.runs import Run, runs
from twosource.discussion.moderation.seen import what_was_decided, write_seen
from twosource.discussion.moderation.standards import Standards, in_force
from twosource.ledger.clock import now
from twosource.people.models import User

KEYS = 9  # rules that have a key of their own
LATELY = timedelta(hours=1)
MOST_LATELY = 5
SAMPLES = 3  # of a run, in full
MOST_LISTED = 40  # of a run, in a line each


@dataclass(frozen=True, slots=True)
class Done:
    """A decision of one's own, or several made in one, and where it is taken back."""

    words: str
    start: str
    at: datetime
    undo_url: str


@dataclass(frozen=True, slots=True)
class QueueBoard:
    """`query` is what was asked for, kept in every address; `after` the key of the page; `further` that of the next."""

    asked: Asked
    cards: tuple[Card, ...]
    current: Card | None
    following: int
    after: str
    further: str
    standards: Standards
    done: tuple[Done, ...]
    query: str
    whys: Sequence[tuple[str, str | Promise]] = field(default=tuple(Hold.Why.choices))
    kinds: Sequence[tuple[str, str | Promise]] = KINDS


def queue_board(asked: Asked, *, by: User, after: str = "", chosen: int = 0) -> QueueBoard:
    """The queue as asked for, with the chosen comment before you, or the first."""
    page = queue_page(asked, after=after)
    rows = list(page.rows)
    if chosen and chosen not in {row.comment_id for row in rows}:
        found = one_waiting(chosen)
        rows = [found, *rows] if found else rows
    drawn = cards(rows, by=by)
    here = next((at for at, card in enumerate(drawn) if card.comment_id == chosen), 0)
    following = drawn[here + 1].comment_id if len(drawn) > here + 1 else 0
    return QueueBoard(
        asked, drawn, drawn[here] if drawn else None, following, after, page.further, in_force(),
        lately_by(by), query_of(asked),
    )  # fmt: skip


def query_of(asked: Asked) -> str:
    """What was asked for, as an address holds it."""
    told = {
        "kind": asked.kind, "why": asked.why, "q": asked.words, "author": asked.author, "thread": asked.thread
    }  # fmt: skip
    return urlencode({name: value for name, value in told.items() if value})


def card_of(comment: Comment, *, by: User) -> Card | None:
    """One comment's card, while it waits."""
    waiting = one_waiting(comment.pk)
    return cards([waiting], by=by)[0] if waiting else None


def lately_by(user: User) -> tuple[Done, ...]:
    """What this person decided within the hour, the newest first; what was decided together is one line."""
    rows = Decision.objects.filter(by=user, undone_at=None, at__gte=now() - LATELY)
    found: dict[str, Done] = {}
    for row in rows.select_related("by", "rule", "comment").order_by("-pk")[:200]:
        key = row.together or str(row.pk)
        if key not in found and len(found) < MOST_LATELY:
            found[key] = done_of(row)
    return tuple(found.values())


def done_of(row: Decision) -> Done:
    """A decision as a line with its way back."""
    if not row.together:
        start = " ".join(row.comment.source.split())[:80]
        undo_url = reverse("desk:comment_undo", args=[row.pk])
    else:
        number = Decision.objects.filter(together=row.together).count()
        start = ngettext("%(n)d comment", "%(n)d comments", number) % {"n": number}
        undo_url = reverse("desk:comments_undo", args=[row.together])
    return Done(what_was_decided(row, many=bool(row.together)), start, row.at, undo_url)


@dataclass(frozen=True, slots=True)
class Sample:
    comment_id: int
    words: str
    name: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class RunBoard:
    """A run to decide in one. `others` is how many runs are left after it; `seen` is what the decision carries."""

    number: int
    authors: int
    seen: str
    samples: tuple[Sample, ...]
    listed: tuple[Sample, ...]
    not_listed: int
    others: int
    first: int
    skip: str
    standards: Standards


def run_board(*, by: User, skipped: Sequence[int] = ()) -> RunBoard | None:
    """The longest run that was not skipped (by the first comment of it); None when there is no other."""
    found = [run for run in runs() if run.first not in skipped]
    if not found:
        return None
    skip = " ".join(map(str, [*skipped, found[0].first]))
    return alike_board(found[0], others=len(found) - 1, skip=skip)


def alike_board(run: Run, *, others: int = 0, skip: str = "") -> RunBoard:
    """These comments, the first ones in full."""
    rows = list(
        Comment.objects.filter(pk__in=run.comment_ids)
        .select_related("author__reader")
        .only("pk", "turn", "edited_at", "source", "posted_at", "name", "author", "author__reader__name")
        .order_by("posted_at", "pk")
    )
    samples = [Sample(row.pk, row.source, _name(row), row.posted_at) for row in rows[: SAMPLES + MOST_LISTED]]
    return RunBoard(
        number=len(rows),
        authors=len({row.author_id for row in rows}),
        seen=write_seen(rows),
        samples=tuple(samples[:SAMPLES]),
        listed=tuple(samples[SAMPLES:]),
        not_listed=max(0, len(rows) - len(samples)),
        others=others,
        first=run.first,
        skip=skip,
        standards=in_force(),
    )


def _name(row: Comment) -> str:
    reader = getattr(row.author, "reader", None)
    return reader.name if reader else row.name or str(row.author or "–")
