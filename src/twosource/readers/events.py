"""Facts this room announces. Their subject is what pages that show a reader's name are made from."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class ReaderFact(Fact):
    """Something about a reader, by the number of the account."""

    user_id: int

    @property
    def subject(self) -> str:
        return f"reader:{self.user_id}"


@dataclass(frozen=True, slots=True)
class ReaderJoined(ReaderFact):
    """Somebody asked for an account; it is nobody's until a mailbox has proved the address."""


@dataclass(frozen=True, slots=True)
class ReaderConfirmed(ReaderFact):
    """The mailbox proved it: the reader can come in and write."""


@dataclass(frozen=True, slots=True)
class ReaderRenamed(ReaderFact):
    """What the reader wrote stands under another name."""


@dataclass(frozen=True, slots=True)
class ReaderKeysForgotten(ReaderFact):
    """Passkeys and second factor of a reader open nothing any more: the operator let the reader set up anew."""


@dataclass(frozen=True, slots=True)
class ReaderLeft(ReaderFact):
    """The account is gone. `words` says what becomes of what the reader wrote: “stay” or “go”."""

    words: str = "stay"
