"""A copy of the database before anything changes its tables."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom


def back_up_database(newsroom: Newsroom) -> Path | None:
    """Copy a SQLite database to data/backups/, whole and consistent even while it is written to.

    Returns the copy (mode 0600), or None where there is no SQLite database to copy. Secrets are not in it.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    source = Path(str(database["NAME"]))
    if not database["ENGINE"].endswith("sqlite3") or not source.is_file():
        return None
    folder = newsroom.data / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"newsroom-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.sqlite3"
    unfinished = copy.with_suffix(".unfinished")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(unfinished)) as new:
            old.backup(new)
        unfinished.replace(copy)
    finally:
        unfinished.unlink(missing_ok=True)
        # What SQLite leaves beside a copy that found no room.
        unfinished.with_name(unfinished.name + "-journal").unlink(missing_ok=True)
    return copy
