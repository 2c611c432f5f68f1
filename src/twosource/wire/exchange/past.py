"""What happened elsewhere, told again as this newsroom's facts: which facts a row that was brought in recounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from twosource.ledger.facts import Fact
from twosource.replies import events as replies
from twosource.replies.actions.outcomes import REPLIES
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


def claims_opened(rows: Sequence[Any], first_words: Sequence[str]) -> Iterator[Past]:
    """Claims with the words with which each was opened, and those that were taken back."""
    for row, words in zip(rows, first_words, strict=True):
        yield events.ClaimOpened(row.pk, words), row.opened_at, row.opened_by_id
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


def _wordings(rows: Sequence[Any]) -> Iterator[Past]:
    """Each wording became the next one, and the last what the claim says now."""
    for row, after in zip_longest(rows, rows[1:]):
        following = after.text if after is not None and after.claim_id == row.claim_id else row.claim.text
        yield events.ClaimWordsEdited(row.claim_id, row.text, following), row.until, row.edited_by_id


def _rephrasing(row: Any) -> Iterator[Past]:
    yield events.CarryingWordsEdited(row.claim_id, row.before, row.after), row.at, row.by_id


def _premise(row: Any) -> Iterator[Past]:
    yield events.PremiseRecorded(row.claim_id, row.premise_id), row.since, row.by_id
    if row.ended_at:
        yield events.PremiseEnded(row.claim_id, row.premise_id), row.ended_at, row.ended_by_id


def _check(row: Any) -> Iterator[Past]:
    yield events.CheckRecorded(row.claim_id, row.pk, row.verdict), row.at, row.by_id


def _request(row: Any) -> Iterator[Past]:
    yield replies.CommentRequested(row.pk, row.claim_id), row.sent_at, row.asked_by_id


def _endings(rows: Sequence[Any]) -> Iterator[Past]:
    """Outcomes of each request in the order of the record: each is told with what was on record before it."""
    moments = [(row.logged_at, False, row) for row in rows]
    moments += [(row.mistaken_at, True, row) for row in rows if row.mistaken_at]
    standing: dict[int, list[Any]] = {}
    for at, mistake, row in sorted(moments, key=lambda told: told[:2]):
        known = standing.setdefault(row.request_id, [])
        before = known[-1].outcome if known else "open"
        if mistake:
            before = row.outcome
            known[:] = [one for one in known if one.pk != row.pk]
        else:
            known.append(row)
        now = known[-1].outcome if known else "open"
        late = (
            not mistake
            and now in REPLIES
            and (row.at > row.request.deadline or before not in ("open", REPLIES[0]))
        )
        fact = replies.OutcomeLogged(row.request_id, row.request.claim_id, now, before, late, mistake)
        yield fact, at, row.mistaken_by_id if mistake else row.logged_by_id


def _waiver(row: Any) -> Iterator[Past]:
    yield replies.RequestWaived(row.claim_id, row.accused_id, row.reason), row.at, row.by_id


def _each(tell: Callable[[Any], Iterator[Past]]) -> Callable[[Sequence[Any]], Iterator[Past]]:
    """Rows that are told one by one."""
    return lambda rows: (past for row in rows for past in tell(row))


#: By the table's path. What is not here was no fact where it happened either.
RECOUNTED: dict[str, Callable[[Sequence[Any]], Iterator[Past]]] = {
    "voice.controlled_by": _each(_control),
    "item": _each(_item),
    "item.origins": _each(_origin),
    "item.authentications": _each(_authentication),
    "claim.accusations": _each(_accusation),
    "claim.stakes": _each(_stake),
    "claim.evidence": _each(_evidence),
    "claim.evidence.set_asides": _each(_set_aside),
    "claim.wordings": _wordings,
    "claim.rephrasings": _each(_rephrasing),
    "claim.checks": _each(_check),
    "claim.premises": _each(_premise),
    "claim.requests": _each(_request),
    "claim.requests.endings": _endings,
    "claim.waivers": _each(_waiver),
}
