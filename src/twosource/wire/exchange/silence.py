"""Looking every word over that goes out, so that none tells on a sealed source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from twosource.verification.sealed_outside import tells_on_somebody

from ..formats.claims_fields import Field, Rows, Text
from ..formats.claims_records import Plain
from ..formats.claims_schema import FIELDS

BLANK = "[kept back]"
MOST_PLACES = 50


class TellsOnSource(ValueError):
    """Words hold a codename, or a word of the name, of a sealed source; `places` says where, and not what."""

    def __init__(self, places: list[str]) -> None:
        super().__init__(", ".join(places))
        self.places = places


class Silence:
    """Looks words over. `broken`: where some tell on somebody, unless they are blanked."""

    def __init__(self, *, blank: bool) -> None:
        self._tells = tells_on_somebody()
        self._blank = blank
        self.broken: list[str] = []

    def kept(self, kind: str, pk: int, record: Plain) -> Plain:
        """The record with words that tell on somebody blanked, if they are to be; otherwise they are noted."""
        for path, holder, name in _texts(FIELDS[kind], record):
            if self._tells(holder[name]):
                if self._blank:
                    holder[name] = BLANK
                elif len(self.broken) < MOST_PLACES:
                    self.broken.append(f"{kind} {pk}: {path}")
        return record


def _texts(fields: tuple[Field, ...], told: Plain, path: str = "") -> Iterator[tuple[str, Any, str]]:
    """Every text of an object with where it stands: (path, the object it is in, its name there)."""
    for field in fields:
        if isinstance(field, Text):
            yield f"{path}{field.name}", told, field.name
        elif isinstance(field, Rows):
            for place, row in enumerate(told[field.name]):
                yield from _texts(field.fields, row, f"{path}{field.name}[{place}].")
