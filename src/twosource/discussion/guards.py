"""What keeps machines and other sites from the form."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core import signing

SALT = "twosource.discussion"
TRAP = "address"


def ticket(under: str, user_id: int) -> str:
    """The signed moment at which this account was given a form for this thread."""
    return signing.Signer(salt=SALT).sign(f"{under}:{user_id}:{signing.b62_encode(int(time.time()))}")


def new_receipt() -> str:
    """What a form carries: however often it is sent, it makes one comment."""
    return secrets.token_urlsafe(18)


def from_elsewhere(headers: Mapping[bytes, bytes], host: bytes) -> bool:
    """Whether a browser says that another site sent this."""
    site = headers.get(b"sec-fetch-site")
    if site:
        return site not in (b"same-origin", b"none")
    origin = headers.get(b"origin")
    return bool(origin) and urlsplit(origin).netloc != host
