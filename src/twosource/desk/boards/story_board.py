"""All that a story's checking screen shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Mode
from twosource.people.models import User
from twosource.people.reads import is_editor
from twosource.stories import gate
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Override, StoryClaim, StoryPage
from twosource.stories.text import words_of
from twosource.verification.models import Claim
from twosource.verification.reads import Known, alike, known_claims

from ..forms.deed import Deed
from ..forms.obligations import Agree, Propose, TurnDown
from ..forms.proposals import Accept, AcceptAsItIs, Refuse
from ..forms.scheduling import EndPreview, LendPreview, LiftEmbargo, SetEmbargo
from ..forms.stories import (
    MOST_WORDS,
    CarryClaim,
    ChangeMode,
    Correct,
    DropClaim,
    OpenClaim,
    OpenSaid,
    Overrule,
    Publish,
    Schedule,
    SendToChecking,
    Unpublish,
    Unschedule,
)
from ..forms.voices import known_voices
from ..forms.wanting import NeedsNone, WantClaim
from ..screen import StatusWord, status_word, without_word
from .claim_list import claim_list
from .history import Told, told
from .obligation_board import OwedBoard, owed_board
from .schedule_board import Times, times_of
from .stages import Place, place_of
from .wanting_board import Wanting, wanting_board

BY_STORY: tuple[type[Deed], ...] = (
    OpenClaim,
    SendToChecking,
    Publish,
    Schedule,
    Unschedule,
    Unpublish,
    Correct,
    Propose,
    WantClaim,
    SetEmbargo,
    LiftEmbargo,
    LendPreview,
)
BY_ROW: tuple[type[Deed], ...] = (
    OpenSaid,
    CarryClaim,
    ChangeMode,
    DropClaim,
    Overrule,
    NeedsNone,
    Accept,
    AcceptAsItIs,
    Refuse,
    Agree,
    TurnDown,
    EndPreview,
)
DEEDS: dict[str, type[Deed]] = {deed.act: deed for deed in (*BY_STORY, *BY_ROW)}
ROW_ACTS = {deed.act for deed in BY_ROW}
FOUND = 12


@dataclass(frozen=True, slots=True)
class SaidRow:
    claim: Claim
    status: StatusWord
    why: str


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A claim the story carries: how it stands, how it is carried, and the claims that it was said."""

    row: StoryClaim
    known: Known
    status: StatusWord
    why: str
    mode: str
    said: tuple[SaidRow, ...]
    change_mode: Deed
    drop: Deed
    open_said: Deed | None


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason of the gate: its rule, words and claim; `link_id` is the claim to mend, `overrule` for editors."""

    rule: str
    words: str
    claim_id: int
    link_id: int
    overrule: Deed | None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    row: Any
    accept: Deed
    as_it_is: Deed
    refuse: Deed


@dataclass(frozen=True, slots=True)
class StoryBoard:
    story: StoryPage
    title: str
    place: Place
    carried: tuple[CarriedRow, ...]
    open: bool
    reasons: tuple[ReasonRow, ...]
    overrides: tuple[Override, ...]
    proposals: tuple[ProposalRow, ...]
    found: tuple[tuple[Claim, StatusWord, Deed], ...]
    wanting: Wanting
    alike: tuple[tuple[Claim, StatusWord], ...]
    history: tuple[Told, ...]
    deeds: dict[str, Deed]
    voices: tuple[str, ...]
    is_editor: bool
    owed: OwedBoard | None
    times: Times


class Maker:
    """Makes the deeds of the screen; the one that was refused is shown as it was sent."""

    def __init__(self, story: StoryPage, by: User, refused: Deed | None) -> None:
        self.story, self.by, self.refused = story, by, refused

    def deed(self, kind: type[Deed], row: int | None = None, **initial: Any) -> Deed:
        refused = self.refused
        if (
            refused is not None
            and type(refused) is kind
            and refused.row == row
            and _same_rule(refused, initial)
        ):
            return refused
        deed = kind(self.story, self.by, row=row)
        deed.initial.update(initial)
        return deed


def _same_rule(refused: Deed, initial: dict[str, Any]) -> bool:
    return "rule" not in initial or refused.data.get("rule") == initial["rule"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the screen was asked for: `find` claims on record by words; fill the form for a new claim from a
    paragraph or a sentence of the draft (numbers), or from a sentence that needs one (its id)."""

    find: str = ""
    paragraph: int | None = None
    sentence: int | None = None
    need: int | None = None


NOTHING = Wish()


def story_board(
    story: StoryPage, *, by: User, wish: Wish = NOTHING, refused: Deed | None = None
) -> StoryBoard:
    """The checking screen of a story for one person."""
    draft = latest_draft(story)
    make = Maker(story, by, refused)
    decision = gate.decide(draft)
    editor = is_editor(by)
    wanting = wanting_board(story, draft, by=by, deed=make.deed)
    deeds = {kind.act.replace("-", "_"): make.deed(kind) for kind in BY_STORY}
    rows = list(draft.carried.all())
    ids = {row.claim_id for row in rows}
    if not deeds["open_claim"].is_bound:
        deeds["open_claim"].initial.update(_chosen(wish, draft, wanting))
    return StoryBoard(
        story=story,
        title=draft.title,
        place=place_of(story),
        carried=_carried(rows, make),
        open=decision.ok,
        reasons=tuple(_reason(reason, make, editor) for reason in decision.unmet),
        overrides=tuple(story.overrides.select_related("editor", "claim")),
        proposals=_proposals(story, make),
        found=_found(wish.find, ids, make),
        wanting=wanting,
        alike=_alike(deeds["open_claim"], ids),
        history=told([f"story:{story.pk}"]),
        deeds=deeds,
        voices=tuple(known_voices()),
        is_editor=editor,
        owed=owed_board(story, make.deed, by),
        times=times_of(story, make),
    )


def _chosen(wish: Wish, draft: StoryPage, wanting: Wanting) -> dict[str, str]:
    """The words the form for a new claim begins with; a sentence also carries it."""
    paragraphs = [part for part in words_of(draft.body) if part]
    if wish.paragraph is not None and wish.paragraph < len(paragraphs):
        return {"text": paragraphs[wish.paragraph]}
    words = wanting.sentence(wish.sentence) if wish.sentence is not None else ""
    words = words or next((row.need.words for row in wanting.rows if row.need.pk == wish.need), "")
    return {"text": words, "words": words[:MOST_WORDS]} if words else {}


def _alike(deed: Deed, carried: set[int]) -> tuple[tuple[Claim, StatusWord], ...]:
    """Earlier claims like the one about to be opened; where there is JavaScript it asks again as one writes."""
    words = str(deed.data.get("text", "") if deed.is_bound else deed.initial.get("text", ""))
    found = alike(words.replace("\x00", ""), most=FOUND // 3, without=carried) if words.strip() else []
    return tuple((claim, status_word(claim.status)) for claim in found)


def _carried(rows: list[StoryClaim], make: Maker) -> tuple[CarriedRow, ...]:
    ids = [row.claim_id for row in rows]
    said = list(Claim.objects.filter(about__in=ids).order_by("pk"))
    known = known_claims([*ids, *(claim.pk for claim in said)])
    return tuple(
        _carried_row(row, [one for one in said if one.about_id == row.claim_id], known, make)
        for row in rows
        if row.claim_id in known
    )


def _carried_row(row: StoryClaim, said: list[Claim], known: dict[int, Known], make: Maker) -> CarriedRow:
    it = known[row.claim_id]
    status = status_word(it.status)
    return CarriedRow(
        row=row,
        known=it,
        status=status,
        why=without_word(it.why, status),
        mode=Mode(row.mode).label.say(_, ngettext),
        said=tuple(_said(claim, known[claim.pk]) for claim in said),
        change_mode=make.deed(ChangeMode, row.claim_id, mode=row.mode),
        drop=make.deed(DropClaim, row.claim_id),
        open_said=make.deed(OpenSaid, row.claim_id) if it.speaker and not said and not it.about_id else None,
    )


def _said(claim: Claim, known: Known) -> SaidRow:
    status = status_word(claim.status)
    return SaidRow(claim, status, without_word(known.why, status))


def _reason(reason: Any, make: Maker, editor: bool) -> ReasonRow:
    claim_id = int(reason.claim_key) if reason.claim_key.isdigit() else 0
    overrule = make.deed(Overrule, claim_id, rule=reason.rule) if editor and claim_id else None
    if overrule is not None:
        overrule.anchor = f"overrule-{claim_id}-{reason.rule}"
        overrule.auto_id = f"{overrule.anchor}-%s"
    return ReasonRow(reason.rule, gate.say(reason), claim_id, gate.claim_to_mend(reason), overrule)


def _proposals(story: StoryPage, make: Maker) -> tuple[ProposalRow, ...]:
    rows = story.proposals.filter(state="proposed").order_by("pk")
    return tuple(
        ProposalRow(
            row, make.deed(Accept, row.pk), make.deed(AcceptAsItIs, row.pk), make.deed(Refuse, row.pk)
        )
        for row in rows
    )


def _found(words: str, carried: set[int], make: Maker) -> tuple[tuple[Claim, StatusWord, Deed], ...]:
    """Claims on record with these words, then those most like them; none that the story carries already."""
    if not words:
        return ()
    found = {
        claim.pk: claim
        for claim in [*claim_list("", words)[:FOUND], *alike(words)]
        if claim.pk not in carried
    }
    return tuple(
        (claim, status_word(claim.status), make.deed(CarryClaim, claim.pk))
        for claim in list(found.values())[:FOUND]
    )
