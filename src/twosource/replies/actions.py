"""Asking for comment, logging what came of it, and waiving it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.kernel.vocabulary import CHANNELS, OUTCOMES
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_editor, demand_staff
from twosource.verification.limits import demand_fitting
from twosource.verification.models import Actor, Claim
from twosource.verification.refusals import BadValue, Refused

from .events import CommentRequested, OutcomeLogged, RequestWaived
from .models import Request, Waiver

ENDINGS = tuple(outcome for outcome in OUTCOMES if outcome != "open")


@transaction.atomic
def request_comment(
    *,
    claim: Claim,
    asked: Actor,
    question: str,
    channels: list[str],
    times: tuple[datetime, datetime],
    by: User,
) -> Request:
    """Put on record that someone was asked: `times` is (sent, deadline), aware.

    Raises: BadValue on an empty question, an unknown channel or none, or a deadline not after the sending.
    """
    demand_staff(by)
    sent_at, deadline = times
    if not question.strip():
        raise BadValue(_("question: write down exactly what was asked."))
    for channel in channels or [""]:
        if channel not in CHANNELS:
            raise BadValue(
                _("channels: %(value)r; a request goes by %(channels)s.")
                % {"value": channel, "channels": ", ".join(CHANNELS)}
            )
    if deadline <= sent_at:
        raise BadValue(_("deadline: it must come after the request was sent."))
    demand_fitting(Request, question=question)
    request = Request.objects.create(
        claim=claim, asked=asked, question=question.strip(), channels=channels,
        sent_at=sent_at, deadline=deadline, asked_by=by,
    )  # fmt: skip
    record(CommentRequested(request.pk, claim.pk), by=by)
    return request


@transaction.atomic
def log_outcome(
    *, request: Request, outcome: str, by: User, answer: str = "", at: datetime | None = None
) -> Request:
    """Put on record what became of a request. An outcome is logged once; what comes later is another request.

    Raises: BadValue on an unknown outcome; Refused when it has one, when nobody answers before the deadline
    has passed, or when “unreachable” is said after fewer than two channels.
    """
    demand_staff(by)
    if outcome not in ENDINGS:
        raise BadValue(
            _("outcome: %(value)r; a request ends %(outcomes)s.")
            % {"value": outcome, "outcomes": ", ".join(ENDINGS)}
        )
    when = at or now()
    if request.outcome:
        raise Refused(_("This request has its outcome. Log what came later as a request of its own."))
    if outcome == "no_reply" and when < request.deadline:
        raise Refused(_("The deadline has not passed yet; there may still be a reply."))
    if outcome == "unreachable" and len(set(request.channels)) < 2:
        raise Refused(_("Nobody is unreachable before two channels were tried."))
    if outcome == "answered" and not answer.strip():
        raise BadValue(_("answer: write down what they said."))
    demand_fitting(Request, answer=answer)
    request.outcome, request.outcome_at, request.answer, request.logged_by = outcome, when, answer.strip(), by
    request.save(update_fields=["outcome", "outcome_at", "answer", "logged_by"])
    record(OutcomeLogged(request.pk, request.claim_id, outcome), by=by)
    return request


@transaction.atomic
def waive_request(*, claim: Claim, accused: Actor, reason: str, by: User) -> Waiver:
    """One of the two words that make asking needless (danger to a source, say). Editors only.

    Raises: NotYourRole; BadValue without a reason; Refused when this human said so before.
    """
    demand_editor(by)
    if not reason.strip():
        raise BadValue(_("reason: say why they are not asked."))
    if Waiver.objects.filter(claim=claim, accused=accused, human_id=by.human_id).exists():
        raise Refused(_("You said so already. A second editor must agree."))
    demand_fitting(Waiver, reason=reason.strip())
    waiver = Waiver.objects.create(
        claim=claim, accused=accused, by=by, human_id=by.human_id, reason=reason.strip(), at=now()
    )
    record(RequestWaived(claim.pk, accused.pk, reason), by=by)
    return waiver
