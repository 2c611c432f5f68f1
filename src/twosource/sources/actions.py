"""Sealing a name, and reading it."""

from __future__ import annotations

import hashlib
import hmac

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.people.models import User
from twosource.people.reads import is_editor

from .models import SealedSource, SealedView
from .tokens import canonical, keys


class NotForYou(PermissionError):
    """Only the two editors named for a sealed source may read it."""


@transaction.atomic
def seal_source(*, name: str, codename: str, readers: tuple[User, User], by: User) -> SealedSource:
    """Keep a name sealed; the same name again gives the same source.

    Raises: ValueError unless `readers` are two different humans, both editors, and the name and the codename
    can be kept; a codename means one person only.
    """
    if not name.strip() or not codename.strip() or len(codename) > 60:
        raise ValueError(_("Give the name, and a codename of at most 60 characters."))
    if len({reader.human_id for reader in readers}) != 2 or not all(map(is_editor, readers)):
        raise ValueError(_("A sealed source is known to exactly two different editors."))
    hashing, sealing = keys()
    token = hmac.new(hashing, canonical(name), hashlib.sha256).hexdigest()
    if SealedSource.objects.filter(codename=codename).exclude(token=token).exists():
        raise ValueError(_("That codename is somebody else’s already; choose another."))
    source, made = SealedSource.objects.get_or_create(
        token=token, defaults={"codename": codename, "sealed_name": sealing.encrypt(name.encode())}
    )
    if made:
        source.readers.set(readers)
    return source


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

    Raises: NotForYou for anyone else, superusers included, and when only another newsroom knows the name;
    ValueError without a reason.
    """
    if not reason.strip() or len(reason) > 300:
        raise ValueError(_("Say why you need the name, in at most 300 characters."))
    if not source.readers.filter(human=by.human_id).exists():
        raise NotForYou(_("This name is known to two other editors."))
    SealedView.objects.create(source=source, by=by, reason=reason)
    return keys()[1].decrypt(bytes(source.sealed_name)).decode()
