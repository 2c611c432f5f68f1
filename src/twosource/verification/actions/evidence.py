"""Items, what they support or deny, and what falls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.kernel.vocabulary import BASES
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff

from ..events import EvidenceAttached, EvidenceSetAside, ItemAdded, ItemRetracted, OriginLinked
from ..limits import demand_fitting
from ..models import Actor, Claim, Evidence, Item, Origin, SetAside
from ..refusals import BadValue, Refused
from ..settling import claims_resting_on, settle


@dataclass(frozen=True, slots=True)
class HowKnown:
    """How an item knows: its `basis` (empty when not stated), the items it got it `via`, and how."""

    basis: str = ""
    via: tuple[Item, ...] = ()
    needs_all: bool = False
    carrier: bool = False
    own_staff: bool = False


NOT_STATED = HowKnown()


@transaction.atomic
def add_item(
    *,
    title: str,
    actors: Iterable[Actor],
    by: User,
    known: HowKnown = NOT_STATED,
    note: str = "",
    url: str = "",
) -> Item:
    """Put an item on record: by whom it is, and how they know.

    Raises: BadValue on an empty title, an unknown basis, or a carrier that claims a basis of its own.
    """
    demand_staff(by)
    if not title.strip():
        raise BadValue(_("title: say what the item is."))
    if known.basis and known.basis not in BASES:
        raise BadValue(
            _("basis: %(value)r; an item knows by %(bases)s, or not stated.")
            % {"value": known.basis, "bases": ", ".join(BASES)}
        )
    if known.carrier and known.basis:
        raise BadValue(_("basis: a carrier only transports and has no basis of its own; leave it empty."))
    demand_fitting(Item, title=title.strip(), note=note, url=url)
    item = Item.objects.create(
        title=title.strip(), basis=known.basis, needs_all=known.needs_all, carrier=known.carrier,
        own_staff=known.own_staff, note=note, url=url, collected_at=now(), collected_by=by,
    )  # fmt: skip
    item.by.set(actors)
    item.via.set(known.via, through_defaults={"linked_at": now(), "linked_by": by})
    record(ItemAdded(item.pk, item.title), by=by)
    return item


@transaction.atomic
def link_origin(*, item: Item, origin: Item, by: User) -> None:
    """Put on record that an item got it from another: two lines may turn out to be one.

    Raises: Refused when they are the same, or linked already.
    """
    demand_staff(by)
    if item.pk == origin.pk:
        raise Refused(_("An item is not its own origin."))
    if item.origins.filter(origin=origin).exists():
        raise Refused(_("%(item)s is linked to %(origin)s already.") % {"item": item, "origin": origin})
    Origin.objects.create(item=item, origin=origin, linked_at=now(), linked_by=by)
    record(OriginLinked(item.pk, origin.pk), by=by)
    settle(claims_resting_on([item.pk]), by=by)


@transaction.atomic
def attach_evidence(*, claim: Claim, item: Item, direction: str, by: User) -> Evidence:
    """Say that an item supports or denies a claim.

    Raises: BadValue on another direction; Refused when the item speaks to this claim already, or was retracted.
    """
    demand_staff(by)
    if direction not in ("supports", "denies"):
        raise BadValue(_("direction: %(value)r; evidence “supports” or “denies”.") % {"value": direction})
    if item.retracted_at:
        raise Refused(_("%(item)s was retracted.") % {"item": item})
    if Evidence.objects.filter(claim=claim, item=item).exists():
        raise Refused(_("%(item)s is evidence on this claim already.") % {"item": item})
    evidence = Evidence.objects.create(
        claim=claim, item=item, direction=direction, attached_at=now(), attached_by=by
    )
    record(EvidenceAttached(claim.pk, item.pk, direction), by=by)
    settle([claim.pk], by=by)
    return evidence


@transaction.atomic
def set_aside(*, evidence: Evidence, reason: str, by: User) -> SetAside:
    """One of the two words that leave a piece of evidence out; it is out when a second human agrees.

    Raises: Refused without a reason, or when this human said so before.
    """
    demand_staff(by)
    if not reason.strip():
        raise Refused(_("Say why this evidence is to be left out."))
    demand_fitting(SetAside, reason=reason)
    if evidence.set_asides.filter(human_id=by.human_id).exists():
        raise Refused(_("You said so already. A second person must agree."))
    vote = SetAside.objects.create(evidence=evidence, by=by, human_id=by.human_id, reason=reason, at=now())
    record(EvidenceSetAside(evidence.claim_id, evidence.item_id, reason), by=by)
    settle([evidence.claim_id], by=by)
    return vote


@transaction.atomic
def retract_item(*, item: Item, reason: str, by: User) -> Item:
    """Take an item, and with it everything that only came through it, out of every claim.

    Raises: Refused without a reason, or when it was retracted before.
    """
    demand_staff(by)
    if not reason.strip():
        raise Refused(_("Say why this item falls."))
    if item.retracted_at:
        raise Refused(_("%(item)s was retracted before.") % {"item": item})
    demand_fitting(Item, retracted_reason=reason)
    touched = claims_resting_on([item.pk])
    item.retracted_at, item.retracted_by, item.retracted_reason = now(), by, reason
    item.save(update_fields=["retracted_at", "retracted_by", "retracted_reason"])
    record(ItemRetracted(item.pk, reason), by=by)
    settle(touched, by=by)
    return item
