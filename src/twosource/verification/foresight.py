"""What would fall if something were retracted: seen before it is done, computed by the same rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .facts import dossier
from .graph import Graph, claims_resting_on
from .models import Actor, Claim, Item
from .premises import resting_on
from .settling import assessed


@dataclass(frozen=True, slots=True)
class WouldChange:
    """A claim, how it stands, and how it would stand."""

    claim: Claim
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`changes`: claims whose status would be another; `untouched`: claims that would lose evidence and stand as
    before; `above`: claims that rest on one that would change."""

    items: tuple[Item, ...]
    changes: tuple[WouldChange, ...]
    untouched: tuple[Claim, ...]
    above: tuple[Claim, ...]


def if_voice_fell(actor: Actor) -> Foreseen:
    """What retracting every standing item by this voice would do."""
    return if_items_fell(Item.objects.filter(by=actor, retracted_at=None).order_by("pk"))


def if_items_fell(items: Iterable[Item]) -> Foreseen:
    """What retracting these items would do. Nothing is written."""
    items = tuple(items)
    ids = {item.pk for item in items}
    claims = list(Claim.objects.whole().filter(pk__in=claims_resting_on(ids)).order_by("pk"))
    graph = Graph.around(claims)
    changes, untouched = [], []
    for claim in claims:
        after = assessed(dossier(claim, fallen=ids, graph=graph))["status"]
        if after == claim.status:
            untouched.append(claim)
        else:
            changes.append(WouldChange(claim, claim.status, after))
    changed = {change.claim.pk for change in changes}
    above = Claim.objects.filter(pk__in=resting_on(changed) - changed).order_by("pk")
    return Foreseen(items, tuple(changes), tuple(untouched), tuple(above))
