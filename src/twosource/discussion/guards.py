"""What keeps machines and other sites from the form: a signed ticket for one account, and what people do not do."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from typing import Final

from django.core import signing
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from .posting import LONGEST_RECEIPT, Refused, Why

SALT: Final = "twosource.discussion"
QUICKEST: Final = timedelta(seconds=2)  # nobody opens the form and writes a thought in less
LONGEST: Final = timedelta(hours=24)
TRAP: Final = "address"  # the field that must stay empty

_signer = SimpleLazyObject(lambda: signing.Signer(salt=SALT))


def ticket(under: str, user_id: int) -> str:
    """The signed moment at which this account was given a form for this thread; in the form as `ticket`."""
    signed: str = _signer.sign(f"{under}:{user_id}:{signing.b62_encode(int(time.time()))}")
    return signed


def new_receipt() -> str:
    """What a form carries as `receipt`, made with it: however often it is sent, it makes one comment."""
    return secrets.token_urlsafe(18)


def given_to(ticket: str) -> int | None:
    """The account a ticket of ours was given to, whatever its age; None for one that is not ours."""
    found = _read(ticket)
    return found[1] if found else None


def check_ticket(ticket: str, under: str, user_id: int) -> Refused | None:
    """Why a form with this ticket is not taken from this account for this thread; None when it is.

    Only this machine's clock is asked, never the reader's. One that was set back makes a ticket of the future, which
    is as good as another: it is ours all the same.
    """
    found = _read(ticket)
    if found is None or found[:2] != (under, user_id):
        return Refused(
            Why.FORGED, _("This form was given to somebody else, or for another page. Send it again.")
        )
    age = time.time() - found[2]
    if age > LONGEST.total_seconds():
        return Refused(Why.TOO_OLD, _("The form was open for very long. Look at it again, and send it."))
    if 0 <= age < QUICKEST.total_seconds():
        return Refused(Why.TOO_FAST, _("That was faster than people write. Look at it again, and send it."))
    return None


def _read(ticket: str) -> tuple[str, int, int] | None:
    """Thread, account and moment of a ticket of ours."""
    try:
        under, user_id, moment = _signer.unsign(ticket).rsplit(":", 2)
        return under, int(user_id), signing.b62_decode(moment)
    except (signing.BadSignature, ValueError):
        return None


def is_receipt(text: str) -> bool:
    """Whether this may be a receipt: letters, digits, `-` and `_`, long enough that nobody guesses another’s."""
    return (
        16 <= len(text) <= LONGEST_RECEIPT
        and text.isascii()
        and text.replace("-", "").replace("_", "").isalnum()
    )
