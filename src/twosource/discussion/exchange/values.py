"""What a reader of another system's file finds: pages, authors, comments, and what cannot be brought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

#: As long as WordPress lets one be; what is longer was written by no reader.
LONGEST = 65_536

HTML, WORDPRESS, MARKDOWN = "html", "wordpress", "markdown"
SHOWN, HELD, REMOVED, DELETED = "shown", "held", "removed", "deleted"


class BadFile(Exception):
    """The file is not what it is said to be, or is broken: where, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Page:
    """What comments stood under there. `key` is what comments call it, `address` its web address or path."""

    key: str
    address: str
    title: str = ""
    closed: bool = False
    at: datetime | None = None
    more: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who wrote there. `names` are what `--map-authors` may call them: log-in, e-mail address."""

    key: str
    name: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as it was there. `page`, `parent` and `author` are keys of that system, or empty.

    `form` says how `body` is to be read; `edits` are its earlier wordings, in the same form, with when each
    was replaced. `more` is what only our own files tell.
    """

    key: str
    page: str
    body: str
    form: str
    at: datetime | None
    parent: str = ""
    author: str = ""
    name: str = ""
    names: tuple[str, ...] = ()
    state: str = SHOWN
    edited_at: datetime | None = None
    supported: int = 0
    edits: tuple[tuple[str, datetime], ...] = ()
    more: Mapping[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON writes it."""
        told = asdict(self)
        for name in ("at", "edited_at"):
            told[name] = told[name] and told[name].isoformat()
        told["edits"] = [[body, at.isoformat()] for body, at in self.edits]
        return told

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Said:
        """Back from `plain`."""
        for name in ("at", "edited_at"):
            told[name] = told[name] and datetime.fromisoformat(told[name])
        told["edits"] = tuple((body, datetime.fromisoformat(at)) for body, at in told["edits"])
        told["names"] = tuple(told["names"])
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Left:
    """What the reader of the file already knows will not come in, and why: a key of `WHY`."""

    why: str
    key: str
    page: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)


Found = Page | Author | Said | Left

#: Why something is left out, or was changed on its way in: in words, for the last lines of the command.
WHY = {
    "no_story": "no story here for its address",
    "ping": "pingbacks and trackbacks",
    "empty": "without words",
    "too_long": f"longer than {LONGEST} characters",
    "no_date": "without a date",
    "twice": "the same number a second time",
    "deleted": "deleted there, and nobody answered",
    "not_read": "rows that could not be read",
    "dated": "dated by their page, or not later than now",
    "parent": "answers to what is not there, put at the top",
    "circle": "answers that went in a circle, cut open",
    "renamed": "names that were somebody else’s here",
    "unruled": "decisions whose rule is not in the file",
}
