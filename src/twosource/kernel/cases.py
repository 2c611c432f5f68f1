"""One claim and all that is known about it, as plain values.

A `Case` is what every rule reads. It is built by a newsroom from its rows, by `history.fold` from events, or
by `reading.read_case` from JSON; however it is built, a `Case` that contradicts itself cannot exist: making
one raises `BadCase`, which names the case, the field, the value and what is allowed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from twosource.kernel.vocabulary import BASES, STAKES, VERDICTS

CaseId = str | int


class BadCase(ValueError):
    """A case that cannot be judged: `field` is a path such as `items.p1.basis`, `message` what is allowed."""

    def __init__(self, case_id: CaseId | None, field: str, value: object, message: str) -> None:
        super().__init__(case_id, field, value, message)
        self.case_id = case_id
        self.field = field
        self.value = value
        self.message = message

    def __str__(self) -> str:
        name = "a case without an id" if self.case_id is None else f"case {shown(self.case_id)}"
        return f"{name}: {self.field}: {shown(self.value)} {self.message}"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, organisation, state or voice, and who has editorial or command power over it.

    `anonymous`: not known to us either. `sealed`: known to us and never named; its key must be opaque.
    `withheld`: somebody has power over it whom we are not told, so nothing it says is independent of others.
    `elsewhere`: it is another newsroom that knows the sealed one.
    """

    controlled_by: tuple[str, ...] = ()
    anonymous: bool = False
    sealed: bool = False
    withheld: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that carries information; see `vocabulary.Basis` for how its makers may know.

    `via`: the items it got it from (`needs_all`: it needs them all together). `carrier`: it only transports.
    `conclusive`: own staff as witness, or a record two people authenticated. `retracted`: nothing may rest
    on it any more.
    """

    by: tuple[str, ...]
    basis: str | None = None
    via: tuple[str, ...] = ()
    needs_all: bool = False
    carrier: bool = False
    conclusive: bool = False
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class SeenSide:
    """What a checker saw in one direction: the items of each counted line, and which evidence there was.

    `disinterested` and `conclusive` are the evidence items that gave such a line or were such an item.
    """

    lines: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[str, ...] = ()
    disinterested: tuple[str, ...] = ()
    conclusive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check signs; `status.seen` makes one, and it lives as long as what it saw stands."""

    supports: SeenSide = SeenSide()
    denies: SeenSide = SeenSide()


@dataclass(frozen=True, slots=True)
class Check:
    """One person's signed verdict. Without `seen` it is taken as signed now, on what is there now."""

    by: str
    verdict: str
    seen: Seen | None = None
    at: datetime | None = None
    method: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A claim's evidence and checks. `checks` are in the order of signing; an actor that `actors` does not
    list has no controllers; those in `accused` have a stake against, whatever `stakes` says."""

    id: CaseId
    actors: Mapping[str, Actor] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    supports: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    stakes: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    collected_by: tuple[str, ...] = ()
    written_by: tuple[str, ...] = ()
    withdrawn: bool = False
    accused: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, actor in self.actors.items():
            if actor.anonymous and actor.sealed:
                at = join("actors", name)
                raise BadCase(
                    self.id, at, name, "cannot be both anonymous (unknown to us) and sealed (known)"
                )
        for name, item in self.items.items():
            self._look_at_item(name, item)
        for where in ("supports", "denies", "set_aside"):
            self._known_items(where, getattr(self, where))
        for name, stake in self.stakes.items():
            if stake not in STAKES:
                raise BadCase(self.id, join("stakes", name), stake, f"is not a stake; {allowed(STAKES)}")
        for number, check in enumerate(self.checks):
            if check.verdict not in VERDICTS:
                at = f"checks[{number}].verdict"
                raise BadCase(self.id, at, check.verdict, f"is not a verdict; {allowed(VERDICTS)}")

    def _look_at_item(self, name: str, item: Item) -> None:
        if item.basis is not None and item.basis not in BASES:
            where = f"{join('items', name)}.basis"
            raise BadCase(self.id, where, item.basis, f"is not a basis; {allowed(BASES)}, or null")
        if item.carrier and item.basis is not None:
            message = "cannot be the basis of a carrier: a carrier only transports; only null is allowed"
            raise BadCase(self.id, f"{join('items', name)}.basis", item.basis, message)
        if not self.items.keys() >= set(item.via):
            self._known_items(f"{join('items', name)}.via", item.via)

    def _known_items(self, where: str, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.items:
                known = f"known: {clipped(', '.join(self.items))}" if self.items else "there are no items"
                raise BadCase(self.id, where, name, f"is not an item of this case; {known}")


def allowed(words: Iterable[str]) -> str:
    """The closing half of a refusal: which words would have been right."""
    return "allowed: " + ", ".join(words)


def join(path: str, key: str) -> str:
    """A field's path one step deeper, quoted where the key is not a plain word."""
    plain = key.isascii() and key.replace("_", "").replace("-", "").isalnum() and len(key) <= 60
    return f"{path}.{key}" if plain else f"{path}[{shown(key)}]"


def shown(value: object) -> str:
    """A value as an error may show it: short, on one line, without control characters."""
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if isinstance(value, str):
        return json.dumps(clipped(value), ensure_ascii=not value.isprintable())
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:
        return "a very large number"
    return json.dumps(value, default=lambda other: f"<{type(other).__name__}>")


def clipped(text: str, length: int = 80) -> str:
    """The text, cut with an ellipsis when it is longer than `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"
