"""Rows become the kernel's values: a claim's rows as the events they record, and those folded to a case.

One way only: nothing here writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from twosource.kernel import history as past
from twosource.kernel.cases import Case
from twosource.kernel.cases import Item as KernelItem
from twosource.kernel.why import hidden_actors
from twosource.ledger.clock import now

from .graph import Graph, names_for
from .models import Actor, Check, Claim, Control, Item

FIRST_HAND = ("witnessed", "recorded", "measured")


@dataclass(frozen=True)
class Dossier:
    """A claim's case as it stood at a moment, and the way back from its names to rows."""

    case: Case
    items: dict[str, Item]
    actors: dict[str, Actor]
    checks: list[Check]

    def human_key(self, human_id: int) -> str:
        return human_key(human_id)

    def protected(self) -> set[str]:
        """Sealed voices and everyone above them: to name those would tell where our source works."""
        return hidden_actors(self.case)

    def readable(self, name: str) -> str:
        return str(self.actors[name]) if name in self.actors else name


def human_key(human_id: int) -> str:
    return f"human:{human_id}"


def dossier(
    claim: Claim, *, as_of: datetime | None = None, fallen: Collection[int] = (), graph: Graph | None = None
) -> Dossier:
    """A claim's case as it stood at `as_of` (aware), or as it stands; best from `Claim.objects.whole()`.

    `fallen` are items taken as retracted now, to see what would be; `graph` is what several dossiers share.
    """
    graph = graph or Graph.around([claim])
    items = graph.items_behind(row.item_id for row in claim.evidence.all())
    spoken = {actor.pk: actor for item in items.values() for actor in item.by.all()}
    stakes = list(claim.stakes.all())
    accused = [row.actor for row in claim.accusations.all()]
    links = graph.links_above({*spoken, *(s.actor_id for s in stakes), *(a.pk for a in accused)})
    wanted = {*(s.actor_id for s in stakes), *(link.controller_id for link in links)} - spoken.keys()
    actors = spoken | {actor.pk: actor for actor in accused} | {pk: graph.actors[pk] for pk in wanted}
    names = names_for(actors)
    checks = list(claim.checks.all())
    events = [
        *_voices(claim, actors, names, links),
        *_items(items, names),
        *_would_fall(items, fallen),
        *_evidence(claim, items),
        *_people(claim, checks),
    ]
    return Dossier(
        case=past.fold(events, as_of, case_id=claim.pk),
        items={item_key(pk): item for pk, item in items.items()},
        actors={names[pk]: actor for pk, actor in actors.items()},
        checks=checks,
    )


def item_key(pk: int) -> str:
    """An item's name in a case. As names they sort as the rows do, so a case brought elsewhere is the same case."""
    return f"item:{pk:09}"


def _voices(
    claim: Claim, actors: dict[int, Actor], names: dict[int, str], links: list[Control]
) -> Iterator[past.Event]:
    for pk, actor in actors.items():
        told = actor.anonymous, actor.sealed_id is not None, actor.withheld, actor.sealed_elsewhere
        if any(told):
            yield past.ActorDescribed(actor.named_at, names[pk], *told)
    for link in links:
        pair = names[link.actor_id], names[link.controller_id]
        yield past.ControlAdded(link.recorded_at, *pair)
        if link.ended_at:
            yield past.ControlEnded(link.ended_at, *pair)
    for stake in claim.stakes.all():
        yield past.StakeSet(stake.declared_at, names[stake.actor_id], stake.direction)
        if stake.ended_at:
            yield past.StakeSet(stake.ended_at, names[stake.actor_id], None)
    for row in claim.accusations.all():
        yield past.AccusedNamed(row.since, names[row.actor_id])


def _items(items: dict[int, Item], names: dict[int, str]) -> Iterator[past.Event]:
    """Items first come alone and are linked when the later of two is there: so even a circle has an order."""
    for pk, item in items.items():
        alone = KernelItem(
            by=tuple(names[actor.pk] for actor in item.by.all()),
            basis=item.basis or None,
            carrier=item.carrier,
            conclusive=item.own_staff and item.basis in FIRST_HAND,
        )
        yield past.ItemAdded(item.collected_at, item_key(pk), alone)
    for pk, item in items.items():
        via: tuple[str, ...] = ()
        for link in item.origins.all():
            linked = max(link.linked_at, item.collected_at, items[link.origin_id].collected_at)
            via = (*via, item_key(link.origin_id))
            yield past.OriginFound(linked, item_key(pk), item.basis or None, via, item.needs_all)
        for word in item.authentications.all():
            yield past.ItemAuthenticated(word.at, item_key(pk), human_key(word.human_id))
        if item.retracted_at:
            yield past.ItemRetracted(item.retracted_at, item_key(pk))


def _would_fall(items: dict[int, Item], fallen: Collection[int]) -> Iterator[past.Event]:
    for pk, item in items.items():
        if pk in fallen and item.retracted_at is None:
            yield past.ItemRetracted(now(), item_key(pk))


def _evidence(claim: Claim, items: dict[int, Item]) -> Iterator[past.Event]:
    for row in claim.evidence.all():
        supports, key = row.direction == "supports", item_key(row.item_id)
        for by in dict.fromkeys((row.attached_by.human_id, items[row.item_id].collected_by.human_id)):
            yield past.EvidenceAttached(row.attached_at, key, supports, human_key(by))
        for word in row.set_asides.all():
            yield past.EvidenceSetAside(word.at, key, human_key(word.human_id), word.reason)


def _people(claim: Claim, checks: list[Check]) -> Iterator[past.Event]:
    for writer in claim.writers.all():
        yield past.StoryWritten(writer.since, human_key(writer.human_id))
    for wording in claim.wordings.all():
        yield past.WordsEdited(wording.until, human_key(wording.edited_by.human_id))
    for change in claim.rephrasings.all():
        yield past.WordsEdited(change.at, human_key(change.by.human_id) if change.by else "")
    for check in checks:
        yield past.CheckSigned(check.at, human_key(check.human_id), check.verdict, check.method, check.note)
    if claim.withdrawn_at:
        yield past.ClaimWithdrawn(claim.withdrawn_at)
