"""Facts this room announces. None of them says who reported."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class ReportFact(Fact):
    report_id: int

    @property
    def subject(self) -> str:
        return f"report:{self.report_id}"


@dataclass(frozen=True, slots=True)
class ErrorReported(ReportFact):
    """A reader said that something in a story is wrong."""

    story_id: int = 0


@dataclass(frozen=True, slots=True)
class ReportTaken(ReportFact):
    """Somebody at the desk is looking into it."""


@dataclass(frozen=True, slots=True)
class ReportDecided(ReportFact):
    """The desk has decided what became of it: corrected, not_error or duplicate."""

    state: str = ""
