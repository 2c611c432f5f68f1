"""Files of the exchange laid out to be read record by record, in any order and more than once.

Only where each record stands is kept in memory, so that the size of a file is bounded by the disk. A file is
copied first: what is read twice must be the same twice.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

from ..formats.claims_jsonl import line_of, lines_of, read_line
from ..formats.claims_records import (
    BadExchange,
    Header,
    Problem,
    Values,
    is_header,
    read_header,
    read_record,
)
from ..formats.claims_schema import KINDS
from ..formats.prov import BadProv, is_prov, records_of

#: After so many problems the rest is counted and not told.
MOST_PROBLEMS = 20
#: PROV-JSON is one object, read as a whole.
LARGEST_PROV = 256 * 1024 * 1024


class Complaints:
    """What was wrong so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.more = 0

    def add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more += 1

    def at(self, place: str) -> Any:
        """A way to complain about fields at this place."""
        return lambda path, value, message: self.add(Problem(place, path, value, message))

    def demand_none(self) -> None:
        """Raises BadExchange when there was anything."""
        if self.problems:
            raise BadExchange(self.problems, self.more)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to bring in: how it is called in what is said of it, and its bytes."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a record stands."""

    file: int
    line: int
    offset: int
    length: int
    digest: str


@dataclass
class Copy:
    """A file as it was copied. `places` names the elements of a form that has no lines."""

    name: str
    file: IO[bytes]
    sha256: str
    places: list[str] | None = None
    header: Header | None = None

    def place(self, line: int) -> str:
        return f"{self.name}:{line}" if self.places is None else f"{self.name}: {self.places[line - 1]}"


@dataclass
class Stack:
    """Every record of every file, by kind and id."""

    complaints: Complaints = field(default_factory=Complaints)
    copies: list[Copy] = field(default_factory=list)
    spots: dict[str, dict[str, Spot]] = field(default_factory=lambda: {kind: {} for kind in KINDS})

    def add(self, source: Source) -> None:
        """Copy a file and find its records; what is wrong is complained about."""
        copy = _copied(source, self.complaints)
        if copy is None:
            return
        self.copies.append(copy)
        _Finder(self, copy).find()

    def place(self, spot: Spot) -> str:
        return self.copies[spot.file].place(spot.line)

    def records(self, kind: str) -> Iterator[tuple[Spot, Values]]:
        """Every record of a kind, in the order of the files; complaints about its fields are added."""
        for spot in self.spots[kind].values():
            copy = self.copies[spot.file]
            copy.file.seek(spot.offset)
            found = json.loads(copy.file.read(spot.length))
            told = read_record(found, self.complaints.at(self.place(spot)))
            if told is not None:
                yield spot, told[1]

    def close(self) -> None:
        for copy in self.copies:
            copy.file.close()


def _copied(source: Source, complaints: Complaints) -> Copy | None:
    """The file's own bytes, or, of PROV-JSON, the records it tells, each as a line."""
    raw = tempfile.TemporaryFile()  # noqa: SIM115 closed with the stack
    shutil.copyfileobj(source.stream, raw)
    size = raw.tell()
    raw.seek(0)
    sha256 = hashlib.file_digest(raw, "sha256").hexdigest()  # type: ignore[arg-type]
    raw.seek(0)
    if not is_prov(raw.read(4096)):
        raw.seek(0)
        return Copy(source.name, raw, sha256)
    raw.seek(0)
    with raw:
        if size > LARGEST_PROV:
            told = f"is PROV-JSON of more than {LARGEST_PROV // 2**20} MB; bring it in as JSON Lines"
            complaints.add(Problem(source.name, "", None, told))
            return None
        return _from_prov(source.name, raw.read(), sha256, complaints)


def _from_prov(name: str, data: bytes, sha256: str, complaints: Complaints) -> Copy | None:
    lines = tempfile.TemporaryFile()  # noqa: SIM115 closed with the stack
    places = []
    try:
        for place, record in records_of(data):
            lines.write(line_of(record))
            places.append(place)
    except BadProv as error:
        complaints.add(
            Problem(f"{name}: {error.place}" if error.place else name, error.field, error.value, str(error))
        )
        lines.close()
        return None
    lines.seek(0)
    return Copy(name, lines, sha256, places)


class _Finder:
    """Goes through the lines of one file once and notes where each record stands."""

    def __init__(self, stack: Stack, copy: Copy) -> None:
        self.stack, self.copy = stack, copy
        self.complaints = stack.complaints
        self.counts = dict.fromkeys(KINDS, 0)
        self.number = len(stack.copies) - 1

    def find(self) -> None:
        self.copy.file.seek(0)
        first = True
        for line, text in lines_of(self.copy.file):
            offset = self.copy.file.tell() - len(text)
            place = self.copy.place(line)
            found = read_line(place, text)
            if isinstance(found, Problem):
                self.complaints.add(found)
                if first:
                    return
                continue
            if first:
                self.copy.header = read_header(found, self.complaints.at(place))
                if self.copy.header is None:
                    return
                first = False
                continue
            self._note(found, place, Spot(self.number, line, offset, len(text), _digest(found, text)))
        if first:
            self.complaints.add(Problem(self.copy.name, "", None, "is empty; one record a line is expected"))
        else:
            self._compare_counts()

    def _note(self, found: object, place: str, spot: Spot) -> None:
        complain = self.complaints.at(place)
        if is_header(found):
            complain("record", "newsroom", "begins a file, and this one has begun; bring files in one by one")
            return
        kind = found.get("record") if isinstance(found, dict) else None
        name = found.get("id") if isinstance(found, dict) else None
        if not isinstance(kind, str) or kind not in self.counts or not isinstance(name, str):
            read_record(found, complain)
            return
        self.counts[kind] += 1
        before = self.stack.spots[kind].setdefault(name, spot)
        if before is spot:
            return
        if before.file == spot.file:
            complain("id", name, f"is an id twice; the first is {self.stack.place(before)}; take one out")
        elif before.digest != spot.digest:
            complain(
                "id", name, f"is told otherwise by {self.stack.place(before)}; bring in the newer file alone"
            )

    def _compare_counts(self) -> None:
        header = self.copy.header
        if header is None or not header.counts or self.complaints.problems:
            return
        for kind, count in header.counts.items():
            if self.counts[kind] != count:
                message = (
                    f"has {self.counts[kind]} records of the kind {kind}, and its first line says {count}: it was "
                    "cut off or edited; export again"
                )
                self.complaints.add(Problem(self.copy.name, "", None, message))


def _digest(found: object, text: bytes) -> str:
    """Equal for equal records, however they are spaced."""
    with suppress(RecursionError):  # so deep it is no record: that is said when it is read
        text = json.dumps(found, sort_keys=True).encode()
    return hashlib.sha256(text).hexdigest()
