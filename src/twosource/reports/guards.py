"""What keeps machines from the form, without a cookie, a script or anybody else's service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import signing

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
