"""All that the screen of one claim shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.advice import RECORDS
from twosource.kernel.status import assess, sides_of
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
from twosource.verification.copy_reads import KeptCopy, copies_of
from twosource.verification.facts import Dossier, dossier
from twosource.verification.models import Check, Claim, Evidence
from twosource.verification.reads import Known, known_claims
from twosource.verification.signing import Signature, sign_refusals, signatures

from ..forms.asking import AskForComment, LogOutcome, Waive, endings_now
from ..forms.claims import AddAccused, AddControl, AddStake, EditWords, SignCheck, Withdraw
from ..forms.copies import KeepCopy
from ..forms.deed import Deed
from ..forms.evidence import AddEvidence, AttachItem, Authenticate, LinkOrigin, RetractItem, SetEvidenceAside
from ..forms.premises import NoLongerRestOn, RestOn
from ..forms.statements import Describe
from ..forms.voices import known_voices
from ..screen import StatusWord, status_word, without_word
from .advice import Need, advice
from .ground import Ground, ground
from .history import Told, subjects_of, told
from .near_copies import PairRow, pairs_near
from .provenance import Pictures, pictures
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
JUDGED_AT_ONCE = 8  # with more evidence than this the forms about each would be most of the page
HISTORY = 1000  # facts; a claim with more has the older ones in the ledger
KEYS = {"stands": "s", "refuted": "r", "unverifiable": "u"}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence, and what can be done about it.

    Where there is much evidence a screen has the deeds of one piece only; `judge_url` leads to those of this.
    """

    row: Evidence
    by: str
    basis: str
    via: tuple[str, ...]
    vouched: tuple[str, ...]
    left_out: tuple[str, ...]
    out: bool
    deeds: dict[str, Deed]
    copies: tuple[KeptCopy, ...]
    judge_url: str = ""


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
    pictures: Pictures
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
    judging: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked to see of the screen: every carrier in the picture (`whole`), which evidence to judge."""

    whole: bool = False
    judge: int | None = None


NOTHING = Asked()


class Desk:
    """Makes the deeds of one screen; the one that was refused is shown as it was sent."""

    def __init__(
        self, subject: Any, by: User, refused: Deed | None, query: str = "", judge: int | None = None
    ) -> None:
        self.subject, self.by, self.refused, self.query = subject, by, refused, query
        self.judged = judge if refused is None else refused.row

    def deed(self, kind: type[Deed], row: int | None = None) -> Deed:
        refused = self.refused
        if refused is not None and type(refused) is kind and refused.row == row:
            return refused
        return kind(self.subject, self.by, row=row, query=self.query)


def claim_board(
    claim: Claim,
    *,
    by: User,
    story_id: int | None = None,
    refused: Deed | None = None,
    asked: Asked = NOTHING,
) -> ClaimBoard:
    """The screen of a claim for one person; `story_id` chooses whose claims stand beside it."""
    carrying = stories_carrying([claim.pk, *([claim.about_id] if claim.about_id else [])])
    stories = tuple({story.pk: story for found in carrying.values() for story in found}.values())
    story = next((one for one in stories if one.pk == story_id), stories[-1] if stories else None)
    desk = Desk(claim, by, refused, f"?story={story.pk}" if story else "", asked.judge)
    evidence = _evidence(claim)
    facts = dossier(Claim.objects.whole().get(pk=claim.pk))
    sides = sides_of(facts.case)
    found = assess(facts.case, sides)
    standing = living_checks(facts)
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
        pictures=pictures(claim, facts, found, whole=asked.whole, story_id=story.pk if story else None),
        evidence=tuple(
            _evidence_row(row, desk, copies.get(row.item_id, ()), len(evidence) > JUDGED_AT_ONCE)
            for row in evidence
        ),
        sign=_sign_buttons(claim, by, standing),
        checks=check_rows(claim, standing),
        needs=advice(facts, found, sides, evidence),
        requests=_requests(claim, desk),
        waivers=tuple(claim.waivers.select_related("accused", "by")),
        history=told(subjects_of(claim, facts), most=HISTORY),
        pairs=_pairs(claim, evidence, desk),
        deeds={act.replace("-", "_"): desk.deed(kind) for act, kind in DEEDS.items() if act not in BY_ROW},
        voices=tuple(known_voices()),
        is_editor=is_editor(by),
        ground=ground(claim, desk),
        judging=asked.judge,
    )


def living_checks(facts: Dossier) -> list[Check]:
    """The checks that stand in a dossier: the fold has let go of every one that fell."""
    alive = {(check.by, check.at) for check in facts.case.checks}
    return [row for row in facts.checks if (facts.human_key(row.human_id), row.at) in alive]


def check_rows(claim: Claim, standing: list[Check], until: datetime | None = None) -> tuple[CheckRow, ...]:
    """Every check that was signed (by `until`), and whether it is one of those that stand."""
    alive = {check.pk for check in standing}
    rows = claim.checks.select_related("by")
    return tuple(
        CheckRow(check, Verdict(check.verdict).label.say(_, ngettext), check.pk in alive)
        for check in (rows.filter(at__lte=until) if until else rows)
    )


def _modes(claim: Claim, stories: tuple[StoryPage, ...]) -> tuple[str, ...]:
    found = {row.mode for story in stories for row in story.carried.all() if row.claim_id == claim.pk}
    return tuple(Mode(mode).label.say(_, ngettext) for mode in Mode if mode in found)


def _evidence(claim: Claim) -> list[Evidence]:
    rows = claim.evidence.select_related("item__collected_by", "attached_by")
    return list(rows.prefetch_related("item__by", "item__via", "item__authentications__by", "set_asides__by"))


def _kinds(row: Evidence) -> list[type[Deed]]:
    """What can be done about a piece of evidence."""
    if row.item.retracted_at:
        return [KeepCopy]
    vouch: list[type[Deed]] = [Authenticate] if row.item.basis in RECORDS else []
    return [KeepCopy, *vouch, LinkOrigin, SetEvidenceAside, RetractItem]


def _evidence_row(row: Evidence, desk: Desk, copies: tuple[KeptCopy, ...], many: bool) -> EvidenceRow:
    item = row.item
    aside = list(row.set_asides.all())
    out = len({word.human_id for word in aside}) > 1
    kinds = _kinds(row)
    elsewhere = many and bool(kinds) and desk.judged != row.pk
    return EvidenceRow(
        row=row,
        by=", ".join(str(actor) for actor in item.by.all()),
        basis=Basis(item.basis).label.say(_, ngettext) if item.basis else "",
        via=tuple(str(one) for one in item.via.all()),
        vouched=tuple(str(word.by) for word in item.authentications.all()),
        left_out=tuple(f"{word.by}: {word.reason}" for word in aside),
        out=out or item.retracted_at is not None,
        deeds={} if elsewhere else {kind.act.replace("-", "_"): desk.deed(kind, row.pk) for kind in kinds},
        judge_url=f"{desk.query or '?'}{'&' if desk.query else ''}judge={row.pk}#judge-{row.pk}"
        if elsewhere
        else "",
        copies=copies,
    )


def _pairs(claim: Claim, evidence: list[Evidence], desk: Desk) -> tuple[PairRow, ...]:
    query = f"?claim={claim.pk}" + desk.query.replace("?", "&")
    return pairs_near([row.item_id for row in evidence], by=desk.by, query=query)


def _sign_buttons(claim: Claim, by: User, standing: list[Check]) -> tuple[SignButton, ...]:
    return tuple(
        SignButton(
            verdict.value,
            verdict.label.say(_, ngettext),
            KEYS[verdict],
            sign_refusal(claim, verdict, by, standing),
        )
        for verdict in Verdict
    )


def sign_refusal(claim: Claim, verdict: str, by: User, standing: list[Check] | None = None) -> str:
    """Why this person may not sign this verdict now, in a sentence; empty when they may.

    `standing`: the checks that stand; those that settling kept, when it is not given.
    """
    try:
        demand_checker(by)
    except NotYourRole as refusal:
        return str(refusal)
    if standing is None:
        signed = signatures({claim.pk: claim.assessment.get("standing", ())})
    else:
        signed = {claim.pk: [Signature(check.pk, check.human_id, check.verdict) for check in standing]}
    refused = sign_refusals(signed, verdict, by).get(claim.pk)
    return " ".join(refused.messages) if refused else ""


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
