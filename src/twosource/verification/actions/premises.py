"""Claims that rest on claims."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff

from ..events import PremiseEnded, PremiseRecorded
from ..models import Claim, Premise
from ..premises import premises_under, resting_on
from ..refusals import Refused, RestsInACircle


@transaction.atomic
def rest_on(*, claim: Claim, premise: Claim, by: User) -> Premise:
    """Put on record that a claim rests on another: when that one falls, every story that carries this one is
    looked at again. The status of the claim itself is still what its own evidence says.

    Raises: Refused when they are the same, or linked already; RestsInACircle when the premise rests on the claim.
    """
    demand_staff(by)
    if claim.pk == premise.pk:
        raise Refused(_("A claim does not rest on itself."))
    rows = _locked(claim, premise)
    if Premise.objects.filter(claim=claim, premise=premise, ended_at=None).exists():
        raise Refused(_("That this claim rests on that one is on record already."))
    if claim.pk in premises_under([premise.pk]).get(premise.pk, {}):
        raise RestsInACircle(
            _("“%(premise)s” rests on this claim, directly or through others; nothing can hold itself up.")
            % {"premise": premise}
        )
    link = Premise.objects.create(
        claim=claim, premise=premise, status=rows[premise.pk].status, since=now(), by=by
    )
    record(PremiseRecorded(claim.pk, premise.pk), by=by)
    return link


@transaction.atomic
def no_longer_rest_on(*, link: Premise, by: User) -> Premise:
    """Take the link back, from now on; a past day is still told with it. Doing it twice changes nothing."""
    demand_staff(by)
    link = Premise.objects.select_for_update().get(pk=link.pk)
    if link.ended_at is None:
        link.ended_at, link.ended_by = now(), by
        link.save(update_fields=["ended_at", "ended_by"])
        record(PremiseEnded(link.claim_id, link.premise_id), by=by)
    return link


def _locked(claim: Claim, premise: Claim) -> dict[int, Claim]:
    """Both claims, with all above the one and below the other locked in one order, so that two people cannot
    close a circle from its two ends at once."""
    below = premises_under([premise.pk]).get(premise.pk, {})
    chain = {*resting_on([claim.pk]), *below, premise.pk}
    return {
        row.pk: row
        for row in Claim.objects.select_for_update(no_key=True).filter(pk__in=chain).order_by("pk")
    }
