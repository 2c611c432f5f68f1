"""From any JSON value to a `Case`, or to a `BadCase` that says where and why not.

Total: whatever was parsed from JSON is either read or refused, never half understood. Every unknown key is
an error, because a misspelt `denies` would otherwise silently confirm a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from twosource.kernel.cases import Actor, BadCase, Case, CaseId, Check, Item, Seen, SeenSide, allowed, join

T = TypeVar("T")

CASE_KEYS = (
    "id", "actors", "items", "supports", "denies", "set_aside", "stakes", "checks",
    "collected_by", "written_by", "withdrawn", "accused",
)  # fmt: skip
ACTOR_KEYS = ("controlled_by", "anonymous", "sealed", "withheld", "elsewhere")
ITEM_KEYS = ("by", "basis", "via", "needs_all", "carrier", "conclusive", "retracted")
CHECK_KEYS = ("by", "verdict", "seen", "at", "method", "note")
SIDE_KEYS = ("lines", "evidence", "disinterested", "conclusive")
A_NAME = "is not a name; allowed: a string that is not empty"


def read_case(obj: object) -> Case:
    """The case a JSON object describes; `BadCase` names the field, the value and what is allowed.

    Only `id` (a string or a whole number) is required. Lists may name a thing twice; it counts once.
    """
    if not isinstance(obj, dict):
        raise BadCase(None, "case", obj, "is not a JSON object; give one object a case")
    case_id = _case_id(obj)
    part = _Part(case_id, "", obj, CASE_KEYS)
    return Case(
        id=case_id,
        actors=part.table("actors", _actor),
        items=part.table("items", _item),
        supports=part.names("supports"),
        denies=part.names("denies"),
        set_aside=part.names("set_aside"),
        stakes=part.table("stakes", _stake),
        checks=part.rows("checks", _check),
        collected_by=part.names("collected_by"),
        written_by=part.names("written_by"),
        withdrawn=part.flag("withdrawn"),
        accused=part.names("accused"),
    )


def read_seen(obj: object) -> Seen:
    """A `Seen` from what `status.plain_seen` stored; `BadCase` when it is something else."""
    return _seen(None, "seen", obj)


def _case_id(obj: dict[str, object]) -> CaseId:
    if "id" not in obj:
        raise BadCase(None, "id", None, "is missing; every case needs an id, a string or a whole number")
    given = obj["id"]
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        raise BadCase(
            None, "id", given, "is not an id; allowed: a string that is not empty, or a whole number"
        )
    return given


def _actor(case_id: CaseId | None, where: str, obj: object) -> Actor:
    part = _Part(case_id, where, obj, ACTOR_KEYS)
    flags = (part.flag(key) for key in ACTOR_KEYS[1:])
    return Actor(part.names("controlled_by"), *flags)


def _item(case_id: CaseId | None, where: str, obj: object) -> Item:
    part = _Part(case_id, where, obj, ITEM_KEYS)
    part.needs("by")
    return Item(
        by=part.names("by"),
        basis=part.text("basis"),
        via=part.names("via"),
        needs_all=part.flag("needs_all"),
        carrier=part.flag("carrier"),
        conclusive=part.flag("conclusive"),
        retracted=part.flag("retracted"),
    )


def _stake(case_id: CaseId | None, where: str, obj: object) -> str:
    if not isinstance(obj, str):
        raise BadCase(case_id, where, obj, 'is not a stake; allowed: "for", "against"')
    return obj


def _check(case_id: CaseId | None, where: str, obj: object) -> Check:
    part = _Part(case_id, where, obj, CHECK_KEYS)
    part.needs("by")
    part.needs("verdict")
    seen = part.values.get("seen")
    return Check(
        by=part.name("by"),
        verdict=part.text("verdict") or "",
        seen=None if seen is None else _seen(case_id, join(where, "seen"), seen),
        at=part.moment("at"),
        method=part.text("method") or "",
        note=part.text("note") or "",
    )


def _seen(case_id: CaseId | None, where: str, obj: object) -> Seen:
    part = _Part(case_id, where, obj, ("supports", "denies"))
    sides = part.table("", _side)
    return Seen(sides.get("supports", SeenSide()), sides.get("denies", SeenSide()))


def _side(case_id: CaseId | None, where: str, obj: object) -> SeenSide:
    part = _Part(case_id, where, obj, SIDE_KEYS)
    return SeenSide(
        lines=part.rows("lines", _names),
        evidence=part.names("evidence"),
        disinterested=part.names("disinterested"),
        conclusive=part.names("conclusive"),
    )


def _names(case_id: CaseId | None, where: str, obj: object) -> tuple[str, ...]:
    if not isinstance(obj, list | tuple):
        raise BadCase(case_id, where, obj, "is not a list of names")
    for number, name in enumerate(obj):
        if not isinstance(name, str) or not name:
            raise BadCase(case_id, f"{where}[{number}]", name, A_NAME)
    return tuple(dict.fromkeys(obj))


class _Part:
    """One JSON object of a case, its path, and typed ways to take its values out."""

    def __init__(self, case_id: CaseId | None, where: str, obj: object, keys: tuple[str, ...]) -> None:
        if not isinstance(obj, dict):
            raise BadCase(case_id, where, obj, f"is not an object; {allowed(keys)}")
        for key in obj:
            if key not in keys:
                raise BadCase(case_id, where or "case", key, f"is not a known key; {allowed(keys)}")
        self._id, self.where, self.values = case_id, where, obj

    def path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def needs(self, key: str) -> None:
        if key not in self.values:
            raise BadCase(self._id, self.path(key), None, "is missing")

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise BadCase(self._id, self.path(key), value, "is neither true nor false")
        return value

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            raise BadCase(self._id, self.path(key), value, "is not text; allowed: a string, or null")
        return value

    def name(self, key: str) -> str:
        value = self.values[key]
        if not isinstance(value, str) or not value:
            raise BadCase(self._id, self.path(key), value, A_NAME)
        return value

    def names(self, key: str) -> tuple[str, ...]:
        return _names(self._id, self.path(key), self.values.get(key, []))

    def moment(self, key: str) -> datetime | None:
        text = self.text(key)
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise BadCase(self._id, self.path(key), text, "is not a time; allowed: ISO 8601 with an offset")
        return moment

    def table(self, key: str, read: Callable[[CaseId | None, str, object], T]) -> dict[str, T]:
        value = self.values.get(key, {}) if key else self.values
        where = self.path(key) if key else self.where
        if not isinstance(value, Mapping):
            raise BadCase(self._id, where, value, "is not an object")
        if "" in value:
            raise BadCase(self._id, where, "", A_NAME)
        return {name: read(self._id, join(where, name), entry) for name, entry in value.items()}

    def rows(self, key: str, read: Callable[[CaseId | None, str, object], T]) -> tuple[T, ...]:
        value = self.values.get(key, [])
        where = self.path(key)
        if not isinstance(value, list | tuple):
            raise BadCase(self._id, where, value, "is not a list")
        return tuple(read(self._id, f"{where}[{number}]", entry) for number, entry in enumerate(value))
