"""Carrying claims from one newsroom to another in one database: the first is undone before the second begins."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from twosource.kernel.status import assess
from twosource.people.models import User
from twosource.verification.facts import dossier
from twosource.verification.models import Claim
from twosource.verification.reads import status_history
from twosource.wire.exchange import bring_in, take_out
from twosource.wire.exchange.incoming import Brought
from twosource.wire.exchange.outgoing import EVERYTHING, Wanted
from twosource.wire.exchange.stack import Source
from twosource.wire.formats.claims_jsonl import line_of
from twosource.wire.formats.prov import document


def exported(wanted: Wanted = EVERYTHING) -> bytes:
    """What is here, as JSON Lines."""
    lines: list[bytes] = []
    take_out(lambda record: lines.append(line_of(record)), by=None, wanted=wanted)
    return b"".join(lines)


def records(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def of_kind(data: bytes, kind: str) -> list[dict[str, Any]]:
    return [record for record in records(data) if record["record"] == kind]


def as_prov(data: bytes) -> bytes:
    """The same records as PROV-JSON."""
    return json.dumps(document(records(data)), ensure_ascii=False).encode()


def rewritten(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The same file with every record changed by hand."""
    found = records(data)
    for record in found:
        change(record)
    return b"".join(map(line_of, found))


def imported(*files: bytes, by: User, dry_run: bool = False) -> Brought:
    sources = [Source(f"file{number}.jsonl", io.BytesIO(data)) for number, data in enumerate(files, 1)]
    return bring_in(sources, by=by, dry_run=dry_run)


def without_header(data: bytes) -> bytes:
    """All but the first line, which says who wrote the file and when."""
    return data.partition(b"\n")[2]


@contextmanager
def a_newsroom() -> Iterator[None]:
    """Whatever happens within is undone: the next newsroom begins empty."""
    place = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(place)


def told(every: int = 1) -> list[tuple[Any, ...]]:
    """How every claim stands and stood, without anything that is this newsroom's own: numbers of rows.

    It is told as of every moment at which anything was put on record, or every so manieth.
    """
    found, looked_at = [], moments()[::every]
    for claim in Claim.objects.order_by("pk"):
        sides = [claim.assessment.get(side, {}) for side in ("supports", "denies")]
        counted = [(side.get("lines"), side.get("grade"), side.get("in_words")) for side in sides]
        moves = [(move.at, move.before, move.status) for move in status_history([claim.pk])[claim.pk]]
        past = [str(assess(dossier(claim, as_of=at).case).status) for at in looked_at]
        found.append((claim.text, claim.status, claim.assessment.get("signed"), counted, moves, past))
    return found


def moments() -> list[datetime]:
    """Every moment at which something was put on record about any claim."""
    from twosource.wire.formats.claims_fields import Moment

    read = Moment("", "")
    found = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                if key == "at" or key.endswith(("_at", "since", "until")):
                    found.add(read.read("", one, lambda *_: None))
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    for record in records(exported())[1:]:
        walk(record)
    return sorted(moment for moment in found if moment)
