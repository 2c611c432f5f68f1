"""What a reader of one format found, before statements, language and a proposed headline are added."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from .dates import read_stamp

_SPACE = re.compile(r"\s+")
_AGENCY = r"(?:\([A-Z][\w .&/’'-]{1,40}\)|/[A-Z][\w .-]{1,30}/)"
_DATELINE = re.compile(
    rf"^(?P<place>[A-Z][\w.’'-]*(?:[ /][A-Z][\w.’'-]*){{0,4}}(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?)"
    rf"(?:,? (?P<date>(?:\d{{1,2}} [A-Z][a-z]{{2,8}}\.?|[A-Z][a-z]{{2,8}}\.? \d{{1,2}})(?:,? \d{{4}})?))?"
    rf"(?: ?(?P<agency>{_AGENCY}))?\s*(?:[—–]|--|-(?= ))\.?\s*"
)
_SLASHED = re.compile(
    r"^(?P<place>[A-Z][A-Z .’'-]{2,40})(?:, (?P<date>[\w .]{3,12}?(?:,? \d{4})?))?\.? ?"
    r"(?P<agency>/[A-Z][\w .-]{1,30}/)\.\s*"
)


@dataclass(slots=True)
class Parts:
    """The pieces of one page as found; `headline` is None when the page has none."""

    headline: str | None = None
    topic: str | None = None
    printed_count: int | None = None
    crawled_at: datetime | None = None
    published_at: datetime | None = None
    published_precision: Literal["minute", "day"] | None = None
    paragraphs: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    language: str | None = None
    site_name: str | None = None
    canonical_url: str | None = None

    def date_from(self, day: date | None) -> None:
        """Take a stated day as the day of publication, when nothing better is printed."""
        if self.published_at is None and day:
            self.published_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            self.published_precision = "day"


def collapse(text: str) -> str:
    """The text on one line, with single plain spaces."""
    return _SPACE.sub(" ", text).strip()


def add_new(kept: list[str], more: Iterable[str]) -> None:
    """Add each item once, in order, whatever its capitals."""
    seen = {item.casefold() for item in kept}
    for item in more:
        if item and item.casefold() not in seen:
            seen.add(item.casefold())
            kept.append(item)


def read_dateline(paragraph: str) -> tuple[int, date | None] | None:
    """Where the text begins after a dateline like "MOSCOW, 12 May (Agency) —", and the day if it has a
    year."""
    head = paragraph[:140]
    found = _DATELINE.match(head) or _SLASHED.match(head)
    if not found or found.end() >= len(paragraph):
        return None
    if not (found["place"].isupper() or found["agency"] or found["date"]):
        return None
    stamp = read_stamp(found["date"]) if found["date"] else None
    if found["date"] and stamp is None:
        return None
    return found.end(), stamp.day if stamp else None


def date_by_dateline(parts: Parts) -> None:
    """Take the day of publication from a dateline with a year, when nothing better is printed."""
    if parts.paragraphs and (dateline := read_dateline(parts.paragraphs[0])):
        parts.date_from(dateline[1])
