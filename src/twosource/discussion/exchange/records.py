"""The lines of our own file, as strict values: unknown fields and wrong types are refused, by line and field.

People are keys, never rows; a comment is called by the newsroom it was first written in and its number there, or by
the system it was brought from, for good: that is how the same comment is known wherever the file comes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

FORMAT, VERSION = "twosource-comments", 1
_STRICT = ConfigDict(extra="forbid", strict=True)

Words = Annotated[str, Field(max_length=70_000)]
Short = Annotated[str, Field(max_length=1200)]
Key = Annotated[str, Field(min_length=1, max_length=300)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
Small = Annotated[int, Field(ge=1, lt=2**15)]
RuleOf = tuple[Small, Small]
State = Literal["shown", "held", "removed", "deleted"]
Outcome = Literal["open", "upheld", "rejected"]


@dataclass(config=_STRICT, frozen=True)
class Header:
    """The first line: whose discussions these are."""

    record: Literal["newsroom"]
    format: Literal["twosource-comments"]
    version: Literal[1]
    id: Key
    name: Short
    exported_at: AwareDatetime


@dataclass(config=_STRICT, frozen=True)
class RuleLine:
    """One rule of an edition."""

    number: Small
    title: Short
    text: Words


@dataclass(config=_STRICT, frozen=True)
class EditionLine:
    """One edition of the community standards."""

    record: Literal["edition"]
    number: Small
    since: AwareDatetime
    intro: Words
    rules: tuple[RuleLine, ...]


@dataclass(config=_STRICT, frozen=True)
class AccountLine:
    """Somebody who wrote, supported, reported or decided. `email` only where it was asked for."""

    record: Literal["account"]
    id: Key
    name: Annotated[str, Field(max_length=80)]
    email: Annotated[str, Field(max_length=254)] = ""


@dataclass(config=_STRICT, frozen=True)
class ThreadLine:
    """A thread. Of a claim the title is its words, whole, by which it is found elsewhere."""

    record: Literal["thread"]
    id: Key
    claim: bool
    title: Words
    path: Annotated[str, Field(max_length=1000)]
    opened_at: AwareDatetime
    premoderation: Literal["", "all", "first", "rules", "none"]
    closes_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    closed_because: Annotated[str, Field(max_length=300)]


@dataclass(config=_STRICT, frozen=True)
class EditLine:
    """What it said before."""

    source: Words
    at: AwareDatetime


@dataclass(config=_STRICT, frozen=True)
class HoldLine:
    """Why it waits."""

    why: Annotated[str, Field(max_length=16)]
    words: Annotated[str, Field(max_length=400)]
    detail: Annotated[str, Field(max_length=200)]


@dataclass(config=_STRICT, frozen=True)
class SupportLine:
    """Who found it worth reading."""

    by: Key
    at: AwareDatetime


@dataclass(config=_STRICT, frozen=True)
class AppealLine:
    """The author's word against a removal, and what came of it."""

    words: Short
    at: AwareDatetime
    outcome: Outcome
    answer: Short
    decided_by: Key | None
    decided_at: AwareDatetime | None


@dataclass(config=_STRICT, frozen=True)
class DecisionLine:
    """What a moderator decided."""

    turn: Count
    verdict: Literal["approved", "removed", "restored"]
    rule: RuleOf | None
    reason: Annotated[str, Field(max_length=600)]
    before: Annotated[str, Field(max_length=8)]
    by: Key
    at: AwareDatetime
    undone_at: AwareDatetime | None
    together: Annotated[str, Field(max_length=32)]
    appeal: AppealLine | None


@dataclass(config=_STRICT, frozen=True)
class ReportLine:
    """What a reader reported. `decision` is the turn of the decision that answered it."""

    rule: RuleOf
    words: Annotated[str, Field(max_length=600)]
    by: Key | None
    at: AwareDatetime
    outcome: Outcome
    decision: Count | None
    decided_at: AwareDatetime | None


@dataclass(config=_STRICT, frozen=True)
class CommentLine:
    """A comment with all that is known of it."""

    record: Literal["comment"]
    id: tuple[Key, Key]
    thread: Key
    answers: tuple[Key, Key] | None
    author: Key | None
    name: Annotated[str, Field(max_length=80)]
    source: Words
    state: State
    turn: Count
    posted_at: AwareDatetime
    edited_at: AwareDatetime | None
    supported: Count
    edits: tuple[EditLine, ...] = ()
    holds: tuple[HoldLine, ...] = ()
    supports: tuple[SupportLine, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    reports: tuple[ReportLine, ...] = ()


@dataclass(config=_STRICT, frozen=True)
class BanLine:
    """A reader, or a network, that might not write for a time."""

    record: Literal["ban"]
    reader: Key | None
    network: Annotated[str, Field(max_length=50)]
    rule: RuleOf
    reason: Annotated[str, Field(max_length=600)]
    since: AwareDatetime
    until: AwareDatetime
    by: Key
    lifted_at: AwareDatetime | None
    lifted_by: Key | None


Line = Annotated[
    Header | EditionLine | AccountLine | ThreadLine | CommentLine | BanLine, Field(discriminator="record")
]
READER: TypeAdapter[Line] = TypeAdapter(Line)


def read_line(line: bytes) -> Line:
    """One line of the file. Raises: pydantic's ValidationError."""
    return READER.validate_json(line)


def written(at: datetime | None) -> str | None:
    """A moment as a line has it."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
