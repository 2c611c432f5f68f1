"""The moment at which things are put on record.

Actions ask here instead of Django's clock, so that what is brought in from elsewhere (an archive, the example
newsroom) can be put on record at the moment it happened. Schedules and time limits do not ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment being put on record: now, unless inside `at`."""
    return _told.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block, things happened at `moment` (aware).

    Raises: ValueError for a moment without a time zone, or one still to come.
    """
    if timezone.is_naive(moment) or moment > timezone.now():
        raise ValueError(f"{moment} cannot be put on record: it has no time zone, or has not come yet")
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
