"""Signing: a check, and the authentication of a record."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from twosource.kernel.vocabulary import VERDICTS, Verdict
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_checker, demand_staff

from ..events import CheckRecorded, ItemAuthenticated
from ..limits import demand_fitting
from ..models import Authentication, Check, Claim, Item
from ..refusals import BadValue, Refused
from ..settling import claims_resting_on, settle, standing_checks
from ..signing import Signature, refusal_of


@transaction.atomic
def record_check(*, claim: Claim, verdict: str, method: str, by: User, note: str = "") -> Check:
    """Sign a verdict on a claim as it stands now.

    The first check may be anyone's who may check. The second is refused to the first checker (under any
    account), to who collected the evidence and to who wrote words that carry the claim; superusers too.

    Raises: BadValue on an unknown verdict, no method, or “unverifiable” without its attempts in the note;
    CheckedAlready, CheckerIsCollector, CheckerIsWriter; NotYourRole.
    """
    demand_checker(by)
    if verdict not in VERDICTS:
        raise BadValue(
            _("verdict: %(value)r; a check says %(verdicts)s.")
            % {"value": verdict, "verdicts": ", ".join(VERDICTS)}
        )
    if not method.strip():
        raise BadValue(_("method: say how you checked."))
    if verdict == Verdict.UNVERIFIABLE and not note.strip():
        raise BadValue(_("note: log what you tried; that it cannot be verified is a finding too."))
    demand_fitting(Check, method=method.strip(), note=note)
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    refuse_second_check(claim, verdict, by)
    check = Check.objects.create(
        claim=claim, by=by, human_id=by.human_id, verdict=verdict, method=method.strip(), note=note,
        at=now(),
    )  # fmt: skip
    record(CheckRecorded(claim.pk, check.pk, verdict), by=by)
    settle([claim.pk], by=by)
    return check


def refuse_second_check(claim: Claim, verdict: str, by: User) -> None:
    """Raises the reason this person may not sign now; returns when they may. The same words explain the button."""
    collected = Q(item__collected_by__human=by.human_id) | Q(attached_by__human=by.human_id)
    refusal = refusal_of(
        [Signature(check.pk, check.human_id, check.verdict) for check in standing_checks(claim)],
        verdict,
        by.human_id,
        collected=lambda: claim.evidence.filter(collected).exists(),
        wrote=lambda: claim.writers.filter(human_id=by.human_id).exists(),
    )
    if refusal is not None:
        raise refusal


@transaction.atomic
def authenticate_item(*, item: Item, method: str, by: User) -> Authentication:
    """Vouch that a record is what it says it is. When two humans have, it is conclusive.

    Raises: Refused when the item is not a record or document, when this human vouched before, or without a method.
    """
    demand_staff(by)
    if item.basis not in ("recorded", "document", "measured"):
        raise Refused(_("Only a recording, a document or a measurement can be authenticated."))
    if not method.strip():
        raise BadValue(_("method: say how you know it is genuine."))
    demand_fitting(Authentication, method=method.strip())
    if item.authentications.filter(human_id=by.human_id).exists():
        raise Refused(_("You vouched for it already. A second person must."))
    word = Authentication.objects.create(
        item=item, by=by, human_id=by.human_id, method=method.strip(), at=now()
    )
    record(ItemAuthenticated(item.pk, method), by=by)
    settle(claims_resting_on([item.pk]), by=by)
    return word
