"""Claims out of this newsroom: rows become records, and nothing in them tells on a sealed source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.roles import CHECKER, EDITOR, REPORTER
from twosource.verification.models import Actor, Item
from twosource.verification.reads import status_history

from ..events import ClaimsTakenOut
from ..formats.claims_fields import Ref
from ..formats.claims_records import Header, Plain, Values, plain_record
from ..formats.claims_schema import KINDS, ROLES
from .choosing import Choice, choose, kept_back, told_links
from .naming import in_batches, names_of, own_newsroom
from .silence import Silence, TellsOnSource
from .tables import BY_PATH, Table

#: Told of a stage, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]
GROUPS = dict(zip((REPORTER, CHECKER, EDITOR), ROLES, strict=True))
BATCH = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes out: these claims or all (None), for whom, and whether words that tell on somebody are blanked."""

    claims: tuple[int, ...] | None = None
    receiver: str = ""
    blank: bool = False


EVERYTHING = Wanted()


def nobody_watches(_stage: str, _done: int, _total: int) -> None:
    """The progress nobody looks at."""


def take_out(
    write: Callable[[Plain], object],
    *,
    by: User | None,
    wanted: Wanted = EVERYTHING,
    progress: Progress = nobody_watches,
) -> Header:
    """Write the header and every record of what is wanted, the same rows always in the same words and order.

    A sealed voice goes out as a token, with neither name nor whom it works for, and what the desk noted about its
    items stays here. One fact is recorded: that claims were taken out, how many, and for whom.

    Raises: BadValue for a claim that is not here; TellsOnSource when words would tell on a sealed source and are
    not to be blanked. What was written until then must be thrown away.
    """
    own = own_newsroom()
    with _standing_still():
        choice = choose(wanted.claims)
        counts = {kind: len(choice.of(kind)) for kind in KINDS}
        header = Header(own, settings.TWOSOURCE.newsroom.name, now(), counts)
        write(header.plain())
        silence = Silence(blank=wanted.blank)
        teller = Teller(choice, wanted.receiver)
        for kind in KINDS:
            done = 0
            for batch in in_batches(choice.of(kind), BATCH):
                for pk, values in teller.records(kind, batch):
                    write(silence.kept(kind, pk, plain_record(kind, values)))
                done += len(batch)
                progress(kind, done, counts[kind])
        if silence.broken:
            raise TellsOnSource(silence.broken)
    with transaction.atomic():
        record(ClaimsTakenOut(own, counts["claim"], counts["item"], wanted.receiver), by=by)
    return header


@contextmanager
def _standing_still() -> Iterator[None]:
    """Everything is read as it stood at one moment, whatever the desk does meanwhile."""
    database: Any = connection
    outermost, mode = not connection.in_atomic_block, getattr(connection, "transaction_mode", None)
    if mode is not None:
        database.transaction_mode = "DEFERRED"  # who only reads waits for no writer and holds none up
    try:
        with transaction.atomic():
            if outermost and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if mode is not None:
            database.transaction_mode = mode


class Teller:
    """Makes records of rows; knows what each row is called outside."""

    def __init__(self, choice: Choice, receiver: str) -> None:
        self.choice = choice
        self.names = {kind: names_of(kind, choice.of(kind), receiver=receiver) for kind in KINDS}

    @cached_property
    def humans(self) -> dict[int, int]:
        """The human behind each account."""
        return dict(User.objects.values_list("pk", "human_id"))

    def records(self, kind: str, pks: list[int]) -> Iterator[tuple[int, Values]]:
        """The records of these rows, in their order, with the row's number."""
        make = {"person": self._people, "voice": self._voices, "item": self._items, "claim": self._claims}
        found = make[kind](pks)
        return ((pk, {"id": self.names[kind][pk], **found[pk]}) for pk in pks)

    def _people(self, pks: list[int]) -> dict[int, Values]:
        held = User.objects.filter(human__in=pks).values_list("human_id", "groups__name")
        roles: dict[int, set[str]] = {pk: set() for pk in pks}
        for human, group in held:
            roles[human] |= {GROUPS[group]} if group in GROUPS else set()
        return {pk: {"roles": [role for role in ROLES if role in roles[pk]]} for pk in pks}

    def _voices(self, pks: list[int]) -> dict[int, Values]:
        withheld = kept_back(pks)
        links: dict[int, list[Values]] = {pk: [] for pk in pks}
        table = BY_PATH["voice.controlled_by"]
        for link in told_links(pks):
            links[link.actor_id].append(self._told(table, link))
        found = {}
        for pk, actor in Actor.objects.in_bulk(pks).items():
            sealed = actor.sealed_id is not None
            words = {"name": "", "about": ""} if sealed else {"name": actor.name, "about": actor.about}
            special = {"sealed": sealed, "withheld": pk in withheld, "controlled_by": links[pk]}
            found[pk] = self._told(BY_PATH["voice"], actor) | words | special
        return found

    def _items(self, pks: list[int]) -> dict[int, Values]:
        found = self._tree(BY_PATH["item"], "pk", pks)
        sealed = set(Item.objects.filter(pk__in=pks, by__sealed__isnull=False).values_list("pk", flat=True))
        voices: dict[int, list[str]] = {pk: [] for pk in pks}
        through = Item.by.through.objects.filter(item__in=pks).order_by("pk")
        for item, actor in through.values_list("item_id", "actor_id"):
            voices[item].append(self.names["voice"][actor])
        # What the desk noted of a meeting with a sealed source may say anything about them.
        blank = {"note": "", "url": ""}
        return {
            pk: one | {"by": voices[pk]} | (blank if pk in sealed else {})
            for pk, ((_pk, one),) in found.items()
        }

    def _claims(self, pks: list[int]) -> dict[int, Values]:
        found = self._tree(BY_PATH["claim"], "pk", pks)
        moves = status_history(pks)
        return {
            pk: one | {"moves": [{"at": m.at, "before": m.before, "status": m.status} for m in moves[pk]]}
            for pk, ((_pk, one),) in found.items()
        }

    def _tree(self, table: Table, parent: str, owners: Iterable[int]) -> dict[int, list[tuple[int, Values]]]:
        """The rows of a table by the row they belong to, with the rows of every list in them."""
        owners = list(owners)
        grouped: dict[int, list[tuple[int, Values]]] = {}
        for batch in in_batches(owners):
            for row in table.model._default_manager.filter(**{f"{parent}__in": batch}).order_by("pk"):
                owner = row.pk if parent == "pk" else getattr(row, f"{parent}_id")
                grouped.setdefault(owner, []).append((row.pk, self._told(table, row)))
        inside = [pk for rows in grouped.values() for pk, _one in rows]
        for inner in table.lists:
            lists = self._tree(inner, inner.parent, inside)
            for rows in grouped.values():
                for pk, one in rows:
                    one[inner.name] = [told for _pk, told in lists.get(pk, [])]
        return grouped

    def _told(self, table: Table, row: Any) -> Values:
        """A row's columns under the names of the format; what it refers to by its name outside."""
        told = {}
        for field in table.columns:
            value = getattr(row, table.attribute(field))
            if isinstance(field, Ref) and value is not None:
                if field.to == "person" and table.is_account(field.name):
                    value = self.humans[value]
                value = self.names[field.to][value]
            told[field.name] = value
        return told
