"""Records of the exchange: read strictly, written in one order, and refused with file, line, field and value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from twosource.kernel.cases import clipped, shown

from .claims_fields import Complain, Moment, plain_object, read_object
from .claims_schema import FIELDS, FORMAT, HEADER, KINDS, VERSION

#: A record as JSON has it.
Plain = dict[str, Any]
#: A record as Python has it: moments are datetimes, days are dates, nothing is left out.
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: `place` is file and line (or element), `field` a path, `message` says what is allowed."""

    place: str
    field: str
    value: object
    message: str

    def __str__(self) -> str:
        told = f" {clipped(shown(self.value), 90)}" if self.field and self.value is not None else ""
        where = f" {self.field}:" if self.field else ""
        return f"{self.place}:{where}{told} {self.message}"


class BadExchange(ValueError):
    """Input that is not brought in, with every problem that was found, and how many more there are."""

    def __init__(self, problems: list[Problem], more: int = 0) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems
        self.more = more


@dataclass(frozen=True, slots=True)
class Header:
    """What the first record says: which newsroom wrote the file, when, and how many records of each kind."""

    newsroom: str
    name: str
    exported_at: Any
    counts: dict[str, int]

    def plain(self) -> Plain:
        """As the JSON object a file begins with."""
        told = {"format": FORMAT, "version": VERSION, "id": self.newsroom, "name": self.name}
        moment = Moment("exported_at", "").plain(self.exported_at)
        return {"record": "newsroom", **told, "exported_at": moment, "records": self.counts}


def is_header(value: object) -> bool:
    return isinstance(value, dict) and value.get("record") == "newsroom"


def read_header(value: object, complain: Complain) -> Header | None:
    """The header, or None when the file is of another format or version, which is complained about."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        complain(
            "", None, f"does not begin as {FORMAT} does; export the claims with “twosource claims export”"
        )
        return None
    version = value.get("version")
    if (version is not VERSION and version != VERSION) or isinstance(version, bool):
        complain("version", version, f"is not known here; this Twosource reads version {VERSION}")
        return None
    rest = {key: one for key, one in value.items() if key not in ("record", "version", "records")}
    found = read_object("", HEADER, rest, complain)
    if found["id"] != _uuid(found["id"]):
        complain("id", found["id"], "is not a newsroom’s UUID in lower case")
    return Header(found["id"], found["name"], found["exported_at"], _counts(value.get("records"), complain))


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _counts(value: object, complain: Complain) -> dict[str, int]:
    if isinstance(value, dict) and set(value) == set(KINDS) and all(map(_is_count, value.values())):
        return dict(value)
    complain("records", value, f"does not count each of {', '.join(KINDS)}")
    return {}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12


def read_record(value: object, complain: Complain) -> tuple[str, Values] | None:
    """A record's kind and values; None when it is no record at all."""
    if not isinstance(value, dict):
        complain("", value, "is not a JSON object; one record is one object")
        return None
    kind = value.get("record")
    if not isinstance(kind, str) or kind not in FIELDS:
        complain("record", kind, f"is not a kind of record; known: {', '.join(KINDS)}")
        return None
    rest = {key: one for key, one in value.items() if key != "record"}
    return kind, read_object("", FIELDS[kind], rest, complain)


def plain_record(kind: str, values: Values) -> Plain:
    """A record as JSON, its fields in the order of the format."""
    return {"record": kind, **plain_object(FIELDS[kind], values)}
