"""What other rooms may ask of the requests for comment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from twosource.kernel.gate import AccusedState
from twosource.kernel.replies import Request as AskedFor
from twosource.kernel.replies import sentence, settled
from twosource.verification.models import Actor, Claim

from .models import Request, Waiver


def fact_of(row: Request) -> AskedFor:
    """A row as the kernel's value."""
    return AskedFor(
        asked_whom=str(row.asked),
        question=row.question,
        channels=tuple(row.channels),
        sent_at=row.sent_at,
        deadline=row.deadline,
        outcome=row.outcome or "open",
        outcome_at=row.outcome_at,
    )


def sentence_of(row: Request, *, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """The sentence readers are given about a request, made from its row and never written by hand."""
    zone = zone or timezone.get_current_timezone()
    return sentence(fact_of(row), now or timezone.now(), zone).say(gettext, ngettext)


def requests_about(claim_ids: Iterable[int]) -> QuerySet[Request]:
    """Every request about these claims, oldest first, with whom it went to."""
    return Request.objects.filter(claim__in=list(claim_ids)).select_related("asked").order_by("sent_at", "pk")


def overdue(now: datetime | None = None) -> QuerySet[Request]:
    """Requests whose deadline has passed with nothing logged."""
    return Request.objects.filter(outcome="", deadline__lt=now or timezone.now()).select_related(
        "asked", "claim"
    )


def accused_states(claim_ids: Iterable[int], *, now: datetime) -> dict[int, tuple[AccusedState, ...]]:
    """For each claim that accuses anyone: each accused, whether a request to them is settled, who waived it."""
    ids = list(claim_ids)
    heard = {(row.claim_id, row.asked_id) for row in requests_about(ids) if settled(fact_of(row), now)}
    waivers: dict[tuple[int, int], list[Waiver]] = {}
    for waiver in Waiver.objects.filter(claim__in=ids).order_by("pk"):
        waivers.setdefault((waiver.claim_id, waiver.accused_id), []).append(waiver)
    claims = Claim.objects.filter(pk__in=ids, accused__isnull=False).distinct().prefetch_related("accused")
    return {
        claim.pk: tuple(
            _state(actor, (claim.pk, actor.pk) in heard, waivers.get((claim.pk, actor.pk), []))
            for actor in claim.accused.all()
        )
        for claim in claims
    }


def waived_claims(claim_ids: Iterable[int]) -> set[int]:
    """Those of these claims of which two people decided that somebody accused need not be asked."""
    people: dict[tuple[int, int], set[int]] = {}
    for waiver in Waiver.objects.filter(claim__in=list(claim_ids)):
        people.setdefault((waiver.claim_id, waiver.accused_id), set()).add(waiver.human_id)
    return {claim_id for (claim_id, _accused), humans in people.items() if len(humans) > 1}


def _state(actor: Actor, heard: bool, waivers: list[Waiver]) -> AccusedState:
    return AccusedState(
        name=str(actor),
        settled=heard,
        waived_by=tuple(str(waiver.human_id) for waiver in waivers),
        waiver_reason="; ".join(waiver.reason for waiver in waivers),
    )
