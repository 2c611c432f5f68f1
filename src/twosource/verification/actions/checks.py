"""Signing: a check, and the authentication of a record."""

from __future__ import annotations

from collections.abc import Sequence

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
from ..refusals import BadValue, CheckedAlready, CheckerIsCollector, CheckerIsWriter, Refused
from ..settling import claims_resting_on, settle, standing_checks


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


def refuse_second_check(
    claim: Claim, verdict: str, by: User, *, alive: Sequence[Check] | None = None
) -> None:
    """Raises the reason this person may not sign now; returns when they may. The same words explain the button.

    `alive`: the checks that still stand, where they are known already.
    """
    alive = standing_checks(claim) if alive is None else alive
    # Who signed another verdict since has taken the earlier one back.
    last = {check.human_id: check.pk for check in alive}
    standing = [check for check in alive if check.verdict == verdict and check.pk == last[check.human_id]]
    if any(check.human_id == by.human_id for check in standing):
        raise CheckedAlready(_("You signed the first check. The second must be someone else’s."))
    if not standing:
        return
    collected = Q(item__collected_by__human=by.human_id) | Q(attached_by__human=by.human_id)
    if claim.evidence.filter(collected).exists():
        raise CheckerIsCollector(_("You collected this evidence. The second check must be someone else’s."))
    if claim.writers.filter(human_id=by.human_id).exists():
        raise CheckerIsWriter(
            _("You wrote words that carry this claim. The second check must be someone else’s.")
        )


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
