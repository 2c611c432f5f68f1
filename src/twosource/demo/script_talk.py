"""What readers of the example newsroom say under its stories: frozen values, as in `script_values`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from twosource.demo.script_values import Keys, Moment, Words

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(config=_STRICT, frozen=True, slots=True)
class Reader:
    """Somebody who talks under the stories. `login`: gets a password in a fresh demo."""

    key: str
    name: str
    email: str
    login: bool = False


@dataclass(config=_STRICT, frozen=True, slots=True)
class Removal:
    """A moderator's removal, by the number of a rule."""

    rule: int
    by: str
    at: Moment
    reason: Words


@dataclass(config=_STRICT, frozen=True, slots=True)
class Appealed:
    """The author's appeal against the removal, which another moderator upheld or not."""

    words: Words
    at: Moment
    by: str
    decided_at: Moment
    answer: Words
    outcome: Literal["upheld", "rejected"] = "upheld"


@dataclass(config=_STRICT, frozen=True, slots=True)
class Reported:
    """A reader's report that waits for a moderator."""

    by: str
    at: Moment
    rule: int
    words: Words


@dataclass(config=_STRICT, frozen=True, slots=True)
class Remark:
    """A comment. `by` is a reader's key or, for an answer from the newsroom, a person's; `answers` another's `key`.

    What the newsroom's checks hold is approved soon after it was written, unless it `waits` to this day.
    """

    by: str
    at: Moment
    words: Words
    key: str = ""
    answers: str = ""
    waits: bool = False
    support: Keys = ()
    removed: Removal | None = None
    appeal: Appealed | None = None
    report: Reported | None = None


@dataclass(config=_STRICT, frozen=True, slots=True)
class Discussion:
    """What is said under one story, in the order of the file."""

    story: str
    comments: tuple[Remark, ...]

    def said_by(self, now: datetime) -> Iterator[Remark]:
        """What was said by now, and nothing that answers what was not."""
        there = {""}
        for remark in self.comments:
            if remark.at <= now and remark.answers in there:
                there |= {remark.key} if remark.key else set()
                yield remark
