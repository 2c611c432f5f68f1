"""The sealed room's verbs, for the desk: the only way to a name, and it leads through its two editors."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.sources import actions as room
from twosource.sources.models import SealedSource

from ..models import Actor
from ..refusals import Refused
from .voices import seal_voice

ASKED_TO_SEE = "asked to see"
SEALED_AGAIN = "sealed again"


class NameSealedAlready(Refused):
    """This person is sealed already, and who asks does not know the name by right."""


class NotYours(PermissionError):
    """A sealed name is for its two editors alone."""


@sensitive_variables()
def seal_new_voice(*, name: str, codename: str, readers: tuple[User, User], by: User) -> Actor:
    """Seal a source at the desk. One who is sealed already is told to their editors only.

    To anyone else the codename of somebody they can name would be the unsealing of it: they are told to ask,
    and the attempt is put on record for the two editors. Codenames are names too: one may not be used for two.

    Raises: Refused on what cannot be kept, or readers who are not two different editors; NameSealedAlready.
    """
    demand_staff(by)
    known = room.find_sealed(name) if name.strip() else None
    if known is not None:
        if not known.readers.filter(human=by.human_id).exists():
            room.note_attempt(source=known, what=SEALED_AGAIN, by=by)
            raise NameSealedAlready(
                _(
                    "This person is sealed already. Ask the editors under which codename; they are told that you tried."
                )
            )
        raise Refused(_("You know this person as “%(codename)s”.") % {"codename": known.codename})
    try:
        return seal_voice(name=name, codename=" ".join(codename.split()), readers=readers, by=by)
    except ValueError as error:
        raise Refused(str(error)) from error


@sensitive_variables()
def open_name(*, source_id: int, reason: str, by: User) -> str:
    """The name, to one of its two editors; the view is on record before it is given.

    Raises: NotYours for anybody else, and the attempt is on record; Refused without a reason.
    """
    source = _source(source_id)
    try:
        return room.open_sealed(source=source, reason=reason, by=by)
    except room.NotForYou as refusal:
        room.note_attempt(source=source, what=ASKED_TO_SEE, by=by)
        raise NotYours(str(refusal)) from refusal
    except ValueError as refusal:
        raise Refused(str(refusal)) from refusal


@transaction.atomic
def hand_on(*, source_id: int, leaving: User, coming: User, reason: str, by: User) -> None:
    """Put another editor in the place of one of the two who know a name, at the word of the other.

    Raises: NotYours for who is not the one who stays; Refused without a reason, or when who comes may not.
    """
    try:
        room.replace_reader(source=_source(source_id), leaving=leaving, coming=coming, reason=reason, by=by)
    except room.NotForYou as refusal:
        raise NotYours(str(refusal)) from refusal
    except ValueError as refusal:
        raise Refused(str(refusal)) from refusal


def _source(source_id: int) -> SealedSource:
    found = SealedSource.objects.filter(pk=source_id).first()
    if found is None:
        raise Refused(_("There is no such sealed source."))
    return found
