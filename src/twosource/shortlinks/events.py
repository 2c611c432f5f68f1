"""Facts this room announces."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class LinkMinted(Fact):
    """A story has a short address from now on."""

    story_id: int

    @property
    def subject(self) -> str:
        return f"short:{self.story_id}"
