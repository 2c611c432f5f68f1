"""What other rooms may ask of the requests for comment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from twosource.kernel.gate import AccusedState
from twosource.kernel.replies import Request as AskedFor
from twosource.kernel.replies import sentence, settled, story_so_far
from twosource.ledger.uses import good_until, using
from twosource.verification.models import Actor, Claim

from .models import Ending, Letter, Request, Waiver

ON_ITS_WAY = timedelta(minutes=5)  # longer than any mail server may make us wait


def ending_then(row: Request, moment: datetime) -> Ending | None:
    """The outcome a request had on record at a moment (aware); None while it was open."""
    then = [
        ending
        for ending in row.endings.all()
        if ending.logged_at <= moment and (ending.mistaken_at is None or ending.mistaken_at > moment)
    ]
    return then[-1] if then else None


def fact_of(row: Request) -> AskedFor:
    """A row as the kernel's value."""
    _turns(row)
    return AskedFor(
        asked_whom=str(row.asked),
        question=row.question,
        channels=tuple(row.channels),
        sent_at=row.sent_at,
        deadline=row.deadline,
        outcome=row.outcome or "open",
        outcome_at=row.outcome_at,
    )


def _turns(row: Request) -> None:
    """What is told of a request changes when its deadline passes, and with the year, which is left out of its own."""
    present = timezone.localtime()
    good_until(
        present.replace(year=present.year + 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    )
    if not row.outcome and row.deadline > present:
        good_until(row.deadline)


def sentence_of(row: Request, *, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """The sentence readers are given about a request, made from its row and never written by hand."""
    zone = zone or timezone.get_current_timezone()
    return sentence(fact_of(row), now or timezone.now(), zone).say(gettext, ngettext)


def whole_sentence_of(row: Request, *, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """The same, naming whom we asked: “Port authority declined to comment.”"""
    return so_far([row], now=now, zone=zone)


def so_far(rows: Iterable[Request], *, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """What one addressee did about these requests, refusals together with their dates; empty for none."""
    zone = zone or timezone.get_current_timezone()
    facts = [fact_of(row) for row in rows]
    return story_so_far(facts, now or timezone.now(), zone).say(gettext, ngettext)


def siblings(row: Request) -> list[Request]:
    """Every request to the same addressee about the same claim, this one among them, oldest first."""
    return [other for other in requests_about([row.claim_id]) if other.asked_id == row.asked_id]


FILTERS = ("open", "overdue", "answered", "declined", "silent", "late", "withdrawn")


def listed(which: str = "", words: str = "", *, now: datetime | None = None) -> QuerySet[Request]:
    """The ledger: those that wait first, by deadline, then those that ended, newest first.

    `which` is one of FILTERS or empty for all; `words` are looked for in whom, what and about which claim.
    """
    replied = Q(outcome__in=["answered", "declined"])
    kinds = {
        "open": Q(outcome=""),
        "overdue": Q(outcome="", deadline__lt=now or timezone.now()),
        "answered": Q(outcome="answered"),
        "declined": Q(outcome="declined"),
        "silent": Q(outcome__in=["no_reply", "unreachable"]),
        "late": replied & Q(outcome_at__gt=F("deadline")),
        "withdrawn": Q(outcome="withdrawn"),
    }
    found = Request.objects.filter(kinds.get(which, Q())).select_related(
        "asked", "claim", "asked_by", "logged_by"
    )
    for word in words.split()[:8]:
        named = Q(asked__name__icontains=word, asked__sealed=None)
        found = found.filter(named | Q(question__icontains=word) | Q(claim__text__icontains=word))
    waits = Case(When(outcome="", then=F("deadline")))
    return found.order_by(waits.asc(nulls_last=True), F("outcome_at").desc(nulls_last=True), "pk")


def lost_letters() -> QuerySet[Letter]:
    """Letters of which nobody knows whether they left: the newsroom stopped while they were on their way."""
    since = timezone.now() - ON_ITS_WAY
    lost = Letter.objects.filter(sent_at=None, failed_at=None, written_at__lt=since)
    return lost.select_related("asked", "claim", "by").order_by("written_at")


def requests_about(claim_ids: Iterable[int]) -> QuerySet[Request]:
    """Every request about these claims, oldest first, with whom it went to."""
    ids = list(claim_ids)
    using(*(f"claim:{pk}" for pk in ids))
    return Request.objects.filter(claim__in=ids).select_related("asked").order_by("sent_at", "pk")


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
