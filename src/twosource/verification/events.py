"""Facts this room announces."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class ClaimFact(Fact):
    claim_id: int

    @property
    def subject(self) -> str:
        return f"claim:{self.claim_id}"


@dataclass(frozen=True, slots=True)
class ClaimOpened(ClaimFact):
    text: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWordsEdited(ClaimFact):
    """The words changed, so every check of them is void."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class CarryingWordsEdited(ClaimFact):
    """Words of a story that carry the claim became others, so every check of it is void."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class StatementDescribed(ClaimFact):
    """More is on record of how it was said: which fields changed."""

    fields: str = ""


@dataclass(frozen=True, slots=True)
class StakeDeclared(ClaimFact):
    actor_id: int = 0
    direction: str = ""


@dataclass(frozen=True, slots=True)
class ActorAccused(ClaimFact):
    actor_id: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceAttached(ClaimFact):
    item_id: int = 0
    direction: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceSetAside(ClaimFact):
    item_id: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckRecorded(ClaimFact):
    check_id: int = 0
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWithdrawn(ClaimFact):
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PremiseRecorded(ClaimFact):
    """The claim rests on another, from now on."""

    premise_id: int = 0


@dataclass(frozen=True, slots=True)
class PremiseEnded(ClaimFact):
    """The claim does not rest on that one any more."""

    premise_id: int = 0


@dataclass(frozen=True, slots=True)
class StatusChanged(ClaimFact):
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class SupportChanged(ClaimFact):
    """The lines for a claim are other than before, and its status is the same: `2` lines, or `1 i` interested."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ItemFact(Fact):
    item_id: int

    @property
    def subject(self) -> str:
        return f"item:{self.item_id}"


@dataclass(frozen=True, slots=True)
class ItemAdded(ItemFact):
    title: str = ""


@dataclass(frozen=True, slots=True)
class OriginLinked(ItemFact):
    origin_id: int = 0


@dataclass(frozen=True, slots=True)
class ItemRetracted(ItemFact):
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ItemAuthenticated(ItemFact):
    method: str = ""


@dataclass(frozen=True, slots=True)
class CopyKept(ItemFact):
    """A copy's name is not in its fact: a file may be called by a name that nobody else may read."""

    copy_id: int = 0
    sha256: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class CopyProved(ItemFact):
    """A proof found otherwise than the one before: `finding` is empty when the copy is whole (again)."""

    copy_id: int = 0
    finding: str = ""


@dataclass(frozen=True, slots=True)
class CopyStamped(ItemFact):
    copy_id: int = 0
    authority: str = ""


@dataclass(frozen=True, slots=True)
class WordsNoted(ItemFact):
    count: int = 0


@dataclass(frozen=True, slots=True)
class NearCopyFound(ItemFact):
    other_id: int = 0
    percent: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class NearCopyDecided(ItemFact):
    other_id: int = 0
    ruling: str = ""


@dataclass(frozen=True, slots=True)
class ControlRecorded(Fact):
    actor_id: int
    controller_id: int
    ended: bool = False

    @property
    def subject(self) -> str:
        return f"actor:{self.actor_id}"


@dataclass(frozen=True, slots=True)
class VoiceRetracted(Fact):
    """Every item that stood and was by this voice fell at once."""

    actor_id: int
    reason: str = ""
    item_ids: tuple[int, ...] = ()

    @property
    def subject(self) -> str:
        return f"actor:{self.actor_id}"
