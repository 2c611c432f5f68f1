"""What a story may carry and how: the one gate before every way out.

Page, schedule, feed, alert, live post, short link and API ask the same function and get the same reasons,
in words that say what to do next. An override is one named editor and a reason: it is counted, and shown.
G5 (plural "sources" need two lines) and G6 (never "declined to comment" for a sealed source of the same
story) read the text of a story and join `RULES` when that is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from twosource.kernel.status import Assessment
from twosource.kernel.vocabulary import Grade, Mode, Status
from twosource.kernel.words import Phrase, _, named


@dataclass(frozen=True, slots=True)
class AccusedState:
    """One of those a claim accuses, and whether they were given the chance to answer.

    `settled`: there is a request to them with an outcome or a passed deadline (`replies.settled`).
    `waived_by`: who signed that they need not be asked, for `waiver_reason`; it takes two people.
    """

    name: str
    settled: bool = False
    waived_by: tuple[str, ...] = ()
    waiver_reason: str = ""

    @property
    def heard(self) -> bool:
        """Whether G4 is met for this one."""
        waived = len(set(self.waived_by)) > 1 and bool(self.waiver_reason.strip())
        return self.settled or waived


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim as one story carries it.

    `said_confirmed`: whether the claim that it was said is confirmed; None when there is no such claim.
    `lines` and `interested_only` are about the supports: how many, and whether all speak for a side.
    """

    claim_key: str
    text: str
    mode: str
    status: str
    said_confirmed: bool | None = None
    lines: int = 0
    interested_only: bool = False
    accused: tuple[AccusedState, ...] = ()

    @classmethod
    def of(
        cls,
        assessment: Assessment,
        *,
        text: str,
        mode: str,
        said_confirmed: bool | None = None,
        accused: tuple[AccusedState, ...] = (),
    ) -> Carried:
        """The claim just assessed, carried in this mode; its key is the id of the case."""
        return cls(
            claim_key=str(assessment.id),
            text=text,
            mode=mode,
            status=assessment.status,
            said_confirmed=said_confirmed,
            lines=assessment.supports.lines,
            interested_only=assessment.supports.grade is Grade.INTERESTED,
            accused=accused,
        )


@dataclass(frozen=True, slots=True)
class Override:
    """One named editor lets one claim past one rule, for a reason; without both nothing is overridden."""

    rule: str
    claim_key: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that one claim does not meet, and what to do next; `override` when an editor overruled it."""

    rule: str
    claim_key: str
    phrase: Phrase
    override: Override | None = None

    @property
    def overridden(self) -> bool:
        return self.override is not None


@dataclass(frozen=True, slots=True)
class Decision:
    """`ok` when every reason against is overridden, or there is none."""

    ok: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """The reasons that stop the story."""
        return tuple(reason for reason in self.reasons if not reason.overridden)

    @property
    def overridden(self) -> tuple[Reason, ...]:
        """The reasons an editor overruled, which readers see."""
        return tuple(reason for reason in self.reasons if reason.overridden)


def gate(carried: Iterable[Carried], overrides: Iterable[Override] = ()) -> Decision:
    """Whether a story that carries these claims may go out, and each reason why not.

    Reasons come in the order of the claims, then of the rules.
    """
    given = {
        (override.rule, override.claim_key): override
        for override in overrides
        if override.by.strip() and override.reason.strip()
    }
    reasons = tuple(
        Reason(rule, claim.claim_key, phrase, given.get((rule, claim.claim_key)))
        for claim in carried
        for rule, objections in RULES
        for phrase in objections(claim)
    )
    return Decision(all(reason.overridden for reason in reasons), reasons)


def _g1(claim: Carried) -> Iterable[Phrase]:
    if claim.mode == Mode.FACT and claim.status != Status.CONFIRMED:
        yield _(
            "“%(claim)s” is in our own voice and not confirmed (now: %(status)s). "
            "Have it confirmed, or attribute it.",
            claim=_words(claim),
            status=Status(claim.status).label,
        )


def _g2(claim: Carried) -> Iterable[Phrase]:
    if claim.mode != Mode.ATTRIBUTED or claim.said_confirmed:
        return
    if claim.said_confirmed is None:
        yield _(
            "“%(claim)s” is attributed, but no claim records that it was said. "
            "Open a claim of who said it, to whom and when, and have that confirmed.",
            claim=_words(claim),
        )
    else:
        yield _(
            "“%(claim)s” is attributed, but that it was said is not confirmed. "
            "Have the claim that it was said confirmed, or take the sentence out.",
            claim=_words(claim),
        )


def _g3(claim: Carried) -> Iterable[Phrase]:
    if claim.status in _FALLEN and claim.mode != Mode.REFUTATION:
        yield _(
            "“%(claim)s” is %(status)s. Carry it as a refutation, or take it out.",
            claim=_words(claim),
            status=_FALLEN_WORDS[Status(claim.status)],
        )
    if claim.mode == Mode.REFUTATION and claim.status not in _FALLEN:
        yield _(
            "“%(claim)s” is carried as a refutation, but is neither refuted nor withdrawn (now: %(status)s). "
            "Have its refutation signed, or carry it another way.",
            claim=_words(claim),
            status=Status(claim.status).label,
        )


def _g4(claim: Carried) -> Iterable[Phrase]:
    for accused in claim.accused:
        if not accused.heard:
            yield _(
                "“%(claim)s” accuses %(accused)s, who has not been heard. Ask them for comment and wait for "
                "an answer or the deadline, or have two people waive it with a reason.",
                claim=_words(claim),
                accused=named(accused.name),
            )


def _g7(claim: Carried) -> Iterable[Phrase]:
    if claim.mode == Mode.FACT and claim.interested_only:
        yield _(
            "“%(claim)s” is in our own voice and rests only on sides with an interest or on unknown origins. "
            "Attribute it, or find a disinterested source.",
            claim=_words(claim),
        )


RULES: tuple[tuple[str, Callable[[Carried], Iterable[Phrase]]], ...] = (
    ("G1", _g1),
    ("G2", _g2),
    ("G3", _g3),
    ("G4", _g4),
    ("G7", _g7),
)

_FALLEN = (Status.REFUTED, Status.WITHDRAWN)
_FALLEN_WORDS = {Status.REFUTED: _("refuted"), Status.WITHDRAWN: _("withdrawn")}


def _words(claim: Carried) -> Phrase:
    return named(claim.text)
