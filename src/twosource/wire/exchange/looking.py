"""Looking records over before anything is written: what they refer to, and what no newsroom could have on record.

The actions of the rooms refuse the same things one by one; here they are said with file, line and field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from ..formats.claims_fields import Complain, Field, Moment, Ref, Refs, Rows
from ..formats.claims_records import Values
from ..formats.claims_schema import FIELDS, KINDS
from .naming import SEALED
from .stack import Stack
from .world import World, kind_in

#: Fields that may lie in the future.
MAY_COME = {"deadline"}
RECORDS = ("recorded", "document", "measured")

Told = Callable[[str, int, int], None]


def look_over(stack: Stack, world: World, progress: Told) -> None:
    """Complain, in the stack, about every record that cannot be brought in."""
    for kind in KINDS:
        total = len(stack.spots[kind])
        for done, (spot, values) in enumerate(stack.records(kind), 1):
            _Look(world, stack.complaints.at(stack.place(spot)), kind, values).look()
            if done % 500 == 0 or done == total:
                progress("reading", done, total)


class _Look:
    """One record that is looked over."""

    def __init__(self, world: World, complain: Complain, kind: str, values: Values) -> None:
        self.world, self.complain = world, complain
        self.kind, self.values = kind, values
        self.now = timezone.now()

    def look(self) -> None:
        name = self.values["id"]
        kind = kind_in(name)
        if kind != self.kind and (self.kind, kind) != ("voice", SEALED):
            self.complain(
                "id", name, f"is not an id of a {self.kind}; it is written newsroom:{self.kind}:number"
            )
            return
        is_new = name in self.world.new[self.kind]
        if is_new and self.world.is_ours(name):
            self.complain("id", name, "says it was made in this newsroom, where it is not; leave it out")
            return
        if self.kind == "item" and self.values["collected_at"]:
            self.world.collected.setdefault(name, self.values["collected_at"])
        self._fields("", FIELDS[self.kind], self.values, is_new)
        {"voice": self._voice, "item": self._item, "claim": self._claim}.get(self.kind, lambda: None)()

    def _fields(self, path: str, fields: tuple[Field, ...], told: Values, is_new: bool) -> None:
        for field in fields:
            value, at = told[field.name], f"{path}{field.name}"
            if isinstance(field, Moment):
                if value is not None and value > self.now and field.name not in MAY_COME:
                    self.complain(at, field.plain(value), "has not come yet; only the past can be on record")
            elif isinstance(field, Ref) and field.to:
                self._refers(at, field.to, value, is_new)
            elif isinstance(field, Refs):
                for place, one in enumerate(value):
                    self._refers(f"{at}[{place}]", field.to, one, is_new)
            elif isinstance(field, Rows):
                for place, row in enumerate(value):
                    self._fields(f"{at}[{place}].", field.fields, row, is_new)

    def _refers(self, path: str, kind: str, name: str | None, is_new: bool) -> None:
        if not name:
            return
        if is_new and kind == "person" and self.world.is_ours(name):
            message = "is somebody of this newsroom, for whom no file signs; they do it at the desk"
            self.complain(path, name, message)
        elif is_new and not self.world.knows(kind, name):
            self.complain(path, name, f"is no {kind} of this file nor here; export it as well")

    # what no newsroom could have on record

    def _voice(self) -> None:
        told = self.values
        sealed = told["sealed"]
        if sealed != (kind_in(told["id"]) == SEALED):
            self.complain(
                "sealed", sealed, "does not go with its id; only a sealed voice is called by a token"
            )
        if sealed and told["anonymous"]:
            self.complain("anonymous", True, "cannot be with sealed: unknown, or known and not named")
        if sealed and (told["name"] or told["about"] or told["controlled_by"]):
            self.complain("sealed", True, "cannot be with name, about or controlled_by; leave them empty")
        if not sealed and not told["name"].strip():
            self.complain("name", told["name"], "is blank; only a sealed voice has no name")
        self._once(
            "controlled_by", (row["controller"] for row in _open(told["controlled_by"])), "still stands"
        )
        for at, row in self._rows("controlled_by"):
            if row["controller"] == told["id"]:
                self.complain(f"{at}.controller", row["controller"], "cannot control itself; take it out")
            elif kind_in(row["controller"] or "") == SEALED:
                self.complain(f"{at}.controller", row["controller"], "is sealed; set withheld instead")
            self._not_before(f"{at}.ended_at", row["ended_at"], row["recorded_at"])

    def _item(self) -> None:
        told = self.values
        collected = told["collected_at"]
        if told["carrier"] and told["basis"]:
            self.complain("basis", told["basis"], "cannot be a carrier’s: it only transports; leave it empty")
        self._not_before("retracted_at", told["retracted_at"], collected)
        self._together("retracted_at", told["retracted_at"], "retracted_by", told["retracted_by"])
        self._once("origins", (row["origin"] for row in told["origins"]), "is linked")
        for at, row in self._rows("origins"):
            if row["origin"] == told["id"]:
                self.complain(f"{at}.origin", row["origin"], "is the item itself; take it out")
        if told["authentications"] and told["basis"] not in RECORDS:
            self.complain("authentications", None, f"are of {', '.join(RECORDS)} only; leave them out")
        self._once("authentications", (row["by"] for row in told["authentications"]), "vouches")
        for at, row in self._rows("authentications"):
            self._not_before(f"{at}.at", row["at"], collected)

    def _claim(self) -> None:
        told = self.values
        if told["about"] == told["id"]:
            self.complain("about", told["about"], "is the claim itself; name what was said")
        self._once("accusations", (row["actor"] for row in told["accusations"]), "is accused")
        self._once("stakes", (row["actor"] for row in _open(told["stakes"])), "gains")
        self._once("evidence", (row["item"] for row in told["evidence"]), "speaks")
        self._premises()
        self._once("writers", (row["human"] for row in told["writers"]), "is a writer")
        self._once("waivers", ((row["accused"], row["by"]) for row in told["waivers"]), "is waived")
        for at, row in self._rows("stakes"):
            self._not_before(f"{at}.ended_at", row["ended_at"], row["declared_at"])
        for at, row in self._rows("evidence"):
            collected = self.world.collected_at(row["item"]) if row["item"] else None
            self._not_before(f"{at}.attached_at", row["attached_at"], collected)
            self._once(f"{at}.set_asides", (one["by"] for one in row["set_asides"]), "has a word")
            for place, one in enumerate(row["set_asides"]):
                self._not_before(f"{at}.set_asides[{place}].at", one["at"], collected)
        for at, row in self._rows("requests"):
            self._request(at, row)

    def _premises(self) -> None:
        self._once("premises", (row["premise"] for row in _open(self.values["premises"])), "bears it")
        for at, row in self._rows("premises"):
            self._not_before(f"{at}.ended_at", row["ended_at"], row["since"])
            self._together(f"{at}.ended_at", row["ended_at"], f"{at}.ended_by", row["ended_by"])
            if row["premise"] == self.values["id"]:
                self.complain(f"{at}.premise", row["premise"], "is the claim itself; take it out")
            elif row["ended_at"] is None and row["premise"]:
                self.world.bears(self.values["id"], row["premise"])
                if self.world.rests_in_a_circle(self.values["id"], row["premise"]):
                    self.complain(
                        f"{at}.premise", row["premise"], "rests on this claim; nothing holds itself up"
                    )

    def _request(self, at: str, row: Values) -> None:
        if row["deadline"] and row["sent_at"] and row["deadline"] <= row["sent_at"]:
            self.complain(f"{at}.deadline", None, "comes before the request was sent")
        if not row["channels"]:
            self.complain(f"{at}.channels", row["channels"], "is empty; a request goes by some channel")
        if kind_in(row["asked"] or "") == SEALED:
            self.complain(f"{at}.asked", row["asked"], "is sealed; a sealed source is never asked on record")
        for place, one in enumerate(row["endings"]):
            self._ending(f"{at}.endings[{place}]", row, one)

    def _ending(self, at: str, request: Values, row: Values) -> None:
        self._not_before(f"{at}.at", row["at"], request["sent_at"])
        self._not_before(f"{at}.mistaken_at", row["mistaken_at"], row["logged_at"])
        self._together(f"{at}.mistaken_at", row["mistaken_at"], f"{at}.mistaken_by", row["mistaken_by"])
        if row["outcome"] == "answered" and not row["answer"].strip():
            self.complain(f"{at}.answer", row["answer"], "is blank; an answer has words")
        if row["outcome"] == "unreachable" and len(set(request["channels"])) < 2:
            self.complain(f"{at}.outcome", row["outcome"], "comes too soon; nobody is before two channels")

    def _rows(self, name: str) -> Iterator[tuple[str, Values]]:
        return ((f"{name}[{place}]", row) for place, row in enumerate(self.values[name]))

    def _once(self, path: str, names: Iterable[Any], does: str) -> None:
        seen = set()
        for name in names:
            if name in seen:
                self.complain(
                    path, name[0] if isinstance(name, tuple) else name, f"{does} twice; once is enough"
                )
            seen.add(name)

    def _not_before(self, path: str, later: datetime | None, earlier: datetime | None) -> None:
        if later is not None and earlier is not None and later < earlier:
            moment = Moment(path, "")
            self.complain(path, moment.plain(later), f"comes before {moment.plain(earlier)}, when it began")

    def _together(self, path: str, one: object, other_path: str, other: object) -> None:
        if bool(one) != bool(other):
            missing, there = (path, other_path) if other else (other_path, path)
            self.complain(missing, None, f"is missing beside {there}")


def _open(rows: list[Values]) -> Iterator[Values]:
    return (row for row in rows if row["ended_at"] is None)
