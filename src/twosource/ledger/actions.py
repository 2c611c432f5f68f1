"""Recording facts, and delivering them to who wants to hear: after commit, and again after a crash."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from .clock import now
from .facts import Fact
from .models import Delivery, Entry
from .unsynced import unsynced
from .written import Change, Insertion, Question, moment, numbers, text

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
    [entry] = record_all([fact], by=by)
    return entry


def record_all(facts: Sequence[Fact], *, by: Any) -> list[Entry]:
    """As `record`, for the many facts of one deed: a few queries, however many they are."""
    if not connection.in_atomic_block:
        names = ", ".join(sorted({type(fact).__name__ for fact in facts}))
        raise RuntimeError(f"{names} was recorded outside a transaction.")
    at = now()
    entries = [
        Entry(at=at, kind=type(fact).__name__, subject=fact.subject, by=by, payload=fact.payload())
        for fact in facts
    ]
    _ENTRIES.put(entries)
    told = [
        (Delivery(entry=entry, handler=name_of(handler)), handler, fact)
        for entry, fact in zip(entries, facts, strict=True)
        for handler in _table.get(type(fact), ())
    ]
    _DELIVERIES.put([row for row, _handler, _fact in told])
    for row, handler, fact in told:
        if hears_together(handler):
            _deliver_with_others(row.pk, handler)
        else:
            transaction.on_commit(partial(_deliver, row.pk, handler, fact), robust=True)
    return entries


def together(handler: Callable[[list[Any]], None]) -> Callable[[list[Any]], None]:
    """Marks a handler that hears all the facts of one transaction at once, as a list.

    For what must not be done a thousand times when one deed touches a thousand rows.
    """
    handler.hears_together = True  # type: ignore[attr-defined]
    return handler


def hears_together(handler: Handler) -> bool:
    return getattr(handler, "hears_together", False)


def _deliver_with_others(delivery_id: int, handler: Handler) -> None:
    """After commit the first of these deliveries takes all of them along; the others then find nothing to do.

    Every one is registered, because a savepoint that is rolled back takes its own with it. What waits is kept
    with the connection, for a transaction is one connection's.
    """
    waiting = connection.__dict__.setdefault("twosource_waiting", {}).setdefault(name_of(handler), set())
    waiting.add(delivery_id)
    transaction.on_commit(partial(_deliver_together, waiting, handler), robust=True)


# Asked with everything that anybody does.
_ENTRIES, _DELIVERIES = Insertion(Entry), Insertion(Delivery)
_DUE = Question(
    lambda: (
        Delivery.objects.filter(pk__in=numbers("ids"), handler=text("handler"), done_at=None)
        .select_for_update()
        .order_by("pk")
        .values_list("pk", "entry_id")
    )
)
_SAID = Question(
    lambda: Entry.objects.filter(pk__in=numbers("ids")).order_by().values_list("pk", "kind", "payload")
)
_HEARD = Change(lambda: Delivery.objects.filter(pk__in=numbers("ids")), done_at=moment("moment"))


def _deliver_together(waiting: set[int], handler: Handler) -> None:
    ids = sorted(waiting)
    waiting.clear()
    if not ids:
        return
    try:
        with unsynced():
            due = dict(_DUE.rows(ids=ids, handler=name_of(handler)))
            if due:
                handler(_facts(due.values()))
                _HEARD.make(ids=due, moment=timezone.now())
    except Exception as error:
        log.exception("%s could not hear %d facts; it will be told again", name_of(handler), len(ids))
        told = f"{type(error).__name__}: {error}"[:2000]
        rows = Delivery.objects.filter(pk__in=ids, handler=name_of(handler), done_at=None)
        rows.update(attempts=F("attempts") + 1, last_error=told)


def _facts(entries: Collection[int]) -> list[Fact]:
    """What was recorded in these entries, in their order."""
    known = {fact.__name__: fact for fact in _table}
    said = {pk: (kind, payload) for pk, kind, payload in _SAID.rows(ids=entries)}
    return [known[said[pk][0]].from_payload(said[pk][1]) for pk in entries]


def name_of(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


def _deliver(delivery_id: int, handler: Handler, fact: Fact) -> bool:
    """Let one handler hear one fact, once; a failure is kept with the delivery and tried again later."""
    try:
        with transaction.atomic():
            row = Delivery.objects.select_for_update().get(pk=delivery_id)
            if row.done_at is None:
                handler([fact] if hears_together(handler) else fact)
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
