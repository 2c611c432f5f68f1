"""Facts this room announces."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class UserFact(Fact):
    user_id: int

    @property
    def subject(self) -> str:
        return f"user:{self.user_id}"


@dataclass(frozen=True, slots=True)
class SecondFactorSet(UserFact):
    """An account has a new device that makes codes, and new recovery codes."""


@dataclass(frozen=True, slots=True)
class RecoveryCodesRenewed(UserFact):
    """The old recovery codes of an account open nothing any more."""


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(UserFact):
    """Someone came in with a recovery code; `left` are still there."""

    left: int = 0


@dataclass(frozen=True, slots=True)
class SecondFactorForgotten(UserFact):
    """An account must set up its second factor anew."""


@dataclass(frozen=True, slots=True)
class AddressConfirmed(UserFact):
    """A mailbox proved that an address belongs to an account; its human is known by it from now on."""


@dataclass(frozen=True, slots=True)
class AccountEmptied(UserFact):
    """An account is nobody's log-in any more; what refers to it stays."""
