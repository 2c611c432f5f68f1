"""What keeps machines from the form, without a cookie, a script or anybody else's service."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.encoding import force_bytes

SALT = "twosource.reports"
QUICKEST = timedelta(seconds=3)  # nobody reads the form and writes a sentence in less
LONGEST = timedelta(hours=24)


def ticket(story_id: int) -> str:
    """The signed hour at which the form for this story was given out."""
    return signing.TimestampSigner(salt=SALT).sign(str(story_id))


def age_of(given: str, story_id: int) -> timedelta | None:
    """How long ago the form was given out; None for a ticket that is not ours, or another story's."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        if signer.unsign(given) != str(story_id):
            return None
        stamp = signing.b62_decode(given.rsplit(":", 2)[1])
    except (signing.BadSignature, ValueError, IndexError):
        return None
    return datetime.now(UTC) - datetime.fromtimestamp(stamp, UTC)


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site sent this form. A program that says nothing is let through here."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


def sender_of(address: str, moment: datetime) -> str:
    """A digest of an address on the network that is another one every day (UTC): it can be counted, not followed."""
    key = sha256(f"{SALT}:{moment.date().isoformat()}:".encode() + force_bytes(settings.SECRET_KEY)).digest()
    return hmac.new(key, address.encode(), sha256).hexdigest()
