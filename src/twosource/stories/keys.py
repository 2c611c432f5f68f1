"""Keys: the place in a list at which a page of it ends and the next begins, as an address says it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import BigIntegerField

Key = tuple[datetime, int]


def written_key(moment: datetime, pk: int) -> str:
    """`<timestamp>.<id>`, to the microsecond."""
    return f"{moment.timestamp():.6f}.{pk}"


def read_key(text: str) -> Key | None:
    """The key in an address; None for anything that is none."""
    seconds, _dot, pk = text.rpartition(".")
    try:
        key = datetime.fromtimestamp(float(seconds), UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
    return key if 0 < key[1] <= BigIntegerField.MAX_BIGINT else None
