"""The kinds of values a record of the exchange may hold: each reads itself strictly and says what is wrong.

Pure: a value of JSON becomes a Python value or a problem, and back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar

#: Told of a path, the value found there, and what is wrong with it and allowed instead.
Complain = Callable[[str, object, str], None]

#: What a field is when it is left out. A field without one must be there.
REQUIRED: Any = object()


@dataclass(frozen=True)
class Field:
    """One field of a record: its name, what it means, and what it is when it is left out."""

    name: str
    meaning: str
    default: Any = REQUIRED
    shape: ClassVar[str] = ""

    def read(self, path: str, value: object, complain: Complain) -> Any:
        """The Python value of this JSON value; complains when it is none, and then returns None."""
        raise NotImplementedError

    def plain(self, value: Any) -> Any:
        """The JSON value of this Python value."""
        return value


@dataclass(frozen=True)
class Text(Field):
    """Words. `most` is how many characters; `needed` words are not blank."""

    most: int | None = None
    needed: bool = False
    shape: ClassVar[str] = "text"

    def read(self, path: str, value: object, complain: Complain) -> str:
        if not isinstance(value, str):
            complain(path, value, "is not text; write a string")
        elif "\x00" in value:
            complain(path, value, "holds a character that is none (NUL); leave it out")
        elif not _whole(value):
            complain(path, value, "holds half of a character (a lone surrogate); leave it out")
        elif self.most is not None and len(value) > self.most:
            complain(path, value, f"has {len(value)} characters; at most {self.most} are kept")
        elif self.needed and not value.strip():
            complain(path, value, "is blank; it needs words")
        else:
            return value
        return ""


def _whole(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


@dataclass(frozen=True)
class Word(Field):
    """One word of a vocabulary."""

    allowed: tuple[str, ...] = ()
    shape: ClassVar[str] = "word"

    def read(self, path: str, value: object, complain: Complain) -> str:
        if isinstance(value, str) and value in self.allowed:
            return value
        complain(path, value, f"is not allowed here; allowed: {listed(self.allowed)}")
        return ""


@dataclass(frozen=True)
class Words(Field):
    """Several words of a vocabulary, in order."""

    allowed: tuple[str, ...] = ()
    shape: ClassVar[str] = "words"

    def read(self, path: str, value: object, complain: Complain) -> list[str]:
        found = [one for one in value if one in self.allowed] if isinstance(value, list) else []
        if not isinstance(value, list) or len(found) != len(value):
            complain(path, value, f"is not a list of these words: {listed(self.allowed)}")
        return found

    def plain(self, value: Any) -> Any:
        return list(value)


def listed(words: tuple[str, ...]) -> str:
    return ", ".join(word or "“” (empty)" for word in words)


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no."""

    shape: ClassVar[str] = "true or false"

    def read(self, path: str, value: object, complain: Complain) -> bool:
        if not isinstance(value, bool):
            complain(path, value, "is neither true nor false")
            return False
        return value


@dataclass(frozen=True)
class Moment(Field):
    """A moment with its time zone, written in UTC."""

    shape: ClassVar[str] = "moment"

    def read(self, path: str, value: object, complain: Complain) -> datetime | None:
        if value is None and self.default is None:
            return None
        try:
            found = datetime.fromisoformat(value if isinstance(value, str) else "")
            if found.tzinfo:
                return found.astimezone(UTC)
            complain(path, value, "has no time zone; write it as 2015-12-31T09:42:00Z")
        except (ValueError, OverflowError):
            complain(path, value, "is not a moment; write it as 2015-12-31T09:42:00Z")
        return None

    def plain(self, value: Any) -> Any:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Day(Field):
    """A day of the calendar, or nothing."""

    shape: ClassVar[str] = "day"

    def read(self, path: str, value: object, complain: Complain) -> date | None:
        if value is None and self.default is None:
            return None
        if isinstance(value, str) and len(value) == 10:
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        complain(path, value, "is not a day; write it as 2015-12-31")
        return None

    def plain(self, value: Any) -> Any:
        return None if value is None else value.isoformat()


@dataclass(frozen=True)
class Ref(Field):
    """The id of another record, of the kind `to`; null for none where there may be none."""

    to: str = ""
    shape: ClassVar[str] = "id"

    def read(self, path: str, value: object, complain: Complain) -> str | None:
        if value is None and self.default is None:
            return None
        return read_id(path, value, complain)


@dataclass(frozen=True)
class Refs(Field):
    """The ids of several records of the kind `to`, each once, in order."""

    to: str = ""
    shape: ClassVar[str] = "ids"

    def read(self, path: str, value: object, complain: Complain) -> list[str]:
        if not isinstance(value, list):
            complain(path, value, "is not a list of ids")
            return []
        found = [read_id(f"{path}[{place}]", one, complain) for place, one in enumerate(value)]
        if len(set(found)) != len(found):
            complain(path, value, "names one id twice; name it once")
        return found


#: Longer than any id the export writes.
LONGEST_ID = 120


def read_id(path: str, value: object, complain: Complain) -> str:
    """An id as text; complains about anything else."""
    if isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isascii() and value.isprintable():
        return value
    complain(path, value, "is not an id; an id is written newsroom:kind:number")
    return ""


@dataclass(frozen=True)
class Rows(Field):
    """A list of objects with the same fields, in the order in which they were put on record; at most `most`."""

    fields: tuple[Field, ...] = field(default=())
    most: int | None = None
    shape: ClassVar[str] = "list of objects"

    def read(self, path: str, value: object, complain: Complain) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            complain(path, value, "is not a list")
            return []
        if self.most is not None and len(value) > self.most:
            complain(path, None, f"has {len(value)} rows; no more than {self.most} can be judged together")
            return []
        return [
            read_object(f"{path}[{place}]", self.fields, one, complain) for place, one in enumerate(value)
        ]

    def plain(self, value: Any) -> Any:
        return [plain_object(self.fields, one) for one in value]


def read_object(path: str, fields: tuple[Field, ...], value: object, complain: Complain) -> dict[str, Any]:
    """An object with exactly these fields; those that may be left out are filled in."""
    if not isinstance(value, dict):
        complain(path, value, "is not an object")
        value = {}
    known = {one.name for one in fields}
    for name in value.keys() - known:
        complain(_inside(path, name), value[name], f"is an unknown field; known: {', '.join(sorted(known))}")
    found = {}
    for one in fields:
        if one.name in value:
            found[one.name] = one.read(_inside(path, one.name), value[one.name], complain)
        elif one.default is REQUIRED:
            complain(_inside(path, one.name), None, "is missing")
            found[one.name] = None
        else:
            found[one.name] = list(one.default) if isinstance(one.default, tuple) else one.default
    return found


def plain_object(fields: tuple[Field, ...], values: dict[str, Any]) -> dict[str, Any]:
    """The fields of an object as JSON, in the order of the format."""
    return {one.name: one.plain(values[one.name]) for one in fields}


def _inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
