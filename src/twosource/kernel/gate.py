"""What a story may carry and how: the one gate before every way out.

Page, schedule, feed, alert, live post, short link and API ask the same function and get the same reasons,
in words that say what to do next. An override is one named editor and a reason: it is counted, and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from twosource.kernel.status import Assessment
from twosource.kernel.vocabulary import Grade, Mode, Status
from twosource.kernel.wording import plural_sources
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
    `passage` is the words that carry it with the sentence they stand in; `reworded` whether these are others
    than those that stood when its checks were signed; `betrays` whether the story says of a sealed source of
    its own that they did not answer.
    """

    claim_key: str
    text: str
    mode: str
    status: str
    said_confirmed: bool | None = None
    lines: int = 0
    interested_only: bool = False
    accused: tuple[AccusedState, ...] = ()
    passage: str = ""
    reworded: bool = False
    betrays: bool = False

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
class Unclaimed:
    """A sentence in our own voice that the desk says needs a claim, and has none. Its key is no claim's."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that one claim does not meet, and what to do next; `override` when an editor overruled it.

    `claim_key` is the key of the sentence where no claim is at fault but the want of one.
    """

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


def gate(
    carried: Iterable[Carried], overrides: Iterable[Override] = (), unclaimed: Iterable[Unclaimed] = ()
) -> Decision:
    """Whether a story that carries these claims may go out, and each reason why not.

    Reasons come in the order of the claims, then of the rules; last the sentences that need a claim, which
    nobody overrules: a claim is opened for them, or a second person says that they need none.
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
    reasons += tuple(Reason("G1", sentence.key, _needs_a_claim(sentence)) for sentence in unclaimed)
    return Decision(all(reason.overridden for reason in reasons), reasons)


def _needs_a_claim(sentence: Unclaimed) -> Phrase:
    return _(
        "“%(words)s” says something that can be disputed, and no claim stands behind it. "
        "Open a claim for these words, or have a second person say why they need none.",
        words=named(sentence.words),
    )


def _reworded(claim: Carried) -> Phrase:
    return _(
        "The words that carry “%(claim)s” are others than those that were checked. "
        "Save this version, then have it checked again.",
        claim=_words(claim),
    )


def _g1(claim: Carried) -> Iterable[Phrase]:
    if claim.mode == Mode.FACT and claim.reworded:
        yield _reworded(claim)
    if claim.mode == Mode.FACT and claim.status != Status.CONFIRMED:
        yield _(
            "“%(claim)s” is in our own voice and not confirmed (now: %(status)s). "
            "Have it confirmed, or attribute it.",
            claim=_words(claim),
            status=Status(claim.status).label,
        )


def _g2(claim: Carried) -> Iterable[Phrase]:
    if claim.mode != Mode.ATTRIBUTED:
        return
    if claim.reworded:
        yield _reworded(claim)
    if claim.said_confirmed:
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
    if claim.mode == Mode.REFUTATION and claim.reworded:
        yield _reworded(claim)
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


def _g5(claim: Carried) -> Iterable[Phrase]:
    if claim.lines < 2 and (plural := plural_sources(claim.passage)):
        yield _(
            "“%(plural)s” speaks of several, and “%(claim)s” has fewer than two independent lines. "
            "Say how many there are and who, or find a second line.",
            plural=named(plural),
            claim=_words(claim),
        )


def _g6(claim: Carried) -> Iterable[Phrase]:
    if claim.betrays:
        # Whom it is about, and which claim, is not said here: the desk is larger than the two who know.
        yield _(
            "The story says of somebody that they did not answer, and must not: these words could give a "
            "protected source away. Take out every sentence that says who declined, refused or did not respond, "
            "or ask one of the two editors who know the source.",
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
    ("G5", _g5),
    ("G6", _g6),
    ("G7", _g7),
)

_FALLEN = (Status.REFUTED, Status.WITHDRAWN)
_FALLEN_WORDS = {Status.REFUTED: _("refuted"), Status.WITHDRAWN: _("withdrawn")}


def _words(claim: Carried) -> Phrase:
    return named(claim.text)
