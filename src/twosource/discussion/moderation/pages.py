"""What the screens of moderation are given, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..models import Hold
from .marking import Stretch


@dataclass(frozen=True, slots=True)
class Line:
    """A comment in the margin of another. `is_answered`: the one in the middle answers it."""

    comment_id: int
    name: str
    words: str
    posted_at: datetime
    state: str
    state_label: str
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """Why it waits: the check in words, the very words it found, and what else it knows."""

    why: str
    label: str
    words: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Reported:
    """Somebody's word; `rule` and `title` of the rule they name."""

    rule: int
    title: str
    words: str
    at: datetime
    by_reader: bool = True


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of an author: since when, how many comments in which state, what was removed by which rule, bans
    that stand, and the last words."""

    name: str
    user_id: int | None = None
    since: datetime | None = None
    shown: int = 0
    held: int = 0
    removed: int = 0
    deleted: int = 0
    removals: tuple[tuple[int, str, int], ...] = ()
    bans: tuple[str, ...] = ()
    lately: tuple[Line, ...] = ()

    @property
    def all(self) -> int:
        return self.shown + self.held + self.removed + self.deleted


@dataclass(frozen=True, slots=True)
class Card:
    """One waiting comment with all one needs to decide it. `seen` is what the decision carries."""

    comment_id: int
    seen: str
    kind: str
    since: datetime
    posted_at: datetime
    edited_at: datetime | None
    thread_id: int
    title: str
    path: str
    words: tuple[Stretch, ...]
    holds: tuple[Held, ...]
    reports: tuple[Reported, ...]
    around: tuple[Line, ...]
    past: Past
    decided: tuple[str, ...]
    looked_at_by: str
    is_own: bool
    has_alike: bool

    @property
    def why(self) -> str:
        """The most telling reason why it is held, in words: a found one before one that holds everybody."""
        everybody = (Hold.Why.ALL, Hold.Why.FIRST)
        return next((one.label for one in self.holds if one.why not in everybody), "") or next(
            (one.label for one in self.holds), ""
        )

    @property
    def start(self) -> str:
        """Its first words, for a list."""
        return " ".join("".join(each.text for each in self.words).split())[:160]
