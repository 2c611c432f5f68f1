"""What other rooms may ask of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, Subquery

from .models import Delivery, Entry


def history(subjects: Iterable[str], *, most: int = 200, until: datetime | None = None) -> list[Entry]:
    """The newest facts about these subjects (`claim:7`, `story:3`), newest first, with who did them.

    `until` (aware): none that came later.
    """
    found = Entry.objects.filter(subject__in=list(subjects)).select_related("by").order_by("-at", "-id")
    return list((found.filter(at__lte=until) if until else found)[:most])


def facts_of(kind: str, subjects: Iterable[str]) -> list[Entry]:
    """Every fact of this kind about these subjects, oldest first."""
    return list(Entry.objects.filter(kind=kind, subject__in=list(subjects)).order_by("at", "id"))


def with_causes(kind: str, subjects: Iterable[str]) -> list[tuple[Entry, Entry | None]]:
    """Every fact of this kind about these subjects, oldest first, each with the fact that brought it about.

    That is the one of another kind that the same person recorded last before it: an action records what was
    done and then what followed. Two queries.
    """
    before = (
        Entry.objects.filter(id__lt=OuterRef("id"), by=OuterRef("by"))
        .exclude(kind=kind)
        .order_by("-id")
        .values("id")[:1]
    )
    found = Entry.objects.filter(kind=kind, subject__in=list(subjects)).order_by("at", "id")
    pairs = [(entry, getattr(entry, "cause", None)) for entry in found.annotate(cause=Subquery(before))]
    causes = Entry.objects.select_related("by").in_bulk([pk for _entry, pk in pairs if pk])
    return [(entry, causes.get(pk) if pk else None) for entry, pk in pairs]


def undelivered() -> int:
    """How many deliveries still wait."""
    return Delivery.objects.filter(done_at__isnull=True).count()


def waiting_subjects(module: str) -> set[str]:
    """What the facts are about that a handler of this module has still to hear. Few, however long the ledger."""
    waiting = Delivery.objects.filter(done_at__isnull=True, handler__startswith=f"{module}.")
    return set(waiting.values_list("entry__subject", flat=True))
