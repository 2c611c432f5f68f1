"""Voices, and who controls whom."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.sources.actions import seal_source

from ..events import ControlRecorded, VoiceRetracted
from ..limits import demand_fitting
from ..models import Actor, Control, Item
from ..refusals import BadValue, Refused
from ..settling import claims_resting_on, claims_with_voices, settle


@transaction.atomic
def name_voice(*, name: str, kind: str, by: User, about: str = "", anonymous: bool = False) -> Actor:
    """The voice of this name and kind, made if it is new. An anonymous one is always new.

    Raises: BadValue on an empty name or a kind that does not exist.
    """
    demand_staff(by)
    name = " ".join(name.split())
    if not name:
        raise BadValue(_("name: say who it is, or how they are called."))
    if kind not in Actor.Kind.values:
        raise BadValue(
            _("kind: %(value)r; a voice is a %(kinds)s.")
            % {"value": kind, "kinds": ", ".join(Actor.Kind.values)}
        )
    demand_fitting(Actor, name=name, about=about)
    if not anonymous:
        known = Actor.objects.filter(name=name, kind=kind, anonymous=False, sealed=None).first()
        if known:
            return known
    return Actor.objects.create(name=name, kind=kind, about=about, anonymous=anonymous)


@transaction.atomic
def record_control(*, actor: Actor, controller: Actor, by: User, note: str = "") -> Control:
    """Put on record that `controller` has editorial or command power over `actor`.

    Raises: Refused when they are the same; a link on record already is returned as it is.
    """
    demand_staff(by)
    if actor.pk == controller.pk:
        raise Refused(_("%(actor)s cannot control itself.") % {"actor": actor})
    known = Control.objects.filter(actor=actor, controller=controller, ended_at=None).first()
    if known:
        return known
    demand_fitting(Control, note=note)
    link = Control.objects.create(
        actor=actor, controller=controller, note=note, recorded_at=now(), recorded_by=by
    )
    record(ControlRecorded(actor.pk, controller.pk), by=by)
    settle(claims_with_voices([actor.pk]), by=by)
    return link


@transaction.atomic
def end_control(*, link: Control, by: User) -> Control:
    """The link is no more, from now on; what was shown before stays explained by it."""
    demand_staff(by)
    if link.ended_at is None:
        link.ended_at = now()
        link.save(update_fields=["ended_at"])
        record(ControlRecorded(link.actor_id, link.controller_id, ended=True), by=by)
        settle(claims_with_voices([link.actor_id]), by=by)
    return link


@sensitive_variables()
@transaction.atomic
def seal_voice(*, name: str, codename: str, readers: tuple[User, User], by: User) -> Actor:
    """A voice known to us and named to nobody: the same person is always the same voice.

    Raises: ValueError unless `readers` are two different humans, both editors; they alone can read the name.
    """
    demand_staff(by)
    source = seal_source(name=name, codename=codename, readers=readers, by=by)
    known = Actor.objects.filter(sealed=source).first()
    return known or Actor.objects.create(name=codename, kind=Actor.Kind.VOICE, sealed=source)


@transaction.atomic
def retract_voice(*, actor: Actor, reason: str, by: User) -> list[Item]:
    """Take every standing item by this voice, and all that only came through them, out of every claim at once.

    What the voice says later is new material and is judged by itself. Returns the items that fell.

    Raises: Refused without a reason, or when nothing by this voice stands.
    """
    demand_staff(by)
    if not reason.strip():
        raise Refused(_("Say why this voice falls."))
    demand_fitting(Item, retracted_reason=reason.strip())
    items = list(Item.objects.select_for_update().filter(by=actor, retracted_at=None).order_by("pk"))
    if not items:
        raise Refused(_("Nothing by %(who)s stands that could fall.") % {"who": actor})
    moment, ids = now(), [item.pk for item in items]
    Item.objects.filter(pk__in=ids).update(
        retracted_at=moment, retracted_by=by, retracted_reason=reason.strip()
    )
    record(VoiceRetracted(actor.pk, reason.strip(), tuple(ids)), by=by)
    settle(claims_resting_on(ids), by=by)
    return list(Item.objects.filter(pk__in=ids))
