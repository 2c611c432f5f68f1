"""Facts this room announces."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class PageImported(Fact):
    intake_id: int
    story_id: int
    sha256: str

    @property
    def subject(self) -> str:
        return f"story:{self.story_id}"


@dataclass(frozen=True, slots=True)
class ProposalDecided(Fact):
    proposal_id: int
    story_id: int
    state: str

    @property
    def subject(self) -> str:
        return f"story:{self.story_id}"
