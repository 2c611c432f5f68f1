"""What the desk may know of sealed sources: codenames, who keeps them, and who looked. Never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from twosource.people.models import User
from twosource.sources.models import SealedSource

from .models import Actor


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed source by its codename. `mine`: the person who asks is one of its two editors."""

    source_id: int
    voice_id: int
    codename: str
    readers: tuple[User, ...]
    sealed_at: datetime
    views: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """One entry of a sealed source's log: who looked, tried to, or gave way; when and why."""

    at: datetime
    by: str
    kind: str
    words: str = ""
    left: str = ""
    came: str = ""


def sealed_sources(by: User) -> tuple[Sealed, ...]:
    """Every sealed source by codename; two queries and one for the voices."""
    rows = (
        SealedSource.objects.exclude(sealed_name=b"")
        .prefetch_related("readers")
        .annotate(looked=Count("views"))
        .order_by("codename")
    )
    voices = dict(Actor.objects.filter(sealed__isnull=False).values_list("sealed_id", "pk"))
    return tuple(_sealed(row, voices.get(row.pk, 0), by) for row in rows)


def sealed_source(source_id: int, by: User) -> Sealed | None:
    """One sealed source, or None when there is none."""
    return next((one for one in sealed_sources(by) if one.source_id == source_id), None)


def sealed_log(source_id: int) -> tuple[Looked, ...]:
    """Everybody who read the name, tried to, or was put in another's place; newest first."""
    source = SealedSource.objects.get(pk=source_id)
    looked = [
        *(Looked(row.at, str(row.by), "view", row.reason) for row in source.views.select_related("by")),
        *(Looked(row.at, str(row.by), row.what) for row in source.attempts.select_related("by")),
        *(
            Looked(row.at, str(row.by), "change", row.reason, str(row.left), str(row.came))
            for row in source.changes.select_related("by", "left", "came")
        ),
    ]
    return tuple(sorted(looked, key=lambda one: one.at, reverse=True))


def voice_by_codename(codename: str) -> Actor | None:
    """The voice of a sealed source by the word the desk uses for it."""
    return Actor.objects.filter(sealed__codename=codename.strip()).order_by("pk").first()


def _sealed(row: SealedSource, voice_id: int, by: User) -> Sealed:
    readers = tuple(sorted(row.readers.all(), key=str))
    mine = any(reader.human_id == by.human_id for reader in readers)
    return Sealed(row.pk, voice_id, row.codename, readers, row.sealed_at, row.looked, mine)  # type: ignore[attr-defined]
