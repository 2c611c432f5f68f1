"""Recording facts, and delivering them to who wants to hear: after commit, and again after a crash."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from .clock import now
from .facts import Fact
from .models import Delivery, Entry

log = logging.getLogger("twosource.ledger")

Handler = Callable[[Any], None]
_table: dict[type[Fact], tuple[Handler, ...]] = {}

GIVE_UP_AFTER = 50
GRACE = timedelta(seconds=5)  # younger deliveries belong to the process that recorded them


def connect(table: Mapping[type[Fact], Sequence[Handler]]) -> None:
    """Say which handlers hear which facts. Called once, at start, with the table in `wiring.py`."""
    _table.clear()
    _table.update({fact: tuple(handlers) for fact, handlers in table.items()})


def record(fact: Fact, *, by: Any) -> Entry:
    """Write a fact down, inside the caller's transaction, and have it delivered after commit.

    `by` is the acting account (this room knows no people), or None where nobody acted.

    Raises: RuntimeError outside a transaction (a fact without its deed must be impossible).
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(fact).__name__} was recorded outside a transaction.")
    entry = Entry(at=now(), kind=type(fact).__name__, subject=fact.subject, by=by, payload=fact.payload())
    entry.save()
    handlers = _table.get(type(fact), ())
    if handlers:
        rows = Delivery.objects.bulk_create(Delivery(entry=entry, handler=name_of(h)) for h in handlers)
        for row, handler in zip(rows, handlers, strict=True):
            transaction.on_commit(partial(_deliver, row.pk, handler, fact), robust=True)
    return entry


def name_of(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


def _deliver(delivery_id: int, handler: Handler, fact: Fact) -> bool:
    """Let one handler hear one fact, once; a failure is kept with the delivery and tried again later."""
    try:
        with transaction.atomic():
            row = Delivery.objects.select_for_update().get(pk=delivery_id)
            if row.done_at is None:
                handler(fact)
                row.done_at = timezone.now()
                row.save(update_fields=["done_at"])
        return True
    except Exception as error:
        log.exception("%s could not hear %s; it will be told again", name_of(handler), fact)
        row = Delivery.objects.get(pk=delivery_id)
        row.attempts += 1
        row.last_error = f"{type(error).__name__}: {error}"[:2000]
        row.save(update_fields=["attempts", "last_error"])
        return False


def deliver_pending(*, grace: timedelta = GRACE, most: int = 200) -> int:
    """Deliver what a crash or a failure left undelivered; returns how many were heard.

    Safe to run in several processes: a delivery is locked while it is heard.
    """
    known = {fact.__name__: fact for fact in _table}
    handlers = {name_of(h): h for hs in _table.values() for h in hs}
    pending = Delivery.objects.filter(
        done_at__isnull=True, attempts__lt=GIVE_UP_AFTER, entry__at__lt=timezone.now() - grace
    ).select_related("entry")
    heard = 0
    for row in pending.order_by("attempts", "id")[:most]:
        handler, kind = handlers.get(row.handler), known.get(row.entry.kind)
        if handler is not None and kind is not None:
            heard += _deliver(row.pk, handler, kind.from_payload(row.entry.payload))
    return heard
