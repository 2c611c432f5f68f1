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
    request_id: int
    claim_id: int
    outcome: str

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
