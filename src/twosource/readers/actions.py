"""Joining, being confirmed, being called something else, leaving; and forgetting who never came."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.actions import confirm_address, empty_account, open_account
from twosource.people.models import User
from twosource.people.reads import has_other_accounts, is_of_newsroom
from twosource.people.refusals import AddressTaken

from .events import ReaderConfirmed, ReaderJoined, ReaderKeysForgotten, ReaderLeft, ReaderRenamed
from .looks import look_of
from .models import FormerName, Reader, name_key
from .names import demand_name
from .parting import what_stays
from .refusals import NameRefused, TooSoon

NAME_STAYS: Final = timedelta(
    days=30
)  # so long a name cannot be changed again, and is nobody else's when it was
WAITS_FOR_MAIL: Final = timedelta(days=3)
STAY, GO = "stay", "go"


@transaction.atomic
def join(*, name: str, email: str, password: str = "", by: User | None = None) -> Reader:
    """An account for a reader, and the address it claims; nobody can come in before its mailbox proved that.

    An earlier request for the same address that was never confirmed makes room: nobody proved anything with it.

    Raises: NameRefused.
    """
    forget_unconfirmed(email=email)
    kept = demand_name(name)
    user = open_account(prefix="reader", password=password)
    reader = _named(Reader(user=user, joined_at=now(), unproved_since=now()), kept)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    record(ReaderJoined(user.pk), by=by)
    return reader


@transaction.atomic
def readmit(*, name: str, email: str, by: User | None = None) -> User:
    """The account of a reader whose address another of our newsrooms had proved; for who moves with their words.

    It has no password: its owner asks for a link at the door, which goes to that mailbox.

    Raises: NameRefused; AddressTaken when the address belongs to somebody of this newsroom.
    """
    user = join(name=name, email=email, by=by).user
    EmailAddress.objects.filter(user=user).update(verified=True)
    confirm(user=user, by=by)
    user.refresh_from_db()
    if is_of_newsroom(user) or has_other_accounts(user):
        raise AddressTaken(email)
    return user


def _named(reader: Reader, name: str) -> Reader:
    reader.name, reader.key, reader.look = name, name_key(name), look_of(name)
    try:
        with transaction.atomic():
            reader.save()
    except IntegrityError:  # another process was faster by this much
        raise NameRefused(_("Another reader has this name. Choose another.")) from None
    return reader


@transaction.atomic
def confirm(*, user: User, by: User | None) -> None:
    """Take the account's proved address as the one its human is known by. Done again, it changes nothing.

    Raises: AddressTaken when the address is another human's and the account may not become theirs.
    """
    proved = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "-pk").first()
    reader = Reader.objects.select_for_update().filter(user=user).first()
    if proved is None or reader is None:
        return
    confirm_address(user=user, email=proved.email, by=by)
    if reader.unproved_since is not None:
        Reader.objects.filter(pk=reader.pk).update(unproved_since=None)
        record(ReaderConfirmed(user.pk), by=by)


@transaction.atomic
def rename(*, user: User, name: str, by: User) -> Reader:
    """Call the reader something else. The name given up is nobody else's for thirty days.

    Raises: NameRefused; TooSoon when it was changed less than thirty days ago.
    """
    reader = Reader.objects.select_for_update(of=("self",)).get(user=user)
    kept = demand_name(name, reader=reader)
    if kept == reader.name:
        return reader
    again = reader.renamed_at + NAME_STAYS if reader.renamed_at else None
    if again and again > now():
        day = date_format(timezone.localtime(again), "DATE_FORMAT")
        raise TooSoon(_("A name can be changed once in thirty days; yours again on %(day)s.") % {"day": day})
    FormerName.objects.create(reader=reader, key=reader.key, look=reader.look, free_at=now() + NAME_STAYS)
    reader.renamed_at = now()
    reader = _named(reader, kept)
    record(ReaderRenamed(user.pk), by=by)
    return reader


@transaction.atomic
def leave(*, user: User, words: str, by: User | None) -> None:
    """Take the reader's account away: log-in, name, addresses, keys and second factor. Sessions end.

    `words` is “stay” (what they wrote stands there as a reader's) or “go” (who keeps the words hears of it by
    ReaderLeft). What moderators decided stays as it is. While a ban is open (`parting.what_stays`) a keyed hash of
    the addresses stays with it: whoever joins again with one of them is the same human, and banned.

    Raises: ValueError for other words, or an account of the newsroom's.
    """
    if words not in (STAY, GO):
        raise ValueError(f"words is {STAY!r} or {GO!r}, not {words!r}")
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    Reader.objects.filter(user=user).delete()
    known_until = max((each.until for each in what_stays(user)), default=None)
    empty_account(user=user, by=by, known_until=known_until)
    record(ReaderLeft(user.pk, words=words), by=by)


@transaction.atomic
def forget_keys(*, user: User, by: User | None) -> None:
    """Forget a reader's passkeys, second factor and recovery codes. `by` is None for the operator.

    For who lost them all: the mailbox is what is left to know the reader by.
    """
    Authenticator.objects.filter(user=user).delete()
    record(ReaderKeysForgotten(user.pk), by=by)


@transaction.atomic
def forget_unconfirmed(*, email: str = "") -> int:
    """Forget requests for an account that no mailbox ever proved: of this address, or all older than three days.

    Run every few minutes by the worker. Returns how many.
    """
    waiting = Reader.objects.filter(unproved_since__isnull=False)
    if email:
        claimed = EmailAddress.objects.filter(email=email, verified=False).values("user")
        waiting = waiting.filter(user__in=claimed)
    else:
        waiting = waiting.filter(unproved_since__lt=now() - WAITS_FOR_MAIL)
    users = list(User.objects.filter(pk__in=waiting.values("user")))
    for user in users:
        _forget(user)
    return len(users)


def _forget(user: User) -> None:
    """Nobody ever came in by it, so nothing refers to it but its own rows."""
    human = user.human
    user.delete()
    human.addresses.filter(key=f"{user.username.casefold()}@account.invalid").delete()
    if not human.accounts.exists() and not human.addresses.exists():
        human.delete()
