"""Verbs of this room."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.text import slugify

from .models import Byline, User
from .roles import ROLES


@transaction.atomic
def lay_out_roles() -> dict[str, Group]:
    """Make the newsroom's groups (running it again changes nothing); returns them by name."""
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    groups = {}
    for name in ROLES:
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(access)
        groups[name] = group
    return groups


@transaction.atomic
def create_staff(
    *, username: str, email: str, name: str, roles: Sequence[str], password: str, superuser: bool = False
) -> User:
    """An account with roles, named so that stories can carry its byline.

    Raises: ValueError on a role that does not exist; django's IntegrityError on a username in use.
    """
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise ValueError(f"role {unknown[0]!r} does not exist; there are {', '.join(ROLES)}")
    first, _space, last = name.partition(" ")
    groups = {group.name: group for group in Group.objects.filter(name__in=roles)}
    if len(groups) < len(set(roles)):
        groups = lay_out_roles()
    user = User(username=username, email=email, first_name=first, last_name=last, is_staff=True)
    user.is_superuser = superuser
    user.set_password(password)
    user.save()
    user.groups.set([groups[role] for role in roles])
    return user


@transaction.atomic
def name_byline(*, name: str, role: str = "", bio: str = "", user: User | None = None) -> Byline:
    """A byline with an address of its own; one with the same name is updated, not doubled."""
    slug = slugify(name, allow_unicode=True) or "byline"
    byline, _made = Byline.objects.update_or_create(
        slug=slug, defaults={"name": name, "role": role, "bio": bio, "user": user}
    )
    return byline


@transaction.atomic
def admit_stranger(*, key: str, newsroom: str, number: str, roles: Sequence[str]) -> User:
    """The account that stands for somebody of another newsroom, by a key of that newsroom's; made once.

    It is a human of its own, so that two people's checks stay two people's, and it is nobody's log-in: it has no
    address, no password and no rights, and no action lets it act. Its groups only say what the person was there.

    Raises: ValueError on a role that does not exist.
    """
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise ValueError(f"role {unknown[0]!r} does not exist; there are {', '.join(ROLES)}")
    username = f"elsewhere-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    known = User.objects.filter(username=username).first()
    if known:
        return known
    user = User(username=username, first_name=newsroom[:140], last_name=f"#{number}"[:40], is_active=False)
    user.set_unusable_password()
    user.save()
    lay_out_roles()
    user.groups.set(Group.objects.filter(name__in=roles))
    return user
