"""Verbs of this room."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from twosource.ledger.actions import record
from twosource.ledger.clock import now

from .events import AccountEmptied, AddressConfirmed
from .former import token_of
from .models import ELSEWHERE, LEFT, Address, Byline, FormerAddress, Human, User, address_key
from .reads import has_other_accounts, is_of_newsroom
from .refusals import AddressTaken
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
    username = f"{ELSEWHERE}{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    known = User.objects.filter(username=username).first()
    if known:
        return known
    user = User(username=username, first_name=newsroom[:140], last_name=f"#{number}"[:40], is_active=False)
    user.set_unusable_password()
    user.save()
    lay_out_roles()
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@transaction.atomic
def open_account(*, prefix: str, password: str = "") -> User:
    """An account without a role and without an address, of a human nobody knows yet; its log-in name is drawn.

    Whatever address its owner claims is not written down here before the mailbox has proved it.
    """
    user = User(username=f"{prefix}-{secrets.token_hex(8)}", email="")
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user


@transaction.atomic
def confirm_address(*, user: User, email: str, by: User | None) -> User:
    """Write down that a mailbox proved this address to be the account's, and find its human by it.

    Where the address is known as another human's, the account becomes that human's, with every address of its own:
    one human with a reader's and a staff account is one human. That happens only to an account without a role that
    is its human's only one; two humans of the newsroom never become one. An address that somebody left with, and that
    is remembered (`empty_account`), is known too: its human is back.

    Raises: AddressTaken when the address is another human's and the account may not become theirs; ValueError on what
    is no address.
    """
    given, user = user, User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    key = address_key(email)
    if not key:
        raise ValueError(f"{email!r} is no address")
    known = _human_of(key)
    if known and known.pk != user.human_id:
        _become(user, known, email)
    FormerAddress.objects.filter(token=token_of(key)).delete()
    if user.email != email:
        user.email = email
        user.save()
        record(AddressConfirmed(user.pk), by=by)
    given.human, given.email = user.human, user.email  # who holds it may save it later
    return user


def _human_of(key: str) -> Human | None:
    """Whose address this is, or was and is remembered."""
    known = Address.objects.filter(key=key).select_related("human").first()
    former = FormerAddress.objects.filter(token=token_of(key), until__gt=now()).select_related("human")
    return known.human if known else next((each.human for each in former), None)


def _become(user: User, human: Human, email: str) -> None:
    before = user.human
    if is_of_newsroom(user) or has_other_accounts(user):
        raise AddressTaken(email)
    for own in Human._meta.related_objects:
        rows = own.related_model._base_manager
        theirs = list(rows.filter(**{own.field.name: before}))
        for each in theirs:
            setattr(each, own.field.name, human)
        rows.bulk_update(theirs, [own.field.name])
    user.human = human
    try:
        before.delete()
    except ProtectedError:
        raise AddressTaken(email) from None


@transaction.atomic
def empty_account(*, user: User, by: User | None, known_until: datetime | None = None) -> User:
    """Take the log-in, the names and the addresses from an account without a role; the row stays, and nobody's.

    What refers to it (decisions about what it wrote, a ban) stays as it is. Sessions end, for the password they were
    opened with is gone. The addresses of a human of the newsroom stay with that human: whom a check counts for
    hangs on them. With `known_until` a keyed hash of each address stays until then, by which its owner is recognised.

    Raises: ValueError for an account of the newsroom's.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if is_of_newsroom(user):
        raise ValueError(f"{user.pk} is an account of the newsroom")
    user.human.addresses.filter(key=f"{user.username.casefold()}@account.invalid").delete()
    if not has_other_accounts(user):
        _forget_addresses(user.human, known_until)
    user.username, user.email, user.is_active = f"{LEFT}{secrets.token_hex(8)}", "", False
    user.first_name = user.last_name = ""
    user.last_login = None
    user.set_unusable_password()
    user.save()
    record(AccountEmptied(user.pk), by=by)
    return user


def _forget_addresses(human: Human, known_until: datetime | None) -> None:
    if known_until is not None:
        for address in human.addresses.exclude(key__endswith="@account.invalid"):
            FormerAddress.objects.update_or_create(
                token=token_of(address.key), defaults={"human": human, "until": known_until}
            )
    human.addresses.all().delete()
    remember_former(human=human, until=known_until)


@transaction.atomic
def remember_former(*, human: Human, until: datetime | None) -> None:
    """Say until when it is remembered which addresses this human left with; None forgets them now."""
    if until is None:
        human.former_addresses.all().delete()
    else:
        human.former_addresses.update(until=until)


def forget_former() -> int:
    """Forget addresses that need not be recognised any more. Run every few minutes by the worker; returns how many."""
    gone, _by_model = FormerAddress.objects.filter(until__lte=now()).delete()
    return gone
