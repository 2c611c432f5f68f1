"""A claim as it stood at a moment: its words, its evidence and its checks of then; nothing can be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.status import assess
from twosource.kernel.vocabulary import Basis
from twosource.ledger.reads import facts_of
from twosource.replies.models import Request
from twosource.verification.facts import Dossier, dossier
from twosource.verification.models import Claim
from twosource.verification.provenance import Provenance, provenance_of, words_then
from twosource.verification.timeline import Timeline

from ..screen import StatusWord, status_word, without_word
from .claim_board import HISTORY, CheckRow, check_rows, living_checks
from .history import Told, subjects_of, told
from .provenance import timeline

EARLIEST = 1900  # no newsroom kept its claims here before, and no calendar of a database begins later


@dataclass(frozen=True, slots=True)
class PastRow:
    """One piece of evidence as it was: what it was said to do, by whom, how they know, and why it was out."""

    title: str
    way: str
    by: str
    basis: str
    via: tuple[str, ...]
    needs_all: bool
    out: str


@dataclass(frozen=True, slots=True)
class PastBoard:
    """The claim at `at` (aware). `came` is the picture of then; `opened` is false before there was such a claim."""

    claim: Claim
    at: datetime
    opened: bool
    text: str
    status: StatusWord
    why: str
    came: Provenance
    evidence: tuple[PastRow, ...]
    checks: tuple[CheckRow, ...]
    requests: tuple[Request, ...]
    history: tuple[Told, ...]
    timeline: Timeline


def past_moment(text: str) -> datetime:
    """The moment of an address or a form: ISO 8601, without an offset in the paper's zone; a minute is whole.

    Raises: ValueError, in words for the screen, for what is no moment or has not come yet.
    """
    try:
        moment = parse_datetime(text.strip().replace(" ", "+") if "T" in text else text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.year < EARLIEST:
        raise ValueError(_("“%(text)s” is no moment; give one as 2026-05-03T09:00.") % {"text": text[:40]})
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    if moment > timezone.now():
        raise ValueError(_("That moment has not come yet."))
    if not moment.second and not moment.microsecond:
        moment = moment.replace(second=59, microsecond=999_999)
    return moment


def past_board(claim: Claim, *, at: datetime) -> PastBoard:
    """The screen of a claim as it stood at a moment."""
    whole = Claim.objects.whole().get(pk=claim.pk)
    facts = dossier(whole, as_of=at)
    found = assess(facts.case)
    opened = claim.opened_at <= at
    status = status_word(str(found.status))
    text = words_then(whole, at)
    return PastBoard(
        claim=claim,
        at=at,
        opened=opened,
        text=text,
        status=status,
        why=without_word(found.why.say(_, ngettext), status),
        came=provenance_of(claim, facts, found, for_readers=False, text=text),
        evidence=tuple(_row(name, facts) for name in (*facts.case.supports, *facts.case.denies)),
        checks=check_rows(claim, living_checks(facts), until=at),
        requests=_requests_then(claim, at),
        history=told(subjects_of(claim, facts), most=HISTORY, until=at),
        timeline=timeline(claim, until=at),
    )


def _requests_then(claim: Claim, at: datetime) -> tuple[Request, ...]:
    """The requests that were on record by then, whenever they were sent."""
    facts = facts_of("CommentRequested", [f"claim:{claim.pk}"])
    known = [entry.payload["request_id"] for entry in facts if entry.at <= at]
    return tuple(Request.objects.filter(pk__in=known).select_related("asked").order_by("sent_at", "pk"))


def _row(name: str, facts: Dossier) -> PastRow:
    item, row = facts.case.items[name], facts.items[name]
    out = _("retracted") if item.retracted else _("set aside") if name in facts.case.set_aside else ""
    return PastRow(
        title=row.title,
        way=_("supports") if name in facts.case.supports else _("denies"),
        by=", ".join(str(facts.actors[actor]) for actor in item.by),
        basis=Basis(item.basis).label.say(_, ngettext) if item.basis else "",
        via=tuple(facts.items[via].title for via in item.via),
        needs_all=item.needs_all,
        out=out,
    )
