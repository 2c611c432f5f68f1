"""All that the screen of one claim shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Basis, Mode, Verdict
from twosource.people.models import User
from twosource.people.reads import demand_checker, is_editor
from twosource.people.refusals import NotYourRole
from twosource.replies.models import Request, Waiver
from twosource.replies.reads import requests_about, sentence_of
from twosource.stories.models import StoryPage
from twosource.stories.pages import Told as ToldSo
from twosource.stories.reads import stories_carrying
from twosource.stories.statements import told as told_of
from twosource.verification.actions.checks import refuse_second_check
from twosource.verification.copy_reads import KeptCopy, copies_of
from twosource.verification.models import Check, Claim, Evidence
from twosource.verification.reads import Known, known_claims
from twosource.verification.refusals import SecondCheckRefused

from ..forms.asking import AskForComment, LogOutcome, Waive, endings_now
from ..forms.claims import AddAccused, AddControl, AddStake, EditWords, SignCheck, Withdraw
from ..forms.copies import KeepCopy
from ..forms.deed import Deed
from ..forms.evidence import AddEvidence, AttachItem, Authenticate, LinkOrigin, RetractItem, SetEvidenceAside
from ..forms.premises import NoLongerRestOn, RestOn
from ..forms.statements import Describe
from ..forms.voices import known_voices
from ..screen import StatusWord, status_word, without_word
from .advice import RECORDS, Need, advice
from .ground import Ground, ground
from .history import Told, told
from .near_copies import PairRow, pairs_near
from .provenance import Picture, provenance
from .story_claims import Neighbour, neighbours
from .voice_board import pages_at_the_desk

DEEDS: dict[str, type[Deed]] = {
    deed.act: deed
    for deed in (
        SignCheck, AddEvidence, AttachItem, KeepCopy, Authenticate, LinkOrigin, SetEvidenceAside, RetractItem,
        AskForComment, LogOutcome, Waive, AddStake, AddAccused, AddControl, EditWords, Withdraw, Describe,
        RestOn, NoLongerRestOn,
    )
}  # fmt: skip
BY_ROW = {
    KeepCopy.act,
    Authenticate.act,
    LinkOrigin.act,
    SetEvidenceAside.act,
    RetractItem.act,
    LogOutcome.act,
    NoLongerRestOn.act,
}
KEYS = {"stands": "s", "refuted": "r", "unverifiable": "u"}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence, and what can be done about it."""

    row: Evidence
    by: str
    basis: str
    via: tuple[str, ...]
    vouched: tuple[str, ...]
    left_out: tuple[str, ...]
    out: bool
    deeds: dict[str, Deed]
    copies: tuple[KeptCopy, ...]


@dataclass(frozen=True, slots=True)
class SignButton:
    """One verdict one could sign; `refusal` says why this person may not."""

    verdict: str
    label: str
    key: str
    refusal: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    check: Check
    verdict: str
    stands: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    row: Request
    sentence: str
    late: bool
    outcome: Deed | None
    title: str


@dataclass(frozen=True, slots=True)
class ClaimBoard:
    claim: Claim
    known: Known
    told: ToldSo | None
    status: StatusWord
    why: str
    modes: tuple[str, ...]
    stories: tuple[StoryPage, ...]
    story: StoryPage | None
    neighbours: tuple[Neighbour, ...]
    picture: Picture | None
    evidence: tuple[EvidenceRow, ...]
    sign: tuple[SignButton, ...]
    checks: tuple[CheckRow, ...]
    needs: tuple[Need, ...]
    requests: tuple[RequestRow, ...]
    waivers: tuple[Waiver, ...]
    history: tuple[Told, ...]
    pairs: tuple[PairRow, ...]
    deeds: dict[str, Deed]
    voices: tuple[str, ...]
    is_editor: bool
    ground: Ground


class Desk:
    """Makes the deeds of one screen; the one that was refused is shown as it was sent."""

    def __init__(self, subject: Any, by: User, refused: Deed | None, query: str = "") -> None:
        self.subject, self.by, self.refused, self.query = subject, by, refused, query

    def deed(self, kind: type[Deed], row: int | None = None) -> Deed:
        refused = self.refused
        if refused is not None and type(refused) is kind and refused.row == row:
            return refused
        return kind(self.subject, self.by, row=row, query=self.query)


def claim_board(
    claim: Claim, *, by: User, story_id: int | None = None, refused: Deed | None = None
) -> ClaimBoard:
    """The screen of a claim for one person; `story_id` chooses whose claims stand beside it."""
    carrying = stories_carrying([claim.pk, *([claim.about_id] if claim.about_id else [])])
    stories = tuple({story.pk: story for found in carrying.values() for story in found}.values())
    story = next((one for one in stories if one.pk == story_id), stories[-1] if stories else None)
    desk = Desk(claim, by, refused, f"?story={story.pk}" if story else "")
    evidence = _evidence(claim)
    standing = set(claim.assessment.get("standing", ()))
    checks = list(claim.checks.select_related("by"))
    known = known_claims([claim.pk])[claim.pk]
    copies = copies_of(row.item_id for row in evidence)
    status = status_word(claim.status)
    return ClaimBoard(
        claim=claim,
        known=known,
        told=told_of(known, pages_at_the_desk(known)),
        status=status,
        why=without_word(known.why, status),
        modes=_modes(claim, stories),
        stories=stories,
        story=story,
        neighbours=neighbours(story, current=claim.pk) if story else (),
        picture=provenance(claim, evidence, known.why, status.label),
        evidence=tuple(_evidence_row(row, desk, copies.get(row.item_id, ())) for row in evidence),
        sign=_sign_buttons(claim, by),
        checks=tuple(
            CheckRow(c, Verdict(c.verdict).label.say(_, ngettext), c.pk in standing) for c in checks
        ),
        needs=advice(claim, evidence, [check for check in checks if check.pk in standing]),
        requests=_requests(claim, desk),
        waivers=tuple(claim.waivers.select_related("accused", "by")),
        history=_history(claim, evidence),
        pairs=_pairs(claim, evidence, desk),
        deeds={act.replace("-", "_"): desk.deed(kind) for act, kind in DEEDS.items() if act not in BY_ROW},
        voices=tuple(known_voices()),
        is_editor=is_editor(by),
        ground=ground(claim, desk),
    )


def _modes(claim: Claim, stories: tuple[StoryPage, ...]) -> tuple[str, ...]:
    found = {row.mode for story in stories for row in story.carried.all() if row.claim_id == claim.pk}
    return tuple(Mode(mode).label.say(_, ngettext) for mode in Mode if mode in found)


def _evidence(claim: Claim) -> list[Evidence]:
    rows = claim.evidence.select_related("item__collected_by", "attached_by")
    return list(rows.prefetch_related("item__by", "item__via", "item__authentications__by", "set_asides__by"))


def _evidence_row(row: Evidence, desk: Desk, copies: tuple[KeptCopy, ...]) -> EvidenceRow:
    item = row.item
    aside = list(row.set_asides.all())
    out = len({word.human_id for word in aside}) > 1
    kinds: list[type[Deed]] = [KeepCopy]
    if not item.retracted_at:
        if item.basis in RECORDS:
            kinds.append(Authenticate)
        kinds += [LinkOrigin, SetEvidenceAside, RetractItem]
    return EvidenceRow(
        row=row,
        by=", ".join(str(actor) for actor in item.by.all()),
        basis=Basis(item.basis).label.say(_, ngettext) if item.basis else "",
        via=tuple(str(one) for one in item.via.all()),
        vouched=tuple(str(word.by) for word in item.authentications.all()),
        left_out=tuple(f"{word.by}: {word.reason}" for word in aside),
        out=out or item.retracted_at is not None,
        deeds={kind.act.replace("-", "_"): desk.deed(kind, row.pk) for kind in kinds},
        copies=copies,
    )


def _pairs(claim: Claim, evidence: list[Evidence], desk: Desk) -> tuple[PairRow, ...]:
    query = f"?claim={claim.pk}" + desk.query.replace("?", "&")
    return pairs_near([row.item_id for row in evidence], by=desk.by, query=query)


def _sign_buttons(claim: Claim, by: User) -> tuple[SignButton, ...]:
    return tuple(
        SignButton(
            verdict.value, verdict.label.say(_, ngettext), KEYS[verdict], sign_refusal(claim, verdict, by)
        )
        for verdict in Verdict
    )


def sign_refusal(claim: Claim, verdict: str, by: User) -> str:
    """Why this person may not sign this verdict now, in a sentence; empty when they may."""
    try:
        demand_checker(by)
        refuse_second_check(claim, verdict, by)
    except NotYourRole as refusal:
        return str(refusal)
    except SecondCheckRefused as refusal:
        return " ".join(refusal.messages)
    return ""


def _requests(claim: Claim, desk: Desk) -> tuple[RequestRow, ...]:
    now = timezone.now()
    return tuple(
        RequestRow(
            row=row,
            sentence=f"{row.asked} {sentence_of(row)}",
            late=not row.outcome and row.deadline < now,
            outcome=desk.deed(LogOutcome, row.pk) if endings_now(row) else None,
            title=_("Log a later reply") if row.outcome else _("Log what became of it"),
        )
        for row in requests_about([claim.pk])
    )


def _history(claim: Claim, evidence: list[Evidence]) -> tuple[Told, ...]:
    return told([f"claim:{claim.pk}", *(f"item:{row.item_id}" for row in evidence)])
