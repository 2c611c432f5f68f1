"""Facts this room announces."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class StoryFact(Fact):
    story_id: int

    @property
    def subject(self) -> str:
        return f"story:{self.story_id}"


@dataclass(frozen=True, slots=True)
class StoryWritten(StoryFact):
    """A draft was made."""


@dataclass(frozen=True, slots=True)
class ClaimCarried(StoryFact):
    """The story's draft carries a claim, from now on in this mode."""

    claim_id: int = 0
    mode: str = ""


@dataclass(frozen=True, slots=True)
class ClaimDropped(StoryFact):
    """The story's draft carries a claim no longer."""

    claim_id: int = 0


@dataclass(frozen=True, slots=True)
class SentToChecking(StoryFact):
    """A story's writer asks for its claims to be checked."""


@dataclass(frozen=True, slots=True)
class StoryPublished(StoryFact):
    """A version of the story is what readers see now; `revision_id` is the version, 0 where it is not known."""

    first: bool = False
    revision_id: int = 0


@dataclass(frozen=True, slots=True)
class StoryScheduled(StoryFact):
    """A version goes live `at` a moment; `replaces` is the moment at which another would have."""

    at: str = ""
    revision_id: int = 0
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class StoryUnscheduled(StoryFact):
    """The story will not go live by itself any more."""


@dataclass(frozen=True, slots=True)
class StoryUnpublished(StoryFact):
    """Readers no longer see the story."""


@dataclass(frozen=True, slots=True)
class StoryCorrected(StoryFact):
    kind: str = "correction"


@dataclass(frozen=True, slots=True)
class ScheduleRefused(StoryFact):
    """A story's minute came, and it was not let out: the gate, an embargo, or something newer that is live."""


@dataclass(frozen=True, slots=True)
class ScheduleMissed(StoryFact):
    """A story was not out within seconds of its minute."""

    due_at: str = ""


@dataclass(frozen=True, slots=True)
class MissedSeen(StoryFact):
    """Somebody has seen that a minute was missed, and says what was done."""

    missed_id: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class EmbargoSet(StoryFact):
    """The story may not go out before `until`; empty: any more. `was` is what was so before."""

    until: str = ""
    was: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PreviewLent(StoryFact):
    """Somebody without an account may read the story's newest version, until `expires_at`."""

    link_id: int = 0
    whom: str = ""
    expires_at: str = ""


@dataclass(frozen=True, slots=True)
class PreviewEnded(StoryFact):
    """A preview link leads nowhere any more, before its time."""

    link_id: int = 0
    whom: str = ""


@dataclass(frozen=True, slots=True)
class GateOverruled(StoryFact):
    claim_id: int = 0
    rule: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ObligationOpened(StoryFact):
    """The live story no longer shows what is so of a claim."""

    obligation_id: int = 0
    claim_id: int = 0
    because: str = ""
    was: str = ""
    became: str = ""


@dataclass(frozen=True, slots=True)
class ObligationClosed(StoryFact):
    obligation_id: int = 0
    claim_id: int = 0
    how: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionProposed(StoryFact):
    """One person says how the story should settle what it owes; a second must agree."""

    resolution_id: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionAgreed(StoryFact):
    resolution_id: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionRefused(StoryFact):
    resolution_id: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWanted(StoryFact):
    """Somebody says that a sentence of the story needs a claim."""

    need_id: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class WantEnded(StoryFact):
    """A sentence that needed a claim has one, is gone, or needs none: `ending` says which."""

    need_id: int = 0
    ending: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CarryingChanged(StoryFact):
    """The rows of a story, a draft perhaps, came to carry a claim or stopped, by whatever way."""

    claim_id: int = 0

    @property
    def subject(self) -> str:
        return f"carrying:{self.story_id}"


@dataclass(frozen=True, slots=True)
class StoryMoved(StoryFact):
    """A story has another address."""


@dataclass(frozen=True, slots=True)
class SurroundingsEdited(Fact):
    """What readers see around stories is called or looks otherwise, is new, or is gone.

    `kind` is topic, tag, byline, section, picture, voice or person (an account); `pk` is its id.
    """

    kind: str
    pk: int

    @property
    def subject(self) -> str:
        return f"{self.kind}:{self.pk}"
