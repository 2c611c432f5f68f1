"""Waiting comments with all that is needed to decide them, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.readers.models import Reader

from ..actions.deciding import is_own
from ..models import Ban, Comment, Decision, Hold, Report
from .bans import ban_words
from .marking import marked
from .pages import Card, Held, Line, Past, Reported
from .queue import Waiting
from .seen import seen_of, what_was_decided

LOOKED_FOR = timedelta(minutes=2)
LATELY = 4  # of an author's own comments
BEFORE, AFTER = 2, 1  # in the thread
LONGEST_LINE = 400


def cards(rows: Sequence[Waiting], *, by: User) -> tuple[Card, ...]:
    """A card for each of these, in their order, for this moderator."""
    found = {row.pk: row for row in _comments([row.comment_id for row in rows])}
    around = _around(found.values())
    authors = {row.author_id for row in found.values() if row.author_id}
    lately = _lately(authors)
    ids = {pk for some in (*around.values(), *lately.values()) for pk in some}
    lines = {row.pk: row for row in Comment.objects.filter(pk__in=ids).select_related("author")}
    names = _Names({*authors, *(row.author_id for row in lines.values() if row.author_id)})
    pasts = _pasts(authors, lately, lines, names)
    return tuple(
        _card(one, row, by, _margin(one, around, lines, names), _past(one, pasts, names))
        for row in rows
        if (one := found.get(row.comment_id))
    )


class _Names:
    """What authors are called, and since when they are readers here."""

    def __init__(self, user_ids: Iterable[int]) -> None:
        self.readers = {row.user_id: row for row in Reader.objects.filter(user__in=list(user_ids))}

    def of(self, comment: Comment) -> str:
        reader = self.readers.get(comment.author_id) if comment.author_id else None
        if reader:
            return reader.name
        return comment.name or (str(comment.author) if comment.author else _("a reader"))


def _comments(ids: Sequence[int]) -> QuerySet[Comment]:
    """The comments with what stands on their cards."""
    others = Comment.objects.filter(
        likeness=OuterRef("likeness"), likeness__isnull=False, state=Comment.State.HELD
    )
    return (
        Comment.objects.filter(pk__in=ids)
        .select_related("thread", "author", "look__by")
        .prefetch_related(
            "holds",
            Prefetch("reports", Report.objects.filter(outcome=Report.Outcome.OPEN).select_related("rule")),
            Prefetch("decisions", Decision.objects.select_related("by", "rule")),
        )
        .annotate(
            has_alike=Exists(others.exclude(pk=OuterRef("pk"))),
            **_neighbours("top", Q(thread=OuterRef("thread"), root__isnull=True)),
            **_neighbours("exchange", Q(root=OuterRef("root"))),
        )
    )


def _neighbours(name: str, beside: Q) -> dict[str, Subquery]:
    """The ids of those before and after a comment, at the top or in its exchange."""
    rows = Comment.objects.filter(beside).exclude(pk=OuterRef("pk")).exclude(pk=OuterRef("parent"))
    before = rows.filter(posted_at__lte=OuterRef("posted_at")).order_by("-posted_at", "-pk").values("pk")
    later = rows.filter(posted_at__gt=OuterRef("posted_at")).order_by("posted_at", "pk").values("pk")
    found = {f"{name}_before_{n}": Subquery(before[n : n + 1]) for n in range(BEFORE)}
    return found | {f"{name}_after_{n}": Subquery(later[n : n + 1]) for n in range(AFTER)}


def _around(rows: Iterable[Comment]) -> dict[int, list[int]]:
    """Of each comment the ids of what stands around it: what it answers, the head of its exchange, those beside it."""
    around = {}
    for row in rows:
        where = "exchange" if row.root_id else "top"
        beside = [getattr(row, f"{where}_before_{n}") for n in range(BEFORE)]
        beside += [getattr(row, f"{where}_after_{n}") for n in range(AFTER)]
        around[row.pk] = [pk for pk in dict.fromkeys([row.parent_id, row.root_id, *beside]) if pk]
    return around


def _margin(
    row: Comment, around: Mapping[int, list[int]], lines: Mapping[int, Comment], names: _Names
) -> tuple[Line, ...]:
    beside = sorted(
        (lines[pk] for pk in around[row.pk] if pk in lines), key=lambda one: (one.posted_at, one.pk)
    )
    return tuple(_line(one, names, is_answered=one.pk == row.parent_id) for one in beside)


def _line(row: Comment, names: _Names, *, is_answered: bool = False) -> Line:
    words = row.source if len(row.source) <= LONGEST_LINE else row.source[:LONGEST_LINE].rstrip() + "…"
    label = str(Comment.State(row.state).label)
    return Line(row.pk, names.of(row), words, row.posted_at, row.state, label, is_answered)


def _lately(authors: Iterable[int]) -> dict[int, list[int]]:
    """Of each author the ids of their newest comments."""
    own = Comment.objects.filter(author=OuterRef("pk")).order_by("-posted_at", "-pk").values("pk")
    last = {f"last_{n}": Subquery(own[n : n + 1]) for n in range(LATELY + 1)}
    rows = User.objects.filter(pk__in=list(authors)).annotate(**last).values_list("pk", *last)
    return {pk: [each for each in ids if each] for pk, *ids in rows}


Pasts = Mapping[int, Past]


def _pasts(
    authors: Iterable[int], lately: Mapping[int, list[int]], lines: Mapping[int, Comment], names: _Names
) -> Pasts:
    ids = list(authors)
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    states = Comment.objects.filter(author__in=ids).order_by().values_list("author", "state")
    for pk, state, number in states.annotate(number=Count("pk")):
        counted[pk][state] = number
    removals = _removals(ids)
    bans: dict[int, list[str]] = defaultdict(list)
    humans = dict(User.objects.filter(pk__in=ids).order_by().values_list("pk", "human"))
    for ban in Ban.objects.filter(human__in=humans.values(), until__gt=now(), lifted_at=None).select_related(
        "rule"
    ):
        bans[ban.human_id or 0].append(ban_words(ban))
    return {
        pk: Past(
            name="",
            user_id=pk,
            since=names.readers[pk].joined_at if pk in names.readers else None,
            **counted[pk],
            removals=tuple(removals[pk]),
            bans=tuple(bans[humans[pk]]),
            lately=tuple(_line(lines[each], names) for each in lately.get(pk, ()) if each in lines),
        )
        for pk in ids
    }


def _removals(authors: Sequence[int]) -> dict[int, list[tuple[int, str, int]]]:
    """Of each author how often which rule removed a comment of theirs, and that stands."""
    rows = Decision.objects.filter(
        comment__author__in=authors, verdict=Decision.Verdict.REMOVED, undone_at=None,
        comment__state=Comment.State.REMOVED,
    )  # fmt: skip
    found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    columns = ("comment__author", "rule__number", "rule__title")
    for pk, rule, title, number in (
        rows.order_by("rule__number").values_list(*columns).annotate(n=Count("pk"))
    ):
        found[pk].append((rule, title, number))
    return found


def _past(row: Comment, pasts: Pasts, names: _Names) -> Past:
    known = pasts.get(row.author_id) if row.author_id else None
    if known is None:
        return Past(names.of(row))
    lately = tuple(line for line in known.lately if line.comment_id != row.pk)[:LATELY]
    return Past(
        names.of(row), known.user_id, known.since, known.shown, known.held, known.removed, known.deleted,
        known.removals, known.bans, lately,
    )  # fmt: skip


def _card(row: Comment, waiting: Waiting, by: User, around: tuple[Line, ...], past: Past) -> Card:
    holds = [
        Held(one.why, str(Hold.Why(one.why).label), tuple(one.words.splitlines()), one.detail)
        for one in row.holds.all()
    ]
    look = getattr(row, "look", None)
    others = look is not None and look.by_id != by.pk and look.at > now() - LOOKED_FOR
    return Card(
        comment_id=row.pk,
        seen=seen_of(row),
        kind=waiting.kind,
        since=waiting.since,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        thread_id=row.thread_id,
        title=row.thread.title,
        path=row.thread.path,
        words=marked(row.source, [each for one in holds for each in one.words]),
        holds=tuple(holds),
        reports=tuple(
            Reported(one.rule.number, one.rule.title, one.words, one.at, one.by_id is not None)
            for one in row.reports.all()
        ),
        around=around,
        past=past,
        decided=tuple(
            what_was_decided(one) + (" " + _("That was taken back.") if one.undone_at else "")
            for one in row.decisions.all()
        ),
        looked_at_by=str(look.by) if others and look is not None else "",
        is_own=is_own(row, by),
        has_alike=bool(row.has_alike),  # type: ignore[attr-defined]
    )
