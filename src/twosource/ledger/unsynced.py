"""A transaction that the disk is not waited for, because what it writes is written again if it is lost.

A commit that is not synced is there for every process at once, and outlives any of them. Only when the power goes
before the next commit that is (anybody's, of the same database) is it lost: whole, with all that came after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

_AT_CHECKPOINTS = 1  # SQLite's NORMAL, which cannot harm a database with a write-ahead log; FULL is 2


@contextmanager
def unsynced() -> Iterator[None]:
    """A transaction whose commit does not wait for the disk; a savepoint like any other within a transaction."""
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "sqlite":
        with _syncing_at_checkpoints(), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
            yield


@contextmanager
def _syncing_at_checkpoints() -> Iterator[None]:
    # SQLite can be told between transactions only. Without Django's cursors: everybody who writes stands behind this.
    connection.ensure_connection()
    database: Any = connection.connection
    [before] = database.execute("PRAGMA synchronous").fetchone()
    if before > _AT_CHECKPOINTS:
        database.execute(f"PRAGMA synchronous = {_AT_CHECKPOINTS}")
    try:
        yield
    finally:
        # Who closed the connection meanwhile has one as it was configured when they ask for the next.
        if connection.connection is database:
            database.execute(f"PRAGMA synchronous = {before}")
