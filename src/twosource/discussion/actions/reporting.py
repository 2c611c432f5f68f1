"""Somebody says that a comment breaks a rule: a reader, or anybody else who reads it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.verification.limits import demand_fitting

from ..events import CommentReported
from ..models import Comment, Decision, Hold, Report
from ..moderation.refusals import Refused, TooMany
from .counting import Turned, count
from .standards import rule_in_force

MOST_OPEN = 20  # reports of one reader, and of one comment without an account, that nobody has decided yet
MOST_AN_HOUR = 5  # reports without an account from one network
SENDERS_KEPT = timedelta(days=1)
OPEN = Report.Outcome.OPEN


@transaction.atomic
def report_comment(
    *, comment: int, rule: int, words: str = "", by: User | None = None, sender: str = ""
) -> Report:
    """Report a comment that readers see, by a rule of the standards in force; sent again it is the report there is.

    When as many readers as the newsroom's `reports_hold` says have reported one that no moderator has looked at,
    it is held until one has. Without an account (`by` is nobody, `sender` the digest of `readers.senders`, or empty) a
    report waits for a moderator like any other and never holds anything: a network is not a person.

    Raises: Refused when it is not shown, one's own, or after 20 reports that wait; TooMany after five in an hour from
    one network; BadValue on a rule that is none.
    """
    if by is not None and not by.is_active:
        raise Refused(_("This account is closed."))
    rows = Comment.objects.select_for_update(of=("self",)).select_related("thread", "author")
    row = rows.filter(pk=comment).first()
    if row is None:
        raise Refused(_("There is no such comment."))
    words = words.strip()
    known = _the_same(row, by, sender, rule, words)
    if known:
        return known
    if row.state != Comment.State.SHOWN:
        raise Refused(_("Readers do not see this comment; there is nothing to report."))
    if by is None:
        _demand_measure(row, sender)
    else:
        _demand_sense(row, by)
    demand_fitting(Report, words=words)
    made = Report.objects.create(
        comment=row, rule=rule_in_force(rule), words=words, by=by, sender=sender if by is None else "",
        secret=secrets.token_hex(16), at=now(),
    )  # fmt: skip
    _hold_if_many(row)
    # Nobody's, as all that readers do: facts are kept for ever, and accounts are not.
    record(CommentReported(row.thread_id, row.thread.under, row.pk), by=None)
    return made


def _the_same(row: Comment, by: User | None, sender: str, rule: int, words: str) -> Report | None:
    """The report there is. Of a network only what was sent twice: its page has somebody's words."""
    reports = Report.objects.filter(comment=row, outcome=OPEN)
    if by is not None:
        return reports.filter(by__human=by.human_id).first()
    return _of_network(reports, sender).filter(rule__number=rule, words=words).first() if sender else None


def _of_network(reports: QuerySet[Report], sender: str) -> QuerySet[Report]:
    return reports.filter(by=None, sender=sender)


def _demand_sense(row: Comment, by: User) -> None:
    if row.author is not None and row.author.human_id == by.human_id:
        raise Refused(_("These are your own words. You can delete them instead."))
    if Report.objects.filter(by=by, outcome=OPEN).count() >= MOST_OPEN:
        raise Refused(
            _("Twenty of your reports wait for a moderator. Please come back when they are decided.")
        )


def _demand_measure(row: Comment, sender: str) -> None:
    lately = Report.objects.filter(at__gt=now() - timedelta(hours=1))
    if _of_network(lately, sender).count() >= MOST_AN_HOUR:
        raise TooMany(_("That is enough for an hour from one network. Sign in, or come back later."))
    if Report.objects.filter(comment=row, by=None, outcome=OPEN).count() >= MOST_OPEN:
        raise Refused(_("Many have reported this comment already. A moderator will look at it."))


def _hold_if_many(row: Comment) -> None:
    """Hold what many readers report, unless a moderator has looked at it: theirs is the last word."""
    enough = settings.TWOSOURCE.discussion.reports_hold
    if not enough or Decision.objects.filter(comment=row, undone_at=None).exists():
        return
    readers = Report.objects.filter(comment=row, outcome=OPEN).exclude(by=None)
    if readers.order_by().values("by__human").distinct().count() < enough:
        return
    Comment.objects.filter(pk=row.pk).update(state=Comment.State.HELD)
    count([Turned(row, row.state, Comment.State.HELD)])
    row.state = Comment.State.HELD
    Hold.objects.create(comment=row, why=Hold.Why.REPORTED)


def forget_reporters() -> int:
    """Forget the networks of reports after a day. Run every few minutes by the worker; returns of how many."""
    old = Report.objects.filter(at__lt=now() - SENDERS_KEPT).exclude(sender="")
    return old.update(sender="")
