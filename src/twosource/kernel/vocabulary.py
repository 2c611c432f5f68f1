"""The words of checking: each closed list of codes, with its labels and signs for people.

Codes are what is stored and computed with; labels are phrases for the outer rooms to translate. Every
member is a `str`, so it can be compared with, stored as, and read from a plain string.
"""

from __future__ import annotations

from enum import StrEnum

from twosource.kernel.words import Phrase, _


class Basis(StrEnum):
    """How the makers of an item know what it says."""

    WITNESSED = "witnessed"
    RECORDED = "recorded"
    MEASURED = "measured"
    DOCUMENT = "document"
    PARTICIPANT = "participant"

    @property
    def label(self) -> Phrase:
        return _BASIS_LABELS[self]


class Stake(StrEnum):
    """Who gains if a claim is believed (`for`) or disbelieved (`against`)."""

    FOR = "for"
    AGAINST = "against"

    @property
    def label(self) -> Phrase:
        return _STAKE_LABELS[self]


class Verdict(StrEnum):
    """What one person signs in one check."""

    STANDS = "stands"
    REFUTED = "refuted"
    UNVERIFIABLE = "unverifiable"

    @property
    def label(self) -> Phrase:
        return _VERDICT_LABELS[self]


class Grade(StrEnum):
    """How strong the evidence is in one direction."""

    NOTHING = "0"
    INTERESTED = "i"
    ONE = "1"
    TWO = "2"

    @property
    def label(self) -> Phrase:
        return _GRADE_LABELS[self]


class Status(StrEnum):
    """Where a claim stands; `sign` is the mark readers see beside it."""

    NONE = "none"
    ASSERTED = "asserted"
    CORROBORATED = "corroborated"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DENIED = "denied"
    REFUTED = "refuted"
    WITHDRAWN = "withdrawn"
    UNVERIFIABLE = "unverifiable"

    @property
    def label(self) -> Phrase:
        return _STATUS_LABELS[self]

    @property
    def sign(self) -> str:
        return _STATUS_SIGNS[self]


class Mode(StrEnum):
    """How a story carries a claim."""

    FACT = "fact"
    ATTRIBUTED = "attributed"
    BACKGROUND = "background"
    REFUTATION = "refutation"

    @property
    def label(self) -> Phrase:
        return _MODE_LABELS[self]


class Outcome(StrEnum):
    """What became of a request for comment."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    NO_REPLY = "no_reply"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Phrase:
        return _OUTCOME_LABELS[self]


class Channel(StrEnum):
    """By which way a request for comment was sent."""

    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"
    MESSAGE = "message"
    FORM = "form"
    IN_PERSON = "in_person"

    @property
    def label(self) -> Phrase:
        return _CHANNEL_LABELS[self]


class Wording(StrEnum):
    """How close a statement is to what was said: the words themselves, some of them, or a report of them."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"

    @property
    def label(self) -> Phrase:
        return _WORDING_LABELS[self]


BASES: tuple[str, ...] = tuple(Basis)
STAKES: tuple[str, ...] = tuple(Stake)
VERDICTS: tuple[str, ...] = tuple(Verdict)
GRADES: tuple[str, ...] = tuple(Grade)
STATUSES: tuple[str, ...] = tuple(Status)
MODES: tuple[str, ...] = tuple(Mode)
OUTCOMES: tuple[str, ...] = tuple(Outcome)
CHANNELS: tuple[str, ...] = tuple(Channel)
WORDINGS: tuple[str, ...] = tuple(Wording)

_BASIS_LABELS = {
    Basis.WITNESSED: _("saw or heard it"),
    Basis.RECORDED: _("recorded it"),
    Basis.MEASURED: _("measured it"),
    Basis.DOCUMENT: _("has the document"),
    Basis.PARTICIPANT: _("took part in it"),
}
_STAKE_LABELS = {
    Stake.FOR: _("gains if this is believed"),
    Stake.AGAINST: _("gains if this is not believed"),
}
_VERDICT_LABELS = {
    Verdict.STANDS: _("it stands"),
    Verdict.REFUTED: _("it is refuted"),
    Verdict.UNVERIFIABLE: _("it cannot be verified"),
}
_GRADE_LABELS = {
    Grade.NOTHING: _("no evidence"),
    Grade.INTERESTED: _("only interested or unknown origins"),
    Grade.ONE: _("one line"),
    Grade.TWO: _("two independent lines, or conclusive"),
}
_STATUS_LABELS = {
    Status.NONE: _("No evidence"),
    Status.ASSERTED: _("Asserted"),
    Status.CORROBORATED: _("Corroborated"),
    Status.CONFIRMED: _("Confirmed"),
    Status.DISPUTED: _("Disputed"),
    Status.DENIED: _("Denied"),
    Status.REFUTED: _("Refuted"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.UNVERIFIABLE: _("Unverifiable"),
}
_STATUS_SIGNS = {
    Status.NONE: "",
    Status.ASSERTED: "“",
    Status.CORROBORATED: "✓",
    Status.CONFIRMED: "✓✓",
    Status.DISPUTED: "≠",
    Status.DENIED: "×",
    Status.REFUTED: "××",
    Status.WITHDRAWN: "↩",
    Status.UNVERIFIABLE: "?",
}
_MODE_LABELS = {
    Mode.FACT: _("in our own voice"),
    Mode.ATTRIBUTED: _("attributed"),
    Mode.BACKGROUND: _("as background"),
    Mode.REFUTATION: _("as a refutation"),
}
_OUTCOME_LABELS = {
    Outcome.OPEN: _("waiting for a reply"),
    Outcome.ANSWERED: _("answered"),
    Outcome.DECLINED: _("declined to comment"),
    Outcome.NO_REPLY: _("no reply"),
    Outcome.UNREACHABLE: _("could not be reached"),
    Outcome.WITHDRAWN: _("request withdrawn"),
}
_CHANNEL_LABELS = {
    Channel.EMAIL: _("e-mail"),
    Channel.PHONE: _("phone"),
    Channel.LETTER: _("letter"),
    Channel.MESSAGE: _("direct message"),
    Channel.FORM: _("web form"),
    Channel.IN_PERSON: _("a visit"),
}
_WORDING_LABELS = {
    Wording.DIRECT: _("in their own words"),
    Wording.MIXED: _("partly in their own words"),
    Wording.INDIRECT: _("as reported"),
}
