"""Walking the rows: what evidence leads back to, and which claims something touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.expressions import RawSQL

from .models import Actor, Claim, Control, Evidence, Item, Origin


def items_behind(item_ids: Iterable[int]) -> dict[int, Item]:
    """These items and every item they got theirs from, by id; four queries, however far back it goes."""
    wanted = set(item_ids)
    if not wanted:
        return {}
    rows = (
        Item.objects.filter(pk__in=_reached(BEHIND, wanted))
        .select_related("collected_by")
        .prefetch_related("by", "origins", "authentications")
    )
    return {row.pk: row for row in rows}


def links_above(actor_ids: Iterable[int]) -> list[Control]:
    """Every control link, ended or not, above these actors, however far up; one query."""
    wanted = set(actor_ids)
    if not wanted:
        return []
    return list(Control.objects.filter(actor__in=_reached(ABOVE, wanted)).order_by("pk"))


# Django cannot say this; both databases can. UNION, and not UNION ALL, is what ends it in a circle.
WALK = """
WITH RECURSIVE reached(pk) AS (
    SELECT {start}.id FROM {start} WHERE {start}.id IN ({given})
    UNION SELECT {links}.{there} FROM {links} JOIN reached ON {links}.{here} = reached.pk
) SELECT pk FROM reached
"""
BEHIND = {
    "start": "verification_item",
    "links": "verification_origin",
    "here": "item_id",
    "there": "origin_id",
}
ABOVE = {
    "start": "verification_actor", "links": "verification_control", "here": "actor_id",
    "there": "controller_id",
}  # fmt: skip


def _reached(tables: Mapping[str, str], start: Iterable[int]) -> RawSQL:
    """The rows to which one gets by these links, however far, those one starts with included, for `pk__in`."""
    given = ", ".join(str(int(pk)) for pk in start)
    return RawSQL(WALK.format(given=given, **tables), [])  # noqa: S611  # whole numbers and our own tables


@dataclass(frozen=True, slots=True)
class Graph:
    """What several claims lead back to, read once: items, control links by whom they bind, and actors."""

    items: dict[int, Item]
    links: dict[int, list[Control]]
    actors: dict[int, Actor]

    @classmethod
    def around(cls, claims: Iterable[Claim]) -> Graph:
        """Everything behind these claims; best from `Claim.objects.whole()`. A few queries, however many they are."""
        claims = list(claims)
        items = items_behind({row.item_id for claim in claims for row in claim.evidence.all()})
        actors = {actor.pk: actor for item in items.values() for actor in item.by.all()}
        actors |= {row.actor_id: row.actor for claim in claims for row in claim.accusations.all()}
        staked = {stake.actor_id for claim in claims for stake in claim.stakes.all()}
        links = links_above(actors.keys() | staked)
        by_actor: dict[int, list[Control]] = {}
        for link in sorted(links, key=lambda link: link.pk):
            by_actor.setdefault(link.actor_id, []).append(link)
        missing = (staked | {link.controller_id for link in links}) - actors.keys()
        return cls(items, by_actor, actors | Actor.objects.in_bulk(list(missing)))

    def items_behind(self, item_ids: Iterable[int]) -> dict[int, Item]:
        """As the function of this name, from what was read."""
        found: dict[int, Item] = {}
        wanted = set(item_ids)
        while wanted:
            rows = [self.items[pk] for pk in sorted(wanted)]
            found |= {row.pk: row for row in rows}
            wanted = {link.origin_id for row in rows for link in row.origins.all()} - found.keys()
        return found

    def links_above(self, actor_ids: Iterable[int]) -> list[Control]:
        """As the function of this name, from what was read."""
        found: dict[int, Control] = {}
        asked: set[int] = set()
        wanted = set(actor_ids)
        while wanted:
            rows = sorted(
                (link for pk in wanted for link in self.links.get(pk, ())), key=lambda link: link.pk
            )
            asked |= wanted
            found |= {row.pk: row for row in rows}
            wanted = {row.controller_id for row in rows} - asked
        return list(found.values())


def claims_resting_on(item_ids: Iterable[int]) -> set[int]:
    """The claims whose evidence is one of these items, or got it from one, however far."""
    reached: set[int] = set()
    wanted = set(item_ids)
    while wanted:
        reached |= wanted
        wanted = set(Origin.objects.filter(origin__in=wanted).values_list("item_id", flat=True)) - reached
    return set(Evidence.objects.filter(item__in=reached).values_list("claim_id", flat=True))


def claims_with_voices(actor_ids: Iterable[int]) -> set[int]:
    """The claims in which these actors, or any they control, have a part."""
    reached: set[int] = set()
    wanted = set(actor_ids)
    while wanted:
        reached |= wanted
        wanted = (
            set(Control.objects.filter(controller__in=wanted).values_list("actor_id", flat=True)) - reached
        )
    items = Item.objects.filter(Q(by__in=reached)).values_list("pk", flat=True)
    return claims_resting_on(items)


def sealed_behind(claim_ids: Iterable[int]) -> set[int]:
    """The sealed sources among those who made these claims, or whose items their evidence is or came from."""
    ids = list(claim_ids)
    reached: set[int] = set()
    wanted = set(Evidence.objects.filter(claim__in=ids).values_list("item_id", flat=True))
    while wanted:
        reached |= wanted
        wanted = set(Origin.objects.filter(item__in=wanted).values_list("origin_id", flat=True)) - reached
    theirs = Q(items__in=reached) | Q(statements__in=ids)
    by = Actor.objects.filter(theirs, sealed__isnull=False).values_list("sealed_id", flat=True)
    return {pk for pk in by if pk is not None}


def names_for(actors: Mapping[int, Actor]) -> dict[int, str]:
    """A name of its own for each actor, fit for readers; a sealed source's name never leaves its room."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    count: dict[str, int] = {}
    for pk in sorted(actors):
        # The second of a name is so called wherever its case is told: no row's number is part of it.
        name = first = "sealed source" if actors[pk].sealed_id else actors[pk].name
        while name in taken:
            count[first] = count.get(first, 1) + 1
            name = f"{first} ({count[first]})"
        names[pk] = name
        taken.add(name)
    return names
