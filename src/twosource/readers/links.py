"""The link of a letter that proves an address: whose account, which address, and not for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from django.core import signing
from django.urls import reverse

from twosource.people.models import User

SALT: Final = "twosource.readers.confirm"
GOOD_FOR: Final = 3 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Proof:
    """What a link says: this account's owner reads the mail of this address."""

    user: User
    email: str

    @property
    def address(self) -> EmailAddress:
        """The account's row of this address, new where a change of address is being proved."""
        found = EmailAddress.objects.filter(user=self.user, email=self.email).first()
        return found or EmailAddress(user=self.user, email=self.email)


def link_to_confirm(user: User, email: str) -> str:
    """The path of the page on which the address is confirmed. It opens nothing by itself: the page asks."""
    return reverse("readers:confirm", args=[signing.dumps([user.pk, email], salt=SALT)])


def read_link(token: str) -> Proof | None:
    """What the link says, or None when it is old, broken, or of an account that is not there any more."""
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True, reader__isnull=False).first()
    return Proof(user, str(email)) if user else None
