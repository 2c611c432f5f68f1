"""Claims by the ten thousand, each with what it rests on: made once by the actions people use, then repeated.

A pattern is a claim with its items, evidence, checks and facts, made within a transaction that is taken back. What is
left are its rows; a repetition is the same rows with other ids, words, voices and moments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, ForeignKey, Model

from twosource.demo.bulk_rows import Row, Tables
from twosource.ledger.clock import at
from twosource.ledger.models import Entry
from twosource.people.models import User
from twosource.verification.actions import add_item, attach_evidence, name_voice, open_claim, record_check
from twosource.verification.actions.evidence import HowKnown
from twosource.verification.alike import keys_of
from twosource.verification.facts import item_key
from twosource.verification.models import Actor, Check, Claim, ClaimTerm, Evidence, Item

WORDS = "The pattern of a claim."
# In the order of the alphabet, as those that take their places are: a case is told in that order.
VOICES = ("Aaa of the pattern", "Bbb of the pattern")
_BY = Item.by.through
_ITEM = re.compile(r"item:\d{9,}")
# Which row an id in a fact's payload is of.
_IN_PAYLOAD: dict[str, type[Model]] = {
    "claim_id": Claim,
    "item_id": Item,
    "check_id": Check,
    "actor_id": Actor,
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what in the patterns."""

    reporter: User
    checkers: tuple[User, User]
    editor: User


@dataclass(frozen=True, slots=True)
class Pattern:
    """The rows of one claim and of what hangs on it, in the order they were made; `mode` is how stories carry it."""

    rows: list[tuple[type[Model], Row]]
    columns: list[_Columns]  # of the same rows
    mode: str
    published: datetime
    status: str


def patterns(staff: Staff) -> list[Pattern]:
    """Ten, of which some are the same: most claims are confirmed, some stand on one leg."""
    asserted, corroborated, confirmed = (
        _pattern(lines, signed, mode, staff)
        for lines, signed, mode in ((1, False, "background"), (2, False, "background"), (2, True, "fact"))
    )
    return [asserted] * 2 + [corroborated] * 2 + [confirmed] * 6


def _pattern(lines: int, signed: bool, mode: str, staff: Staff) -> Pattern:
    from django.utils import timezone

    published = timezone.now() - timedelta(days=1)
    with transaction.atomic():
        last = _last_ids()
        claim = _made(published, lines, signed, staff)
        rows = [(model, row) for model in _MODELS for row in _rows_since(model, last[model])]
        status = Claim.objects.get(pk=claim.pk).status
        transaction.set_rollback(True)
    return Pattern(rows, [_columns(model, row) for model, row in rows], mode, published, status)


_MODELS: tuple[type[Model], ...] = (Actor, Claim, Item, _BY, Evidence, Check, Entry)
REPEATED = (*_MODELS[1:], ClaimTerm)  # the tables of a repetition


def _last_ids() -> dict[type[Model], int]:
    return {
        model: model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        for model in _MODELS
    }


def _rows_since(model: type[Model], last: int) -> list[Row]:
    found = model._base_manager.filter(pk__gt=last).order_by("pk")
    names = [field.attname for field in model._meta.local_concrete_fields]
    return [{name: getattr(row, name) for name in names} for row in found]


def _made(published: datetime, lines: int, signed: bool, staff: Staff) -> Claim:
    """A claim that two papers bear out, and its checks, in the hours before its story went out."""
    by = staff.reporter
    with at(published - timedelta(hours=5)):
        voices = [name_voice(name=name, kind="organisation", by=by) for name in VOICES]
        claim = open_claim(text=WORDS, by=by)
    with at(published - timedelta(hours=4)):
        for voice in voices[:lines]:
            known = HowKnown(basis="document")
            item = add_item(title=f"The papers of {voice.name}", actors=[voice], by=by, known=known)
            attach_evidence(claim=claim, item=item, direction="supports", by=by)
    for hours, checker in enumerate(staff.checkers if signed else ()):
        with at(published - timedelta(hours=2 - hours)):
            record_check(
                claim=claim, verdict="stands", by=checker, method="Read the papers against the register.",
                note="Called the office that keeps them.",
            )  # fmt: skip
    return claim


@dataclass(slots=True)
class _Places:
    """What takes the place of what in one repetition."""

    ids: dict[tuple[type[Model], int], int]
    text: str
    titles: Callable[[str], str]
    shift: timedelta


def repeat(
    pattern: Pattern, tables: Tables, text: str, voices: tuple[Actor, Actor], published: datetime
) -> int:
    """Add the rows of one more claim like the pattern, published at this moment, by these voices; returns its id."""
    first, second = sorted(voices, key=lambda voice: voice.name)
    called = dict(zip(VOICES, (first.name, second.name), strict=True))
    places = _Places({}, text, lambda words: _renamed(words, called), published - pattern.published)
    stand_ins = iter((first, second))
    for model, row in pattern.rows:
        places.ids[model, row["id"]] = next(stand_ins).pk if model is Actor else tables[model].number()
    for (model, row), columns in zip(pattern.rows, pattern.columns, strict=True):
        if model is Entry:
            tables[Entry].add(id=places.ids[Entry, row["id"]], **_entry(row, places))
        elif model is not Actor:
            tables[model].add(**columns.repeated(places))
    claim_id = next(places.ids[model, row["id"]] for model, row in pattern.rows if model is Claim)
    for term in sorted({term for key in keys_of(text) for term in key}):
        tables[ClaimTerm].add(claim_id=claim_id, term=term)
    return claim_id


def _renamed(words: str, called: Mapping[str, str]) -> str:
    for before, after in called.items():
        words = words.replace(before, after)
    return words


@dataclass(frozen=True, slots=True)
class _Columns:
    """What there is to do to a row of a pattern: which values stay, and which are other ones each time."""

    same: Row
    ids: list[tuple[str, tuple[type[Model], int]]]
    moments: list[tuple[str, datetime]]
    texts: list[str]
    titles: list[tuple[str, str]]
    assessment: dict[str, Any] | None

    def repeated(self, places: _Places) -> Row:
        """The row with what its columns refer to."""
        made = self.same.copy()
        for name, key in self.ids:
            made[name] = places.ids.get(key, key[1])
        for name, moment in self.moments:
            made[name] = moment + places.shift
        for name in self.texts:
            made[name] = places.text
        for name, words in self.titles:
            made[name] = places.titles(words)
        if self.assessment is not None:
            made["assessment"] = _assessment(self.assessment, places)
        return made


def _columns(model: type[Model], row: Row) -> _Columns:
    columns = _Columns({}, [], [], [], [], row.get("assessment"))
    for field in model._meta.local_concrete_fields:
        name, value = field.attname, row[field.attname]
        if field.primary_key:
            columns.ids.append((name, (model, value)))
        elif isinstance(field, ForeignKey) and value is not None:
            columns.ids.append((name, (field.related_model, value)))
        elif isinstance(field, DateTimeField) and value is not None:
            columns.moments.append((name, value))
        elif value == WORDS:
            columns.texts.append(name)
        elif isinstance(value, str) and any(voice in value for voice in VOICES):
            columns.titles.append((name, value))
        else:
            columns.same[name] = value
    return columns


def _assessment(told: dict[str, Any], places: _Places) -> str:
    """What the kernel made of the pattern, of these rows: it names items and voices, and the checks that stand."""
    standing = [places.ids[Check, pk] for pk in told["standing"]]
    called = {
        item_key(before): item_key(after) for (model, before), after in places.ids.items() if model is Item
    }
    words = places.titles(json.dumps(told | {"standing": standing}))
    # At once: the key of one may be what another's becomes.
    return _ITEM.sub(lambda key: called[key.group()], words)


def _entry(row: Row, places: _Places) -> Row:
    kind, _colon, pk = row["subject"].partition(":")
    model: type[Model] = {"claim": Claim, "item": Item}[kind]
    payload: dict[str, Any] = {
        name: places.ids[_IN_PAYLOAD[name], value] if name in _IN_PAYLOAD and value else value
        for name, value in row["payload"].items()
    }
    if payload.get("text") == WORDS:
        payload["text"] = places.text
    if "title" in payload:
        payload["title"] = places.titles(payload["title"])
    return {
        "at": row["at"] + places.shift,
        "kind": row["kind"],
        "subject": f"{kind}:{places.ids[model, int(pk)]}",
        "by_id": row["by_id"],
        "payload": json.dumps(payload),
    }
