"""Records that were looked over become rows: many at a time, through the arrivals of each room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import Max

from twosource.ledger.clock import now
from twosource.ledger.recounting import recount
from twosource.people.actions import admit_stranger
from twosource.people.models import User
from twosource.replies import arrivals as replies
from twosource.verification import events
from twosource.verification.actions import arrivals as verification
from twosource.verification.models import Actor, Claim, Control, Item

from ..formats.claims_fields import Ref
from ..formats.claims_records import Values
from ..models import Arrival
from .naming import in_batches
from .outgoing import GROUPS, Progress
from .past import RECOUNTED, Past, claims_opened
from .stack import Spot, Stack
from .tables import BY_PATH, Table
from .world import World

GROUP_OF = {role: group for group, role in GROUPS.items()}
BATCH = 250
PREMISES = "claim.premises"
#: Which room keeps rows, by the label of its tables.
KEEPERS: dict[str, Callable[..., None]] = {
    verification.ROOM: verification.bring_in_rows,
    replies.ROOM: replies.bring_in_rows,
}

#: A record with where it stands.
Found = tuple[Spot, Values]


class Writer:
    """Writes what is new. `met`: the voices that were here before, by the id they came with."""

    def __init__(self, stack: Stack, world: World, by: User, progress: Progress) -> None:
        self.stack, self.world, self.by, self.progress = stack, world, by, progress
        self.moment = now()
        self.met: dict[str, int] = {}
        self.met_with_power: set[int] = set()
        self.accounts: dict[str, tuple[int, int]] = {}
        self._status_there: dict[int, str] = {}

    def write(self) -> None:
        self._people()
        self._each("voice", self._voices)
        self._each("voice", self._controls)
        self._each("item", self._items)
        self._each("item", self._origins)
        self._each("claim", self._claims)
        self._each("claim", self._between_claims)

    def _each(self, kind: str, write: Callable[[list[Found]], None]) -> None:
        """Hand the new records of a kind over, a batch at a time."""
        fresh = (found for found in self.stack.records(kind) if found[1]["id"] in self.world.new[kind])
        done, total = 0, len(self.world.new[kind])
        for batch in in_batches(fresh, BATCH):
            write(batch)
            done += len(batch)
            self.progress(kind, done, total)

    # people

    def _people(self) -> None:
        """Everybody new becomes a human without a log-in."""
        self.accounts = self.world.accounts()
        names = {copy.header.newsroom: copy.header.name for copy in self.stack.copies if copy.header}
        for batch in in_batches(self.stack.records("person")):
            fresh = [found for found in batch if found[1]["id"] in self.world.new["person"]]
            rows = []
            for _spot, told in fresh:
                newsroom, _kind, number = told["id"].split(":")
                account = admit_stranger(
                    key=told["id"],
                    newsroom=names.get(newsroom) or newsroom,
                    number=number,
                    roles=[GROUP_OF[role] for role in told["roles"]],
                )
                self.accounts[told["id"]] = account.pk, account.human_id
                rows.append(account.human_id)
            self._arrived("person", fresh, rows)

    # voices

    def _voices(self, batch: list[Found]) -> None:
        """Named voices meet those of their name and kind that were here before; all others are new."""
        before = self._last_voice_before
        wanted = {
            (told["kind"], " ".join(told["name"].split()))
            for _spot, told in batch
            if not told["sealed"] and not told["anonymous"]
        }
        alike = self.world.voices_alike(wanted, before)
        fresh: list[tuple[Found, Actor]] = []
        for found in batch:
            told = found[1]
            key = told["kind"], " ".join(told["name"].split())
            if not told["anonymous"] and not told["sealed"] and key in alike:
                self.met[told["id"]] = alike[key]
                self._arrived("voice", [found], [alike[key]], made=False)
                continue
            columns = self._columns(BY_PATH["voice"], told)
            if told["sealed"]:
                row = verification.sealed_elsewhere(token=told["id"], by=self.by, **columns)
            else:
                row = Actor(name=told["name"], about=told["about"], **columns)
            fresh.append((found, row))
        self._keep([row for _found, row in fresh])
        self._arrived("voice", [found for found, _row in fresh], [row.pk for _found, row in fresh])

    @property
    def _last_voice_before(self) -> int:
        if not hasattr(self, "_before"):
            self._before = Actor.objects.aggregate(last=Max("pk"))["last"] or 0
        return self._before

    def _controls(self, batch: list[Found]) -> None:
        table = BY_PATH["voice.controlled_by"]
        rows: list[models.Model] = []
        for _spot, told in batch:
            actor = self.world.here["voice"][told["id"]]
            links = [Control(actor_id=actor, **self._columns(table, one)) for one in told["controlled_by"]]
            rows += self._power_over_met(actor, links) if told["id"] in self.met else links
        self._keep(rows)
        self._recount(table, rows)

    def _power_over_met(self, actor: int, links: list[Control]) -> Iterator[Control]:
        """Power over a voice that was here begins now: what was shown until now was shown without it."""
        standing = Control.objects.filter(actor=actor, ended_at=None).values_list("controller_id", flat=True)
        known = {actor, *standing}
        for link in links:
            if link.ended_at is None and link.controller_id not in known:
                known.add(link.controller_id)
                self.met_with_power.add(actor)
                link.recorded_at, link.recorded_by_id = self.moment, self.by.pk
                yield link

    # items

    def _items(self, batch: list[Found]) -> None:
        rows = [Item(**self._columns(BY_PATH["item"], told)) for _spot, told in batch]
        self._keep(rows)
        self._arrived("item", batch, [row.pk for row in rows])
        voices = self.world.here["voice"]
        self._keep([
            Item.by.through(item_id=row.pk, actor_id=actor)
            for row, (_spot, told) in zip(rows, batch, strict=True)
            # Two voices of a file may be one voice here.
            for actor in dict.fromkeys(voices[name] for name in told["by"])
        ])  # fmt: skip
        self._recount(BY_PATH["item"], rows)
        self._lists("item.authentications", batch, rows)

    def _origins(self, batch: list[Found]) -> None:
        rows = [Item(pk=self.world.here["item"][told["id"]]) for _spot, told in batch]
        self._lists("item.origins", batch, rows)

    # claims

    def _claims(self, batch: list[Found]) -> None:
        rows = [Claim(**self._columns(BY_PATH["claim"], told | {"about": None})) for _spot, told in batch]
        self._keep(rows)
        self._arrived("claim", batch, [row.pk for row in rows])
        self._status_there |= {row.pk: row.status for row in rows}
        wordings = (told["wordings"] for _spot, told in batch)
        first_words = [old[0]["text"] if old else row.text for old, row in zip(wordings, rows, strict=True)]
        recount(claims_opened(rows, first_words))
        for table in BY_PATH["claim"].lists:
            if table.path != PREMISES:
                self._lists(table.path, batch, rows)
        recount(self._moves(batch, rows))

    def _moves(self, batch: list[Found], rows: list[Claim]) -> Iterator[Past]:
        """What was shown elsewhere, so that the history of a claim is told on."""
        for row, (_spot, told) in zip(rows, batch, strict=True):
            for move in told["moves"]:
                yield events.StatusChanged(row.pk, move["before"], move["status"]), move["at"], None

    def _between_claims(self, batch: list[Found]) -> None:
        """What ties claims to claims, now that all of them are here."""
        here = self.world.here["claim"]
        verification.tie_claims(
            about={here[told["id"]]: here[told["about"]] for _spot, told in batch if told["about"]},
            by=self.by,
        )
        self._lists(PREMISES, batch, [Claim(pk=here[told["id"]]) for _spot, told in batch])

    def otherwise(self, claims: Sequence[int]) -> list[tuple[int, str, str]]:
        """Those of these claims, once settled, that stand otherwise than where they came from: there, and here."""
        found = []
        for batch in in_batches(claims):
            for pk, status in Claim.objects.filter(pk__in=batch).order_by("pk").values_list("pk", "status"):
                if status != self._status_there[pk]:
                    found.append((pk, self._status_there[pk], status))
        return found

    # all of them

    def _lists(self, path: str, batch: Sequence[Found], rows: Sequence[models.Model]) -> None:
        """The rows of a list in these records, and of every list in those."""
        table = BY_PATH[path]
        name = path.rpartition(".")[2]
        told = [
            (one, table.model(**{table.parent: row}, **self._columns(table, one), **self._newest(table, one)))
            for row, (_spot, values) in zip(rows, batch, strict=True)
            for one in self._once_here(table, values[name])
        ]
        made = [row for _one, row in told]
        self._keep(made)
        for inner in table.lists:
            self._lists(inner.path, [(batch[0][0], one) for one, _row in told], made)
        self._recount(table, made)

    def _newest(self, table: Table, told: Values) -> dict[str, Any]:
        """What a row keeps of the newest of its list: a request, of its last ending that was no mistake."""
        if table.path != "claim.requests":
            return {}
        standing = sorted(
            (one for one in told["endings"] if one["mistaken_at"] is None), key=lambda one: one["logged_at"]
        )
        if not standing:
            return {}
        newest = self._columns(BY_PATH["claim.requests.endings"], standing[-1])
        return {
            "outcome": newest["outcome"], "outcome_at": newest["at"], "answer": newest["answer"],
            "logged_by_id": newest["logged_by_id"],
        }  # fmt: skip

    def _once_here(self, table: Table, rows: list[Values]) -> list[Values]:
        """Rows that a voice may have once: two voices of a file may be one voice here."""
        if not self.met or table.path not in ("claim.accusations", "claim.stakes"):
            return rows
        seen: set[int] = set()
        kept = []
        for row in rows:
            actor = self.world.here["voice"][row["actor"]]
            if row.get("ended_at") is not None or actor not in seen:
                kept.append(row)
            if row.get("ended_at") is None:
                seen.add(actor)
        return kept

    def _columns(self, table: Table, told: Values) -> dict[str, Any]:
        """A record's fields as a row's columns."""
        found: dict[str, Any] = {}
        for field in table.columns:
            value = told[field.name]
            if isinstance(field, Ref) and value is not None:
                value = self._meant(table, field, value)
                if table.keeps_human and field.name == "by":
                    found["human_id"] = self.accounts[told[field.name]][1]
            found[table.attribute(field)] = value
        return found

    def _meant(self, table: Table, field: Ref, name: str) -> int:
        if field.to == "person":
            account, human = self.accounts[name]
            return account if table.is_account(field.name) else human
        return self.world.here[field.to][name]

    def _keep(self, rows: Sequence[models.Model]) -> None:
        if rows:
            KEEPERS[rows[0]._meta.app_label](rows=rows, by=self.by)

    def _recount(self, table: Table, rows: Sequence[models.Model]) -> None:
        told = RECOUNTED.get(table.path)
        if told is not None:
            recount(told(rows))

    def _arrived(self, kind: str, batch: Sequence[Found], rows: Sequence[int], *, made: bool = True) -> None:
        """Remember which row each record became."""
        for (_spot, told), row in zip(batch, rows, strict=True):
            self.world.here[kind][told["id"]] = row
        Arrival.objects.bulk_create(
            Arrival(
                name=told["id"], kind=kind, row=row, made=made, digest=spot.digest, at=self.moment, by=self.by
            )
            for (spot, told), row in zip(batch, rows, strict=True)
        )
