"""Facts of the past that were recorded elsewhere, put into this record at their own moments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import connection

from .facts import Fact
from .models import Entry

_BATCH = 1000


def recount(facts: Iterable[tuple[Fact, datetime, int | None]]) -> int:
    """Write down what happened elsewhere: each fact, its moment, and the account that did it; returns how many.

    Nobody is told: whoever hears facts here heard nothing of it then, and is told of what it means now by the
    facts that are recorded now.

    Raises: RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Facts of the past were recounted outside a transaction.")
    waiting = (
        Entry(at=at, kind=type(fact).__name__, subject=fact.subject, by_id=by, payload=fact.payload())
        for fact, at, by in facts
    )
    count = 0
    while batch := list(islice(waiting, _BATCH)):
        Entry.objects.bulk_create(batch)
        count += len(batch)
    return count
