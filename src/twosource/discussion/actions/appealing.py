"""Appeals: an author says that a removal was wrong, and somebody else than who removed decides."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_moderator
from twosource.verification.limits import demand_fitting

from ..events import AppealDecided, AppealLodged
from ..models import Appeal, Comment, Decision, Notice
from ..moderation.refusals import AppealToAnother, BadValue, OwnComment, Refused, TooLate
from .deciding import is_own, put_on_record

APPEAL_WITHIN = timedelta(days=30)
FEWEST_CHARACTERS = 10


@transaction.atomic
def lodge_appeal(*, decision: int, words: str, by: User) -> Appeal:
    """Appeal against the removal of one's own comment: once, within 30 days.

    Raises: Refused when it is not one's own, no standing removal, or was appealed already; TooLate after 30 days;
    BadValue on no or too many words.
    """
    found = Decision.objects.filter(pk=decision).select_related("comment__thread").first()
    if found is None or found.comment.author_id != by.pk:
        raise Refused(_("Only who wrote a comment can appeal against its removal."))
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=found.comment_id)
    found.refresh_from_db(fields=["undone_at"])
    against = why_not_appeal(found, comment)
    if against:
        raise against
    words = words.strip()
    if len(words) < FEWEST_CHARACTERS:
        raise BadValue(_("words: say in a sentence why the removal was wrong."))
    demand_fitting(Appeal, words=words)
    appeal = Appeal.objects.create(decision=found, words=words, at=now())
    # Nobody's, as all that readers do: facts are kept for ever, and accounts are not.
    record(AppealLodged(comment.thread_id, found.comment.thread.under, comment.pk), by=None)
    return appeal


def why_not_appeal(decision: Decision, comment: Comment) -> Refused | None:
    """Why its author cannot appeal against this decision (any more), or None."""
    standing = decision.verdict == Decision.Verdict.REMOVED and decision.undone_at is None
    if not standing or comment.state != Comment.State.REMOVED or comment.turn != decision.turn + 1:
        return Refused(_("This removal does not stand any more; there is nothing to appeal against."))
    if Appeal.objects.filter(decision=decision).exists():
        return Refused(_("You have appealed against this removal."))
    if now() > decision.at + APPEAL_WITHIN:
        return TooLate(_("A removal can be appealed against for 30 days; that time has passed."))
    return None


@transaction.atomic
def decide_appeal(*, appeal: int, uphold: bool, answer: str, by: User) -> Appeal:
    """Decide an appeal, in words the author reads. Upheld, the comment is shown again; the removal stays on record.

    Raises: AppealToAnother for the human who removed, under whatever account; OwnComment for its author; Refused
    when somebody else has decided it; BadValue on no or too many words.
    """
    demand_moderator(by)
    row = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("decision__by", "decided_by")
        .get(pk=appeal)
    )
    comment = Comment.objects.select_for_update(of=("self",)).select_related("author", "thread").get(
        pk=row.decision.comment_id
    )  # fmt: skip
    against = why_not_hear(row, comment, by)
    if against:
        raise against
    answer = answer.strip()
    if len(answer) < FEWEST_CHARACTERS:
        raise BadValue(_("answer: tell the author in a sentence why."))
    demand_fitting(Appeal, answer=answer)
    row.outcome = Appeal.Outcome.UPHELD if uphold else Appeal.Outcome.REJECTED
    row.answer, row.decided_by, row.decided_at = answer, by, now()
    if uphold and comment.state == Comment.State.REMOVED:
        [restored] = put_on_record([comment], Decision(verdict=Decision.Verdict.RESTORED, by=by))
        row.decided_at = restored.at
    row.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    if comment.author_id:
        Notice.objects.create(to_id=comment.author_id, appeal=row, since=row.decided_at)
    fact = AppealDecided(comment.thread_id, comment.thread.under, comment.pk, outcome=str(row.outcome))
    record(fact, by=by)
    return row


def why_not_hear(appeal: Appeal, comment: Comment, user: User) -> Refused | None:
    """Why this person may not decide this appeal, or None. By data: humans are compared, not accounts."""
    if appeal.outcome != Appeal.Outcome.OPEN:
        return Refused(
            _("%(who)s has decided this appeal: %(outcome)s.")
            % {"who": appeal.decided_by, "outcome": Appeal.Outcome(appeal.outcome).label}
        )
    if appeal.decision.by.human_id == user.human_id:
        return AppealToAnother(_("You removed it yourself. Somebody else hears the appeal."))
    if is_own(comment, user):
        return OwnComment(_("You wrote it yourself. Somebody else hears the appeal."))
    return None
