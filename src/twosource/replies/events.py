"""Facts this room announces."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class CommentRequested(Fact):
    request_id: int
    claim_id: int

    @property
    def subject(self) -> str:
        return f"claim:{self.claim_id}"


@dataclass(frozen=True, slots=True)
class OutcomeLogged(Fact):
    """What became of a request is `outcome` now, and was `before` (codes of `kernel.vocabulary.Outcome`).

    `late`: it is a reply to a request whose deadline had passed, or that had another outcome; a story that
    shows the sentence of before owes its readers the new one. `mistake`: the outcome of before was never one.
    """

    request_id: int
    claim_id: int
    outcome: str
    before: str = "open"
    late: bool = False
    mistake: bool = False

    @property
    def subject(self) -> str:
        return f"claim:{self.claim_id}"


@dataclass(frozen=True, slots=True)
class ReminderSent(Fact):
    """Who had not answered was reminded, by letter."""

    request_id: int
    claim_id: int

    @property
    def subject(self) -> str:
        return f"claim:{self.claim_id}"


@dataclass(frozen=True, slots=True)
class RequestWaived(Fact):
    claim_id: int
    accused_id: int
    reason: str

    @property
    def subject(self) -> str:
        return f"claim:{self.claim_id}"
