"""What other rooms may ask about readers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from twosource.ledger.uses import using
from twosource.people.models import ELSEWHERE, LEFT, User
from twosource.people.reads import is_of_newsroom

from .models import Reader


def names(user_ids: Iterable[int]) -> dict[int, str]:
    """What these accounts are called as readers; one query. Who has no such name, or has left, is not in it.

    Says of each that the page rests on it (`reader:<id>`), whether it has a name or not.
    """
    wanted = set(user_ids)
    using(*(f"reader:{each}" for each in wanted))
    return dict(Reader.objects.filter(user__in=wanted).order_by().values_list("user_id", "name"))


def accounts_of_readers() -> QuerySet[User]:
    """Accounts that have no part in the newsroom and that nobody here made: readers', those they left behind, and
    those that stand for who wrote elsewhere."""
    behind = Q(is_active=False) & (Q(username__startswith=LEFT) | Q(username__startswith=ELSEWHERE))
    return User.objects.filter(
        Q(reader__isnull=False) | behind, groups=None, is_staff=False, is_superuser=False
    )


def reader_of(who: Any) -> Reader | None:
    """The reader whom a request or an account belongs to, confirmed and not gone; None for anybody else."""
    user = who.user if isinstance(who, HttpRequest) else who
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        return None
    if not user.is_active:
        return None
    reader: Reader | None = getattr(user, "reader", None)
    return reader if reader is not None and reader.unproved_since is None else None


def is_reader(user: Any) -> bool:
    """Whether this account is a reader's who can write: the address is confirmed, and it has no other office."""
    return reader_of(user) is not None


def display_name(user: User) -> str:
    """What letters call somebody; never a drawn log-in name."""
    reader = getattr(user, "reader", None)
    return reader.name if reader is not None else user.get_full_name() or _("a reader")


def is_of_house(user: Any) -> bool:
    """Whether the readers' door is not for this account, because the newsroom has one for it."""
    return bool(getattr(user, "is_authenticated", False)) and is_of_newsroom(user)
