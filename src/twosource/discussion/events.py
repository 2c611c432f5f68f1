"""Facts this room announces. None of them says who a reader is; `by` of the ledger does, for who may know."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.ledger.facts import Fact

from .lists import EVERY, list_name, list_number


@dataclass(frozen=True, slots=True)
class ThreadFact(Fact):
    """Something about a thread. `under` is what it stands under, as `story:7` or `claim:3`.

    Its subject is what pages that show the thread, or count it, are made from: they say `using("talk:story:7")`,
    which they can before there is a thread.
    """

    thread_id: int
    under: str

    @property
    def subject(self) -> str:
        return f"talk:{self.under}"


@dataclass(frozen=True, slots=True)
class ThreadMoved(ThreadFact):
    """Something after which lists may tell of a thread otherwise: whether it is among them, and how new it is."""

    @property
    def lists(self) -> tuple[str, ...]:
        return (EVERY, list_name(list_number(self.thread_id)))


@dataclass(frozen=True, slots=True)
class CommentFact(ThreadFact):
    """Something about one comment of a thread."""

    comment_id: int = 0


@dataclass(frozen=True, slots=True)
class ThreadOpened(ThreadMoved):
    """Somebody wrote the first comment under a story or a claim."""


@dataclass(frozen=True, slots=True)
class ThreadRuled(ThreadFact):
    """A thread was closed, opened again, or is read beforehand in another way. `why` is said to readers."""

    closed: bool = False
    why: str = ""
    premoderation: str = ""


@dataclass(frozen=True, slots=True)
class CommentsPosted(ThreadMoved):
    """Comments of one thread were put on record together; `shown` of them readers see at once."""

    comment_ids: tuple[int, ...] = ()
    shown: int = 0

    @property
    def lists(self) -> tuple[str, ...]:
        return (list_name(list_number(self.thread_id)),)

    @classmethod
    def from_payload(cls, payload: dict[str, object]) -> CommentsPosted:
        return cls(**{**payload, "comment_ids": tuple(payload["comment_ids"])})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class CommentEdited(CommentFact):
    """The author changed it."""


@dataclass(frozen=True, slots=True)
class CommentDeleted(CommentFact, ThreadMoved):
    """The author took it away; its place stays."""


@dataclass(frozen=True, slots=True)
class CommentSupported(CommentFact):
    """A reader found it worth reading, or does no more."""


@dataclass(frozen=True, slots=True)
class CommentDecided(CommentFact, ThreadMoved):
    """A moderator approved, removed or restored it, or took that back (`verdict` is then `undone`).

    `rule` is the number of the rule a removal cites, of the edition of the decision's own row.
    """

    verdict: str = ""
    decision_id: int = 0
    rule: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CommentReported(CommentFact, ThreadMoved):
    """A reader said that it breaks a rule."""


@dataclass(frozen=True, slots=True)
class AppealLodged(CommentFact):
    """Its author said that the removal was wrong."""


@dataclass(frozen=True, slots=True)
class AppealDecided(CommentFact):
    """Another moderator decided."""

    outcome: str = ""


@dataclass(frozen=True, slots=True)
class TopicRuled(Fact):
    """How the threads under a topic's stories are read beforehand, and when they close, is another from now on."""

    topic_id: int
    premoderation: str = ""
    closes_after_days: int | None = None

    @property
    def subject(self) -> str:
        return f"talk-topic:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class StandardsEdited(Fact):
    """A new edition of the community standards is there."""

    edition: int

    @property
    def subject(self) -> str:
        return "standards"


@dataclass(frozen=True, slots=True)
class ReaderBanned(Fact):
    """A reader or a network may not write for a time."""

    ban_id: int

    @property
    def subject(self) -> str:
        return f"ban:{self.ban_id}"


@dataclass(frozen=True, slots=True)
class BanLifted(Fact):
    """A ban ended before its time."""

    ban_id: int

    @property
    def subject(self) -> str:
        return f"ban:{self.ban_id}"
