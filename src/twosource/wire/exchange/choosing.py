"""Which rows go out: the claims that are wanted and everything that is needed to assess them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from twosource.people.models import User
from twosource.verification.graph import items_behind
from twosource.verification.models import Actor, Claim, Control, Evidence, Item, Premise
from twosource.verification.refusals import BadValue

from ..formats.claims_fields import Ref
from .naming import in_batches
from .tables import BY_PATH, TABLES, Table, under


@dataclass(frozen=True)
class Choice:
    """The rows that go out, by their numbers, in the order in which they were made."""

    claims: list[int]
    items: list[int]
    voices: list[int]

    def of(self, kind: str) -> list[int]:
        if kind == "person":
            return self.people
        return {"claim": self.claims, "item": self.items, "voice": self.voices}[kind]

    @cached_property
    def people(self) -> list[int]:
        """Every human who did something to these rows."""
        accounts: set[int] = set()
        humans: set[int] = set()
        for table in TABLES:
            parents = self.of(table.path.split(".")[0])
            for name in table.people:
                found = humans if not table.is_account(name) else accounts
                found |= _values(table, f"{name}_id", parents)
        known = User.objects.values_list("pk", "human_id")
        humans |= {human for account, human in known if account in accounts}
        return sorted(humans)


def _values(table: Table, column: str, owners: Iterable[int]) -> set[int]:
    """The values of a column in the rows that belong to these records."""
    found: set[int] = set()
    for batch in in_batches(owners):
        rows = table.model._default_manager.filter(**{f"{owner_path(table)}__in": batch})
        found |= set(rows.exclude(**{column: None}).order_by().values_list(column, flat=True).distinct())
    return found


def owner_path(table: Table) -> str:
    """How a query goes from a row to the record it is told in."""
    if not table.parent:
        return "pk"
    outer = BY_PATH[table.path.rpartition(".")[0]]
    return table.parent if not outer.parent else f"{table.parent}__{owner_path(outer)}"


def choose(wanted: Iterable[int] | None) -> Choice:
    """Everything, or these claims with what they are about, what says they were said, and all they rest on:
    claims and items.

    Raises: BadValue naming a claim that is not here.
    """
    claims = _all(Claim) if wanted is None else _with_related(set(wanted))
    items = _all(Item) if wanted is None else _items_under(claims)
    return Choice(claims, items, _voices_of(claims, items))


def _all(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def _with_related(wanted: set[int]) -> list[int]:
    there = set(Claim.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for missing in sorted(wanted - there):
        raise BadValue(_("claim: %(value)s; there is no such claim here.") % {"value": missing})
    found: set[int] = set()
    while wanted:
        found |= wanted
        links = Claim.objects.filter(Q(pk__in=wanted) | Q(about__in=wanted)).values_list("pk", "about_id")
        below = Premise.objects.filter(claim__in=wanted).values_list("premise_id", flat=True)
        wanted = {pk for link in links for pk in link if pk is not None}.union(below) - found
    return sorted(found)


def _items_under(claims: list[int]) -> list[int]:
    found: set[int] = set()
    for batch in in_batches(claims):
        items = Evidence.objects.filter(claim__in=batch).values_list("item_id", flat=True)
        found |= items_behind(items).keys()
    return sorted(found)


def _voices_of(claims: list[int], items: list[int]) -> list[int]:
    """Every voice with a part in these, and everyone above them as far as it may be told."""
    found: set[int] = set()
    for batch in in_batches(items):
        found |= set(Item.by.through.objects.filter(item__in=batch).values_list("actor_id", flat=True))
    for table in under("claim"):
        for field in table.columns:
            if isinstance(field, Ref) and field.to == "voice":
                found |= _values(table, f"{field.name}_id", claims)
    wanted = set(found)
    while wanted:
        found |= wanted
        wanted = {link.controller_id for link in told_links(wanted)} - found
    return sorted(found)


def told_links(actors: Iterable[int]) -> list[Control]:
    """The control links above these voices that may be told: none with a sealed end, as it says who that is."""
    found: list[Control] = []
    open_ends = Q(actor__sealed=None, controller__sealed=None)
    for batch in in_batches(actors):
        found += Control.objects.filter(open_ends, actor__in=batch).order_by("pk")
    return found


def kept_back(actors: Iterable[int]) -> set[int]:
    """Those of these voices above which a control link is kept back."""
    found: set[int] = set()
    for batch in in_batches(actors):
        sealed = Q(actor__sealed__isnull=False) | Q(controller__sealed__isnull=False)
        found |= set(Control.objects.filter(sealed, actor__in=batch).values_list("actor_id", flat=True))
        found |= set(Actor.objects.filter(pk__in=batch, withheld=True).values_list("pk", flat=True))
    return found
