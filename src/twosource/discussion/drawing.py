"""From rows to what a page shows: who wrote, what is gone and why, what answers what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.people.models import User

from .authors import Authors
from .keys import key_of
from .models import Comment, Decision, Hold, Rule
from .moderation.standards import standards_url
from .pages import OLDEST, CommentView, Gone, Place

FIRST = 5  # answers shown under a comment before the rest is a page of its own
DEEPEST = 3  # levels below the top; what answers further down stands beside what it answers

_State = Comment.State


@dataclass(slots=True)
class Drawn:
    """A comment at the top, and those of its exchange that are shown with it, the oldest first."""

    top: Comment
    answers: list[Comment] = field(default_factory=list)
    has_more: bool = False


def visible(comments: QuerySet[Comment], user: User | None = None) -> QuerySet[Comment]:
    """Those of these comments that have a place before readers.

    Words are shown of those that are shown. The place stays of what was answered, and of what readers saw until it was
    removed. What its author took away, or a moderator before anybody saw it, leaves no trace. For a `user` what of
    theirs still waits is there too.
    """
    unseen = Decision.objects.filter(
        comment=OuterRef("pk"), verdict=Decision.Verdict.REMOVED, before=_State.HELD, undone_at=None
    )
    seen = Q(state=_State.SHOWN) | Q(answers__gt=0) | (Q(state=_State.REMOVED) & ~Q(Exists(unseen)))
    return comments.filter(seen | Q(state=_State.HELD, author=user) if user else seen)


def exchange_of(top: Comment, user: User | None = None) -> QuerySet[Comment]:
    """What was answered to a comment at the top, however far down."""
    return visible(Comment.objects.filter(root=top), user)


def first_answers(tops: Sequence[Comment], user: User | None = None) -> list[Drawn]:
    """Each of these with the first of its answers; two queries, and no more rows than are shown."""
    ids = _first_ids([top.pk for top in tops], user)
    found: dict[int | None, list[Comment]] = {}
    for row in Comment.objects.filter(pk__in=ids).order_by("posted_at", "pk") if ids else ():
        found.setdefault(row.root_id, []).append(row)
    return [
        Drawn(top, answers[:FIRST], len(answers) > FIRST)
        for top, answers in ((top, found.get(top.pk, [])) for top in tops)
    ]


def _first_ids(tops: Sequence[int], user: User | None) -> list[int]:
    """One part for each exchange, read in the order of its index and left where enough was read: a window over all of
    them would read every answer there is."""
    if not tops:
        return []
    parts: list[str] = []
    values: list[Any] = []
    for pk in tops:
        some = visible(Comment.objects.filter(root=pk), user).order_by("posted_at", "pk")
        sql, params = some.values("pk")[: FIRST + 1].query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS first_{pk:d}")  # noqa: S608 - Django wrote it, with its values apart
        values += params
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [row[0] for row in cursor.fetchall()]


def drawn(exchanges: Sequence[Drawn], place: Place, user: User | None = None) -> tuple[CommentView, ...]:
    """These comments as a page shows them, in a number of queries that does not grow with them."""
    page = _Drawing([row for one in exchanges for row in (one.top, *one.answers)], place, user)
    return tuple(page.exchange(one) for one in exchanges)


class _Drawing:
    """What the comments of one page share."""

    def __init__(self, rows: Sequence[Comment], place: Place, user: User | None) -> None:
        self._place, self._user = place, user
        self._rows = {row.pk: row for row in rows}
        self._authors = Authors(rows)
        waiting = {row.pk for row in rows if user and row.author_id == user.pk and row.state == _State.HELD}
        self._gone = gone_of([row for row in rows if row.pk not in waiting])
        self._waits = waits_of(sorted(waiting))

    def exchange(self, one: Drawn) -> CommentView:
        """A comment at the top with its answers: three levels down, and from there on one after the other."""
        below: dict[int, list[Comment]] = {}
        for row in one.answers:
            above = row.parent_id if row.parent_id in self._rows else one.top.pk
            below.setdefault(above or one.top.pk, []).append(row)
        more = f"/discussion/c/{one.top.pk}/answers/" if one.has_more else ""
        if more and one.answers:
            more += f"?after={key_of(one.answers[-1], OLDEST)}"
        return self._one(one.top, one.top.pk, 0, self._under(one.top, below, 0), more)

    def _under(self, row: Comment, below: Mapping[int, list[Comment]], depth: int) -> tuple[CommentView, ...]:
        answers = below.get(row.pk, ())
        if depth < DEEPEST - 1:
            return tuple(
                self._one(each, row.pk, depth + 1, self._under(each, below, depth + 1)) for each in answers
            )
        # What stands further down follows what it answers, on the same level.
        flat = [each for answer in answers for each in (answer, *_all_under(answer, below))]
        return tuple(self._one(each, row.pk, DEEPEST) for each in flat)

    def _one(
        self, row: Comment, above: int, depth: int, answers: tuple[CommentView, ...] = (), more_url: str = ""
    ) -> CommentView:
        """`above`: the comment under which it is shown."""
        view = CommentView(
            row.pk, f"/discussion/c/{row.pk}/", "", "", row.posted_at,
            depth=depth, answers=answers, more_url=more_url, gone=self._gone.get(row.pk),
        )  # fmt: skip
        if view.gone is not None:
            return view
        author = self._authors.of(row)
        mine = self._user is not None and row.author_id == self._user.pk
        name, url = ("", "") if row.parent_id in (None, above) else self._answered(row)
        return replace(
            view, html=row.html, name=author.name, edited_at=row.edited_at, supported=row.supported,
            newsroom=author.newsroom, wrote_it=row.author_id in self._place.authors, mine=mine,
            may_edit=mine and may_edit(row), waits_for=self._waits.get(row.pk, ()),
            answers_to=name, answers_to_url=url,
        )  # fmt: skip

    def _answered(self, row: Comment) -> tuple[str, str]:
        """What it answers, which does not stand right above it: whose that is, and where."""
        parent = self._rows.get(row.parent_id or 0)
        if parent is None:
            return _("an earlier comment"), f"/discussion/c/{row.parent_id}/"
        name = _("a comment that is gone") if parent.pk in self._gone else self._authors.of(parent).name
        return name, f"#c{parent.pk}"


def may_edit(row: Comment) -> bool:
    """Whether its author may change it still: for the minutes of the policy, while it is shown or waits."""
    until = row.posted_at + timedelta(minutes=settings.TWOSOURCE.discussion.edit_minutes)
    return row.state in (_State.SHOWN, _State.HELD) and timezone.now() < until


def waits_of(ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By which checks each of these waits, in words."""
    found: dict[int, tuple[str, ...]] = {pk: (_("a moderator reads it first"),) for pk in ids}
    said: dict[int, list[str]] = {}
    for hold in Hold.objects.filter(comment__in=ids) if ids else ():
        said.setdefault(hold.comment_id, []).append(str(Hold.Why(hold.why).label))
    return found | {pk: tuple(dict.fromkeys(words)) for pk, words in said.items()}


def gone_of(rows: Iterable[Comment]) -> dict[int, Gone]:
    """Of those of these comments whose words are not there: why; one query, or none."""
    states = {row.pk: row.state for row in rows if row.state != _State.SHOWN}
    removed = [pk for pk, state in states.items() if state == _State.REMOVED]
    return {
        **{pk: Gone("deleted") for pk, state in states.items() if state == _State.DELETED},
        **{pk: Gone("looked_at") for pk, state in states.items() if state == _State.HELD},
        **{pk: Gone("removed") for pk in removed},
        **{pk: _by_rule(one) for pk, one in removals_of(removed).items()},
    }


def removals_of(ids: Sequence[int]) -> dict[int, Decision]:
    """The decision by which each of these comments is removed now."""
    if not ids:
        return {}
    found = Decision.objects.filter(
        comment__in=ids, verdict=Decision.Verdict.REMOVED, undone_at=None
    ).select_related("rule__edition")
    return {one.comment_id: one for one in found.order_by("at", "pk")}


def _by_rule(one: Decision) -> Gone:
    if one.rule is None:
        return Gone("removed")
    return Gone("removed", one.rule.number, one.rule.title, rule_url(one.rule))


def rule_url(rule: Rule) -> str:
    """Where a rule of the community standards stands, in the edition that was in force."""
    return standards_url(rule.edition.number, rule.number)


def _all_under(row: Comment, below: Mapping[int, list[Comment]]) -> Iterator[Comment]:
    """Everything under a comment, each before what answers it; however deep, without recursion."""
    waiting = list(reversed(below.get(row.pk, ())))
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(below.get(one.pk, ())))
