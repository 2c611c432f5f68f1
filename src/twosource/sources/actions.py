"""Sealing a name, reading it, and handing it on.

A name is in memory for as long as one of these runs. It is in no fact and no log, and errors are reported
without it: `sensitive_variables` hides every local of the frame it stands on and of all that it calls.
"""

from __future__ import annotations

import hashlib

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from twosource.people.models import User
from twosource.people.reads import is_editor

from .models import SealedAttempt, SealedChange, SealedSource, SealedView
from .tokens import keys, token_of, words_of

LONGEST_NAME = 300
LONGEST_REASON = 300


class NotForYou(PermissionError):
    """Only the two editors named for a sealed source may read it."""


class SealedAlready(ValueError):
    """The same person is sealed already; `source` is which."""

    def __init__(self, words: str, source: SealedSource) -> None:
        super().__init__(words)
        self.source = source


@sensitive_variables()
@transaction.atomic
def seal_source(*, name: str, codename: str, readers: tuple[User, User], by: User) -> SealedSource:
    """Keep a name sealed; the same name again gives the same source.

    Raises: ValueError unless `readers` are two different humans, both editors, and the name and the codename
    can be kept; a codename means one person only and holds no part of the name.
    """
    if not name.strip() or not codename.strip() or len(codename) > 60 or len(name) > LONGEST_NAME:
        raise ValueError(_("Give the name, and a codename of at most 60 characters."))
    if len({reader.human_id for reader in readers}) != 2 or not all(map(is_editor, readers)):
        raise ValueError(_("A sealed source is known to exactly two different editors."))
    if {word for word in words_of(name) if len(word) > 2} & set(words_of(codename)):
        raise ValueError(_("The codename holds a part of the name; choose another."))
    sealing = keys()[1]
    token = token_of(name)
    if SealedSource.objects.filter(codename=codename).exclude(token=token).exists():
        raise ValueError(_("That codename is somebody else’s already; choose another."))
    source, made = SealedSource.objects.get_or_create(
        token=token, defaults={"codename": codename, "sealed_name": sealing.encrypt(name.encode())}
    )
    if made:
        source.readers.set(readers)
    return source


@sensitive_variables()
def find_sealed(name: str) -> SealedSource | None:
    """The source of this person, if there is one. Whoever asks learns it: never give this to a screen."""
    token = token_of(name)
    return SealedSource.objects.filter(token=token).first()


@transaction.atomic
def admit_sealed(*, token: str) -> SealedSource:
    """A source another newsroom sealed, by the token it told us; the same token again is the same source.

    Nothing here can name it, so nobody is its reader.
    """
    known = hashlib.sha256(f"elsewhere:{token}".encode()).hexdigest()
    source, _made = SealedSource.objects.get_or_create(
        token=known, defaults={"codename": f"elsewhere {known[:16]}", "sealed_name": b""}
    )
    return source


@transaction.atomic
def open_sealed(*, source: SealedSource, reason: str, by: User) -> str:
    """The name, to one of its two editors, who says why; the view is logged.

    Raises: NotForYou for anyone else, superusers included, and for who is no editor any more; ValueError
    without a reason, or when this newsroom's `sealed_key` is not the one it was sealed with.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise ValueError(_("Say why you need the name, in at most 300 characters."))
    _demand_reader(source, by)
    try:
        name = keys()[1].decrypt(bytes(source.sealed_name)).decode()
    except InvalidToken as error:
        raise ValueError(
            _(
                "It was sealed with another sealed_key than the one in secrets.toml, and cannot be opened here."
            )
        ) from error
    SealedView.objects.create(source=source, by=by, reason=reason.strip())
    return name


@transaction.atomic
def replace_reader(
    *, source: SealedSource, leaving: User, coming: User, reason: str, by: User
) -> SealedChange:
    """Put another editor in the place of one of the two, at the word of the other one; logged with the reason.

    Raises: NotForYou for who is not the editor who stays; ValueError without a reason, when the one who leaves
    is no reader, or the one who comes is no editor or the same human as the one who stays.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise ValueError(_("Say why, in at most 300 characters."))
    _demand_reader(source, by)
    if by.human_id == leaving.human_id:
        raise NotForYou(_("Only the other of its two editors can put somebody in your place."))
    if not source.readers.filter(pk=leaving.pk).exists():
        raise ValueError(_("Who leaves is not one of its two editors."))
    if not is_editor(coming) or coming.human_id in (by.human_id, leaving.human_id):
        raise ValueError(_("Who comes must be an editor, and neither of the two who know the name now."))
    source.readers.remove(leaving)
    source.readers.add(coming)
    return SealedChange.objects.create(source=source, left=leaving, came=coming, by=by, reason=reason.strip())


@transaction.atomic
def note_attempt(*, source: SealedSource, what: str, by: User) -> SealedAttempt:
    """Put on record that somebody who may not read a name came upon it; its two editors are shown it."""
    return SealedAttempt.objects.create(source=source, by=by, what=what)


def _demand_reader(source: SealedSource, by: User) -> None:
    if not is_editor(by) or not source.readers.filter(human=by.human_id).exists():
        raise NotForYou(_("This name is known to two other editors."))
