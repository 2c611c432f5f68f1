"""What is known while records are looked over and brought in: which ids are here, and which come with the files."""

from __future__ import annotations

import re
from datetime import datetime

from twosource.people.models import User
from twosource.verification.models import Actor, Item

from ..formats.claims_schema import KINDS
from ..models import Arrival
from .naming import in_batches, own_newsroom, rows_called
from .stack import Stack

_ID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([a-z]+):([0-9a-z]{1,40})")


class World:
    """`here` maps, by kind, the ids of rows that are here to those rows; it grows as rows are made."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.own = own_newsroom()
        self.here: dict[str, dict[str, int]] = {kind: rows_called(kind, stack.spots[kind]) for kind in KINDS}
        self.new = {kind: stack.spots[kind].keys() - self.here[kind].keys() for kind in KINDS}
        #: When each item was put on record; those of the files are added as they are looked over.
        self.collected: dict[str, datetime] = {}
        self.retold = self._retold()
        self._under: dict[str, set[str]] = {}

    def _retold(self) -> list[str]:
        """Ids of records that came before and are told otherwise now."""
        found = []
        for kind in KINDS:
            known = self.here[kind]
            for batch in in_batches(known):
                came = Arrival.objects.filter(kind=kind, name__in=batch).values_list("name", "digest")
                found += [name for name, digest in came if digest != self.stack.spots[kind][name].digest]
        return sorted(found)

    def knows(self, kind: str, name: str) -> bool:
        """Whether an id is here or comes with the files."""
        if name in self.stack.spots[kind] or name in self.here[kind]:
            return True
        self.here[kind] |= rows_called(kind, [name])
        return name in self.here[kind]

    def bears(self, claim: str, premise: str) -> None:
        """Note that a claim of the files rests on another."""
        self._under.setdefault(claim, set()).add(premise)

    def rests_in_a_circle(self, claim: str, premise: str) -> bool:
        """Whether the premise rests on the claim, as far as was noted. What is here rests on nothing new."""
        seen, waiting = set(), [premise]
        while waiting:
            here = waiting.pop()
            if here == claim:
                return True
            if here not in seen:
                seen.add(here)
                waiting.extend(self._under.get(here, ()))
        return False

    def is_ours(self, name: str) -> bool:
        """Whether an id says that its record was made in this newsroom."""
        return name.startswith(f"{self.own}:")

    def collected_at(self, name: str) -> datetime | None:
        """When an item was put on record."""
        if name not in self.collected and name in self.here["item"]:
            self.collected[name] = Item.objects.values_list("collected_at", flat=True).get(
                pk=self.here["item"][name]
            )
        return self.collected.get(name)

    def voices_alike(self, wanted: set[tuple[str, str]], before: int) -> dict[tuple[str, str], int]:
        """Voices of these (kind, name) that were here before this row: named and neither anonymous nor sealed."""
        rows = Actor.objects.filter(
            name__in={name for _kind, name in wanted}, anonymous=False, sealed=None, pk__lte=before
        )
        alike = {
            (kind, name): pk for pk, kind, name in rows.order_by("-pk").values_list("pk", "kind", "name")
        }
        return {key: pk for key, pk in alike.items() if key in wanted}

    def accounts(self) -> dict[str, tuple[int, int]]:
        """The account and human of everybody from elsewhere that records may name."""
        humans = {human: name for name, human in self.here["person"].items() if not self.is_ours(name)}
        found = {}
        for batch in in_batches(humans):
            for account, human in User.objects.filter(human__in=batch).values_list("pk", "human_id"):
                found[humans[human]] = account, human
        return found


def kind_in(name: str) -> str:
    """The kind an id is of; “sealed” for a sealed voice, empty when it is no id."""
    found = _ID.fullmatch(name)
    return found[2] if found else ""
