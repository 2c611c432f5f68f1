"""Opening the thread of a story or a claim: with the first comment, or the first who follows."""

from __future__ import annotations

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User

from ..events import ThreadOpened
from ..models import Thread
from ..pages import Place
from ..places import closes_at, read_under


def opened_thread(place: Place, *, by: User | None) -> Thread:
    """The thread there, opened if it was not; part of the caller's transaction. Of two at once, both get the same."""
    named = read_under(place.under)
    if named is None:
        raise ValueError(place.under)
    kind, pk = named
    thread, is_new = Thread.objects.get_or_create(
        **{f"{kind}_id": pk},
        defaults={
            "title": place.title[:255], "path": place.url[:1000], "opened_at": now(),
            "closes_at": closes_at(place, None),
        },
    )  # fmt: skip
    if is_new:
        record(ThreadOpened(thread.pk, place.under), by=by)
    return thread
