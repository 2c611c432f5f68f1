"""What happened to a claim, and from it the case as it stood at any moment.

Every event carries `at`, the moment it was recorded. `fold` reads events up to a moment and nothing later, so
the status of a claim on any past day is the status that was shown on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from twosource.kernel.cases import Actor, BadCase, Case, CaseId, Check, Item
from twosource.kernel.status import seen, standing_checks


class BadHistory(ValueError):
    """An event that cannot follow those before it; `event` is that one."""

    def __init__(self, event: Event, message: str) -> None:
        super().__init__(f"{type(event).__name__} at {event.at.isoformat()}: {message}")
        self.event = event


def fold(events: Iterable[Event], as_of: datetime | None = None, case_id: CaseId = "claim") -> Case:
    """The case as it stood at `as_of` (aware), or after every event.

    Events are taken in order of `at`, those of one moment in the order given. A check dies for good at the
    first event after which what it saw no longer stands. `BadHistory` when an event speaks of an item that
    was never added, or would make the case contradict itself.
    """
    past = [event for event in events if as_of is None or event.at <= as_of]
    draft = Draft(Case(case_id))
    for event in sorted(past, key=lambda event: event.at):
        try:
            event.happen(draft)
        except BadCase as error:
            raise BadHistory(event, str(error)) from error
        if draft.case.checks and event.moves_ground:
            draft.case = replace(draft.case, checks=standing_checks(draft.case))
    return draft.case


class Draft:
    """A case under construction, with the second signatures it still waits for."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.vouched: dict[str, frozenset[str]] = {}
        self.against: dict[str, frozenset[str]] = {}

    def actor(self, name: str) -> Actor:
        return self.case.actors.get(name, Actor())

    def set_actor(self, name: str, actor: Actor) -> None:
        self.case = replace(self.case, actors={**self.case.actors, name: actor})

    def item(self, name: str) -> Item:
        if name not in self.case.items:
            raise BadCase(self.case.id, "items", name, "is not an item of this claim")
        return self.case.items[name]

    def set_item(self, name: str, item: Item) -> None:
        self.case = replace(self.case, items={**self.case.items, name: item})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was recorded about a claim. `moves_ground`: what a check saw may no longer stand after it."""

    moves_ground: ClassVar[bool] = True

    at: datetime

    def happen(self, draft: Draft) -> None:
        """Make the case what it is after this event."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ActorDescribed(Event):
    """Whether a voice is anonymous or sealed, or its control kept from us. Control has events of its own."""

    actor: str
    anonymous: bool = False
    sealed: bool = False
    withheld: bool = False
    elsewhere: bool = False

    def happen(self, draft: Draft) -> None:
        known = draft.actor(self.actor).controlled_by
        draft.set_actor(self.actor, Actor(known, self.anonymous, self.sealed, self.withheld, self.elsewhere))


@dataclass(frozen=True, slots=True)
class ControlAdded(Event):
    """`controller` has editorial or command power over `actor`."""

    actor: str
    controller: str

    def happen(self, draft: Draft) -> None:
        known = draft.actor(self.actor)
        draft.set_actor(self.actor, replace(known, controlled_by=_with(known.controlled_by, self.controller)))


@dataclass(frozen=True, slots=True)
class ControlEnded(Event):
    """It has that power no longer."""

    actor: str
    controller: str

    def happen(self, draft: Draft) -> None:
        known = draft.actor(self.actor)
        left = tuple(name for name in known.controlled_by if name != self.controller)
        draft.set_actor(self.actor, replace(known, controlled_by=left))


@dataclass(frozen=True, slots=True)
class StakeSet(Event):
    """Who gains if the claim is believed (`for`) or disbelieved (`against`); None when it gains no more."""

    actor: str
    stake: str | None

    def happen(self, draft: Draft) -> None:
        stakes = {name: stake for name, stake in draft.case.stakes.items() if name != self.actor}
        if self.stake is not None:
            stakes[self.actor] = self.stake
        draft.case = replace(draft.case, stakes=stakes)


@dataclass(frozen=True, slots=True)
class AccusedNamed(Event):
    """The claim accuses this actor."""

    actor: str

    def happen(self, draft: Draft) -> None:
        draft.case = replace(draft.case, accused=_with(draft.case.accused, self.actor))


@dataclass(frozen=True, slots=True)
class ItemAdded(Event):
    """Something that carries information came in."""

    item_id: str
    item: Item

    def happen(self, draft: Draft) -> None:
        if self.item_id in draft.case.items:
            raise BadCase(draft.case.id, "items", self.item_id, "is already an item of this claim")
        draft.set_item(self.item_id, self.item)


@dataclass(frozen=True, slots=True)
class OriginFound(Event):
    """How an item's makers know turned out to be otherwise: another basis, other items it came from.

    With another basis it is no longer what people authenticated, and no longer conclusive.
    """

    item_id: str
    basis: str | None = None
    via: tuple[str, ...] = ()
    needs_all: bool = False

    def happen(self, draft: Draft) -> None:
        item = draft.item(self.item_id)
        if item.basis != self.basis:
            draft.vouched.pop(self.item_id, None)
            item = replace(item, conclusive=False)
        item = replace(item, basis=self.basis, via=self.via, needs_all=self.needs_all)
        draft.set_item(self.item_id, item)


@dataclass(frozen=True, slots=True)
class ItemRetracted(Event):
    """Its makers took it back, or it is a forgery: nothing may rest on it."""

    item_id: str

    def happen(self, draft: Draft) -> None:
        draft.set_item(self.item_id, replace(draft.item(self.item_id), retracted=True))


@dataclass(frozen=True, slots=True)
class ItemAuthenticated(Event):
    """One person vouches that a record is what it says; two different people make it conclusive."""

    item_id: str
    by: str

    def happen(self, draft: Draft) -> None:
        item = draft.item(self.item_id)
        people = draft.vouched.get(self.item_id, frozenset()) | {self.by}
        draft.vouched[self.item_id] = people
        if len(people) > 1:
            draft.set_item(self.item_id, replace(item, conclusive=True))


@dataclass(frozen=True, slots=True)
class EvidenceAttached(Event):
    """`by` collected this item as evidence that the claim is true (`supports`), or is not."""

    item_id: str
    supports: bool
    by: str

    def happen(self, draft: Draft) -> None:
        case = draft.case
        collected = _with(case.collected_by, self.by)
        if self.supports:
            draft.case = replace(case, supports=_with(case.supports, self.item_id), collected_by=collected)
        else:
            draft.case = replace(case, denies=_with(case.denies, self.item_id), collected_by=collected)


@dataclass(frozen=True, slots=True)
class EvidenceSetAside(Event):
    """One person would take this evidence out, with a reason. It is out when a second, different one joins.

    Without a reason nothing happens.
    """

    item_id: str
    by: str
    reason: str

    def happen(self, draft: Draft) -> None:
        draft.item(self.item_id)
        if not self.reason.strip():
            return
        people = draft.against.get(self.item_id, frozenset()) | {self.by}
        draft.against[self.item_id] = people
        if len(people) > 1:
            draft.case = replace(draft.case, set_aside=_with(draft.case.set_aside, self.item_id))


@dataclass(frozen=True, slots=True)
class StoryWritten(Event):
    """`by` wrote a story that carries the claim."""

    moves_ground: ClassVar[bool] = False

    by: str

    def happen(self, draft: Draft) -> None:
        draft.case = replace(draft.case, written_by=_with(draft.case.written_by, self.by))


@dataclass(frozen=True, slots=True)
class CheckSigned(Event):
    """One person's verdict on what is there at this moment."""

    moves_ground: ClassVar[bool] = False

    by: str
    verdict: str
    method: str = ""
    note: str = ""

    def happen(self, draft: Draft) -> None:
        check = Check(self.by, self.verdict, seen(draft.case), self.at, self.method, self.note)
        draft.case = replace(draft.case, checks=(*draft.case.checks, check))


@dataclass(frozen=True, slots=True)
class WordsEdited(Event):
    """The words of the claim changed, which voids every check of it."""

    by: str

    def happen(self, draft: Draft) -> None:
        draft.case = replace(draft.case, checks=())


@dataclass(frozen=True, slots=True)
class ClaimWithdrawn(Event):
    """Whoever asserted it took it back."""

    def happen(self, draft: Draft) -> None:
        draft.case = replace(draft.case, withdrawn=True)


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)
