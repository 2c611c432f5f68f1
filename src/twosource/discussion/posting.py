"""What a reader wants to say, and what became of it: plain values that cross from one process's thread to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from twosource.people.models import User

from .models import Comment

LONGEST_RECEIPT = 64


class Why(StrEnum):
    """Why words were not taken; what a program reads, where a reader reads `Refused.words`."""

    ELSEWHERE = "elsewhere"  # another site sent them
    MALFORMED = "malformed"  # no form of ours
    TOO_LONG = "too_long"
    EMPTY = "empty"
    TRAP = "trap"  # a field that people do not see was filled
    TOO_FAST = "too_fast"
    TOO_OLD = "too_old"  # the form was open for more than a day
    FORGED = "forged"  # a ticket that is not ours, or another's
    NOT_SIGNED_IN = "not_signed_in"
    NO_READER = "no_reader"  # an account that may not write
    NOT_THERE = "not_there"  # no such story or claim, as readers see it
    CLOSED = "closed"
    NO_ANSWER = "no_answer"  # what it answers cannot be answered
    BANNED = "banned"
    TOO_MANY = "too_many"
    RECEIPT = "receipt"  # somebody else's
    BUSY = "busy"
    FAILED = "failed"


_STATUS = {
    Why.ELSEWHERE: 403, Why.MALFORMED: 400, Why.TOO_LONG: 413, Why.NOT_SIGNED_IN: 403, Why.NO_READER: 403,
    Why.NOT_THERE: 404, Why.CLOSED: 403, Why.BANNED: 403, Why.TOO_MANY: 429, Why.RECEIPT: 409, Why.BUSY: 503,
    Why.FAILED: 503,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """Why words were not taken, and in words what the reader can do. `wait`: seconds after which to try again."""

    why: Why
    words: str
    wait: int = 0

    @property
    def status(self) -> int:
        return _STATUS.get(self.why, 422)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One comment that somebody wants to make.

    under: `story:7` or `claim:3`. source: the raw text. receipt: what the form carried; the same is the same
    comment. sender: the digest of `readers.senders`, or empty. answers: the id of a comment. at: aware. address: of
    the network, which is compared with bans and not kept. worked: whether a browser did the work a form asks for; what
    came through no form was not asked.
    """

    under: str
    source: str
    by: User
    receipt: str
    at: datetime
    sender: str = ""
    answers: int | None = None
    address: str = field(default="", repr=False)
    worked: bool = True


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of it: a comment, or a refusal. `again`: it was made before, and this is the same receipt."""

    wanted: Wanted
    comment: Comment | None = None
    refused: Refused | None = None
    again: bool = False

    @property
    def the_comment(self) -> Comment:
        """The comment. Raises LookupError for a refusal."""
        if self.comment is None:
            raise LookupError(self.refused)
        return self.comment


def read_under(under: str) -> tuple[str, int] | None:
    """`story:7` as ("story", 7); None for anything that names neither a story nor a claim."""
    kind, _colon, number = under.partition(":")
    if kind not in ("story", "claim") or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return (kind, int(number)) if number == str(int(number)) and int(number) else None
