"""What a reader is told of their own comments: which are shown, which wait and why, which were removed and by what."""

from __future__ import annotations

from collections.abc import Iterable

from twosource.people.models import User

from .drawing import may_edit, removals_of, rule_url, waits_of
from .keys import after, in_order, key_of
from .models import Appeal, Comment, Decision
from .pages import NEWEST, OwnComment, OwnView, Removal
from .places import seen_threads

A_PAGE = 30


def own_page(user: User, *, key: str = "") -> OwnView:
    """One page of what this account wrote, the newest first, in a fixed number of queries."""
    found, is_later = after(Comment.objects.filter(author=user), NEWEST, key)
    rows = list(in_order(found.select_related("thread"), NEWEST)[: A_PAGE + 1])
    further = f"?after={key_of(rows[A_PAGE - 1], NEWEST)}" if len(rows) > A_PAGE else ""
    return OwnView(
        own_comments(rows[:A_PAGE]),
        after_url=f"/discussion/mine/{further}" if further else "",
        before_url="/discussion/mine/" if is_later else "",
    )


def own_comments(rows: Iterable[Comment]) -> tuple[OwnComment, ...]:
    """These comments (with their threads) as their author sees them."""
    rows = list(rows)
    seen = seen_threads({row.thread_id: row.thread for row in rows}.values())
    waits = waits_of([row.pk for row in rows if row.state == Comment.State.HELD])
    removals = removals_of([row.pk for row in rows if row.state == Comment.State.REMOVED])
    appealed = set(
        Appeal.objects.filter(decision__in=removals.values()).values_list("decision_id", flat=True)
    )
    return tuple(
        OwnComment(
            pk=row.pk,
            url=f"/discussion/c/{row.pk}/" if row.thread_id in seen else "",
            html=row.html,
            state=row.state,
            state_label=str(Comment.State(row.state).label),
            posted_at=row.posted_at,
            title=seen[row.thread_id][0] if row.thread_id in seen else row.thread.title,
            under=row.thread.under,
            may_edit=may_edit(row) and row.thread_id in seen,
            waits_for=waits.get(row.pk, ()),
            removal=_removal(removals[row.pk], appealed) if row.pk in removals else None,
            edited_at=row.edited_at,
            supported=row.supported,
        )
        for row in rows
    )


def _removal(one: Decision, appealed: set[int]) -> Removal:
    rule = one.rule
    return Removal(
        rule=rule.number if rule else 0,
        title=rule.title if rule else "",
        url=rule_url(rule) if rule else "",
        reason=one.reason,
        appeal_url=f"/discussion/appeal/{one.pk}/",
        appealed=one.pk in appealed,
    )
