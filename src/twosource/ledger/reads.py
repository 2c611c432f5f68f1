"""What other rooms may ask of the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Delivery, Entry


def history(subjects: Iterable[str], *, most: int = 200) -> list[Entry]:
    """The newest facts about these subjects (`claim:7`, `story:3`), newest first, with who did them."""
    return list(
        Entry.objects.filter(subject__in=list(subjects)).select_related("by").order_by("-at", "-id")[:most]
    )


def facts_of(kind: str, subjects: Iterable[str]) -> list[Entry]:
    """Every fact of this kind about these subjects, oldest first."""
    return list(Entry.objects.filter(kind=kind, subject__in=list(subjects)).order_by("at", "id"))


def undelivered() -> int:
    """How many deliveries still wait."""
    return Delivery.objects.filter(done_at__isnull=True).count()
