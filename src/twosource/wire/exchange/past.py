"""What happened elsewhere, told again as this newsroom's facts: which facts a row that was brought in recounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from twosource.ledger.facts import Fact
from twosource.replies import events as replies
from twosource.verification import events

#: A fact, its moment, and the account that did it.
Past = tuple[Fact, datetime, int | None]


def _control(row: Any) -> Iterator[Past]:
    yield events.ControlRecorded(row.actor_id, row.controller_id), row.recorded_at, row.recorded_by_id
    if row.ended_at:
        ended = events.ControlRecorded(row.actor_id, row.controller_id, ended=True)
        yield ended, row.ended_at, None


def _item(row: Any) -> Iterator[Past]:
    yield events.ItemAdded(row.pk, row.title), row.collected_at, row.collected_by_id
    if row.retracted_at:
        yield events.ItemRetracted(row.pk, row.retracted_reason), row.retracted_at, row.retracted_by_id


def _origin(row: Any) -> Iterator[Past]:
    yield events.OriginLinked(row.item_id, row.origin_id), row.linked_at, row.linked_by_id


def _authentication(row: Any) -> Iterator[Past]:
    yield events.ItemAuthenticated(row.item_id, row.method), row.at, row.by_id


def _claim(row: Any) -> Iterator[Past]:
    yield events.ClaimOpened(row.pk, row.text), row.opened_at, row.opened_by_id
    if row.withdrawn_at:
        yield events.ClaimWithdrawn(row.pk, row.withdrawn_reason), row.withdrawn_at, None


def _accusation(row: Any) -> Iterator[Past]:
    yield events.ActorAccused(row.claim_id, row.actor_id), row.since, None


def _stake(row: Any) -> Iterator[Past]:
    yield events.StakeDeclared(row.claim_id, row.actor_id, row.direction), row.declared_at, None


def _evidence(row: Any) -> Iterator[Past]:
    fact = events.EvidenceAttached(row.claim_id, row.item_id, row.direction)
    yield fact, row.attached_at, row.attached_by_id


def _set_aside(row: Any) -> Iterator[Past]:
    evidence = row.evidence
    yield events.EvidenceSetAside(evidence.claim_id, evidence.item_id, row.reason), row.at, row.by_id


def _wording(row: Any) -> Iterator[Past]:
    yield events.ClaimWordsEdited(row.claim_id, row.text), row.until, row.edited_by_id


def _check(row: Any) -> Iterator[Past]:
    yield events.CheckRecorded(row.claim_id, row.pk, row.verdict), row.at, row.by_id


def _request(row: Any) -> Iterator[Past]:
    yield replies.CommentRequested(row.pk, row.claim_id), row.sent_at, row.asked_by_id
    if row.outcome:
        yield replies.OutcomeLogged(row.pk, row.claim_id, row.outcome), row.outcome_at, row.logged_by_id


def _waiver(row: Any) -> Iterator[Past]:
    yield replies.RequestWaived(row.claim_id, row.accused_id, row.reason), row.at, row.by_id


#: By the table's path. What is not here was no fact where it happened either.
RECOUNTED: dict[str, Callable[[Any], Iterator[Past]]] = {
    "voice.controlled_by": _control,
    "item": _item,
    "item.origins": _origin,
    "item.authentications": _authentication,
    "claim": _claim,
    "claim.accusations": _accusation,
    "claim.stakes": _stake,
    "claim.evidence": _evidence,
    "claim.evidence.set_asides": _set_aside,
    "claim.wordings": _wording,
    "claim.checks": _check,
    "claim.requests": _request,
    "claim.waivers": _waiver,
}
