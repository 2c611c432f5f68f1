"""When the schedule last turned: the time of a file, which needs no database to be written or read.

So a desk that sees a story late can tell a schedule that stands still from a database that is locked.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def _file() -> Path:
    return Path(settings.TWOSOURCE_FOLDER) / "data" / "schedule.turn"


def note_turn() -> datetime | None:
    """Say that the schedule turns now, in this process; returns when it last did before this.

    A full disk is no reason to stop.
    """
    before = last_turn()
    try:
        _file().write_text(f"{os.getpid()}\n", encoding="ascii")
        moment = timezone.now().timestamp()
        os.utime(_file(), (moment, moment))
    except OSError:
        pass
    return before


def last_turn() -> datetime | None:
    """When the schedule last turned (aware); None where it never did."""
    try:
        return datetime.fromtimestamp(_file().stat().st_mtime, UTC)
    except OSError:
        return None
