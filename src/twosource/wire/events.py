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


@dataclass(frozen=True, slots=True)
class ClaimsTakenOut(Fact):
    """Claims were written into a file for somebody outside; `receiver` is empty when nobody was named."""

    newsroom: str
    claims: int
    items: int
    receiver: str = ""

    @property
    def subject(self) -> str:
        return f"newsroom:{self.newsroom}"


@dataclass(frozen=True, slots=True)
class ClaimArrived(Fact):
    """A claim was brought in from another newsroom, which calls itself `newsroom` and it `name`."""

    claim_id: int
    newsroom: str
    name: str

    @property
    def subject(self) -> str:
        return f"claim:{self.claim_id}"


@dataclass(frozen=True, slots=True)
class ClaimsBroughtIn(Fact):
    """Claims of other newsrooms were put on record here; `sha256` is of each file, in order."""

    newsroom: str
    claims: int
    items: int
    sha256: list[str]

    @property
    def subject(self) -> str:
        return f"newsroom:{self.newsroom}"
