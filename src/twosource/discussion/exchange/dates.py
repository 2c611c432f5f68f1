"""Moments as other systems write them. What is no moment is None, and no error: files of fifteen years have some."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_NEWEST = 253402300799  # the last second a date has
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


def moment(told: Any) -> datetime | None:
    """From ISO 8601 or `2012-12-12 12:12:12` (UTC without an offset), a mail's date, or seconds since 1970."""
    found: datetime | None = None
    try:
        if isinstance(told, bool):
            return None
        if isinstance(told, int | float):
            found = datetime.fromtimestamp(told, UTC) if 0 < told < _NEWEST else None
        elif isinstance(told, str) and _PLAIN.match(told.strip()):
            found = datetime.fromisoformat(told.strip().replace(" UTC", "+00:00"))
        elif isinstance(told, str) and told.strip():
            found = parsedate_to_datetime(told.strip())
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    if found is None:
        return None
    try:
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None
    return found if found > _OLDEST else None


def mongo_moment(told: Any) -> datetime | None:
    """The same from MongoDB's extended JSON: `{"$date": …}` with text, milliseconds, or `{"$numberLong": …}`."""
    if isinstance(told, dict):
        told = told.get("$date")
        if isinstance(told, dict):
            told = told.get("$numberLong")
            told = int(told) if isinstance(told, str) and re.fullmatch(r"-?\d{1,18}", told) else None
        if isinstance(told, int):
            told = told / 1000
    return moment(told)
