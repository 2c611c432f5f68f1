"""Putting on record that somebody was asked, or need not be."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.kernel.vocabulary import CHANNELS
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_editor, demand_staff
from twosource.verification.limits import demand_fitting
from twosource.verification.models import Actor, Claim
from twosource.verification.refusals import BadValue, Refused

from ..events import CommentRequested, RequestWaived
from ..models import Request, Waiver

CLOCKS_DIFFER = timedelta(minutes=2)  # between the form, the browser and this machine


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

    For what was asked by telephone, letter and the like; `send_request` sends one by e-mail.

    Raises: BadValue on an empty question, an unknown channel or none, a sending still to come, or a deadline
    not after the sending.
    """
    demand_staff(by)
    demand_askable(asked)
    sent_at, deadline = times
    if not question.strip():
        raise BadValue(_("question: write down exactly what was asked."))
    for channel in channels or [""]:
        if channel not in CHANNELS:
            raise BadValue(
                _("channels: %(value)r; a request goes by %(channels)s.")
                % {"value": channel, "channels": ", ".join(CHANNELS)}
            )
    if sent_at > now() + CLOCKS_DIFFER:
        raise BadValue(_("sent: that moment is still to come; put it on record when it was sent."))
    if deadline <= sent_at:
        raise BadValue(_("deadline: it must come after the request was sent."))
    demand_fitting(Request, question=question)
    request = Request.objects.create(
        claim=claim, asked=asked, question=question.strip(), channels=channels,
        sent_at=sent_at, deadline=deadline, asked_by=by,
    )  # fmt: skip
    record(CommentRequested(request.pk, claim.pk), by=by)
    return request


def demand_askable(asked: Actor) -> None:
    """Raises Refused for a sealed source: that we asked them is what nobody may read."""
    if asked.sealed_id:
        raise Refused(_("A sealed source is never asked on record: readers are shown whom we asked."))


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
