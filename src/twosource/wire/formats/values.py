"""What a saved page turns into: plain frozen values, and the one refusal.

Nothing here knows a database, a disk or a clock. Three times are kept apart and never stand in for
one another: `crawled_at` (the clock the page showed while it was saved), `published_at` (what the page
says about its own publication) and `said_at` (what the text says about a statement).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

Kind = Literal["direct", "mixed", "indirect"]
Reason = Literal["empty", "too_large", "binary", "undecodable", "login_wall", "no_paragraphs", "unreadable"]


class BadPage(ValueError):
    """The file cannot be read as a news page.

    `file`, `field` and `value` say where and what; `message` is a whole sentence for a person;
    `reason` is a stable word for programs, so that callers can put the sentence in other languages.
    """

    def __init__(
        self, file: str, field: str, value: str, message: str, reason: Reason = "unreadable"
    ) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file
        self.field = field
        self.value = value
        self.message = message
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Statement:
    """One proposed statement: words that the page says somebody said.

    `text` is verbatim from the paragraph: for `direct` the words between the quotation marks, for
    `indirect` and `mixed` the reported clause (with its cue where the cue turns the meaning, as in
    "denied that …"). `speaker` is the resolved name and `speaker_mention` the words as printed; both
    are None when the text does not say. `said_at` is a day, or None when the text leaves it open.
    """

    text: str
    kind: Kind
    speaker: str | None
    speaker_mention: str | None
    addressee: str | None
    channel: str | None
    cue: str | None
    paragraph: int
    said_at: date | datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """The statement as plain JSON values; `said_at` in ISO 8601."""
        return {
            "text": self.text,
            "kind": self.kind,
            "speaker": self.speaker,
            "addressee": self.addressee,
            "channel": self.channel,
            "cue": self.cue,
            "paragraph": self.paragraph,
            "said_at": iso(self.said_at),
        }


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved news page as values; everything in it is the page's word, nothing is accepted yet.

    `crawled_at` and `published_at` are aware and in UTC. A page that states only a day of publication
    gives midnight UTC and `published_precision` "day". `sha256` is of the bytes as they came.
    """

    name: str
    media_type: str
    encoding: str
    sha256: str
    headline: str
    headline_proposed: bool
    topic: str | None
    printed_count: int | None
    crawled_at: datetime | None
    published_at: datetime | None
    published_precision: Literal["minute", "day"] | None
    paragraphs: tuple[str, ...]
    tags: tuple[str, ...]
    related: tuple[str, ...]
    furniture: tuple[str, ...]
    bylines: tuple[str, ...]
    statements: tuple[Statement, ...]
    language: str | None
    site_name: str | None
    canonical_url: str | None

    def as_json(self) -> dict[str, Any]:
        """The page as plain JSON values; times are ISO 8601 with a Z."""
        return {
            "headline": self.headline,
            "headline_proposed": self.headline_proposed,
            "topic": self.topic,
            "printed_count": self.printed_count,
            "crawled_at": iso(self.crawled_at),
            "published_at": iso(self.published_at),
            "paragraphs": list(self.paragraphs),
            "tags": list(self.tags),
            "related": list(self.related),
            "furniture": list(self.furniture),
            "statements": [statement.as_json() for statement in self.statements],
            "sha256": self.sha256,
            "name": self.name,
            "media_type": self.media_type,
            "encoding": self.encoding,
        }


def iso(moment: date | datetime | None) -> str | None:
    """ISO 8601: a moment in UTC with a Z, a day as YYYY-MM-DD, None as None."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat() if moment else None
