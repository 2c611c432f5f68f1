"""A reader says that a comment breaks a rule."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.verification.limits import demand_fitting

from ..events import CommentReported
from ..models import Comment, Decision, Hold, Report
from ..moderation.refusals import Refused
from .counting import Turned, count
from .standards import rule_in_force

MOST_OPEN = 20  # reports of one reader that nobody has decided yet


@transaction.atomic
def report_comment(*, comment: int, rule: int, words: str = "", by: User) -> Report:
    """Report a comment that readers see, by a rule of the standards in force; sent again it is the report there is.

    When as many readers as the newsroom's `reports_hold` says have reported one that no moderator has looked at,
    it is held until one has. `by` must have an account that may write here.

    Raises: Refused when it is not shown, one's own, or after 20 reports that wait; BadValue on a rule that is none.
    """
    if not by.is_active:
        raise Refused(_("This account is closed."))
    row = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("thread", "author")
        .filter(pk=comment)
        .first()
    )
    if row is None:
        raise Refused(_("There is no such comment."))
    known = Report.objects.filter(comment=row, by__human=by.human_id, outcome=Report.Outcome.OPEN).first()
    if known:
        return known
    if row.state != Comment.State.SHOWN:
        raise Refused(_("Readers do not see this comment; there is nothing to report."))
    if row.author is not None and row.author.human_id == by.human_id:
        raise Refused(_("These are your own words. You can delete them instead."))
    if Report.objects.filter(by=by, outcome=Report.Outcome.OPEN).count() >= MOST_OPEN:
        raise Refused(
            _("Twenty of your reports wait for a moderator. Please come back when they are decided.")
        )
    words = words.strip()
    demand_fitting(Report, words=words)
    made = Report.objects.create(
        comment=row, rule=rule_in_force(rule), words=words, by=by, secret=secrets.token_hex(16), at=now()
    )
    _hold_if_many(row)
    # Nobody's, as all that readers do: facts are kept for ever, and accounts are not.
    record(CommentReported(row.thread_id, row.thread.under, row.pk), by=None)
    return made


def _hold_if_many(row: Comment) -> None:
    """Hold what many readers report, unless a moderator has looked at it: theirs is the last word."""
    enough = settings.TWOSOURCE.discussion.reports_hold
    if not enough or Decision.objects.filter(comment=row, undone_at=None).exists():
        return
    if Report.objects.filter(comment=row, outcome=Report.Outcome.OPEN).count() < enough:
        return
    Comment.objects.filter(pk=row.pk).update(state=Comment.State.HELD)
    count([Turned(row, row.state, Comment.State.HELD)])
    row.state = Comment.State.HELD
    Hold.objects.create(comment=row, why=Hold.Why.REPORTED)
