"""Pages of claims and of voices as plain data, under the same promises as `pages.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from .pages import Asked, ClaimNote, Facing, Known, Link, Moved, Talk, Told

if TYPE_CHECKING:
    from twosource.verification.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Appearance:
    """A live story that carries a claim: how (`mode_label`), by which words (may be empty), and since when."""

    story: Link
    mode_label: str
    published_at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """The claim's words as they stood before they were changed, and until when."""

    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """Another claim in one line, with its page where it has one."""

    note: ClaimNote
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Overruled:
    """A gate an editor overruled for this claim, and the story it was done for."""

    rule: str
    explanation: str
    editor: str
    reason: str
    at: datetime
    story: Link


@dataclass(frozen=True, slots=True)
class ClaimView:
    """The page of one claim.

    `known` is its entry as the panel under a story has it. `about` is what was said, for a claim *that it was
    said*; `said_claims` are those for any other. `facing` is the answer of those it accuses. `withdrawn` is who
    took it back, when and where, or empty. `timeline` is how its status moved, and by what.
    """

    claim_id: int
    url: str
    absolute_url: str
    known: Known
    published_at: datetime
    appearances: tuple[Appearance, ...]
    about: ClaimLine | None = None
    said_claims: tuple[ClaimLine, ...] = ()
    accused: tuple[Link, ...] = ()
    facing: Facing | None = None
    moves: tuple[Moved, ...] = ()
    wordings: tuple[Worded, ...] = ()
    overruled: tuple[Overruled, ...] = ()
    withdrawn: str = ""
    json_ld: str = ""
    description: str = ""
    timeline: Timeline | None = None
    talk: Talk | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing on a voice's page. `kind` says which fields are filled:

    - `claim`: `note`, `text`, `told`, `url` (its own page), `became` (what its status became, oldest first)
    - `quotation`: `text`, `told`
    - `request`: `text` (what was asked), `asked`
    - `denial`: `text` (by what they deny it), `note` and `url` of the claim they deny, `denied` its words

    `on` is the day it is filed under; `exact` is False where that is the day of the story for want of its own.
    """

    kind: str
    on: date
    text: str
    stories: tuple[Link, ...] = ()
    exact: bool = True
    told: Told | None = None
    note: ClaimNote | None = None
    url: str = ""
    became: tuple[Moved, ...] = ()
    asked: Asked | None = None
    denied: str = ""


@dataclass(frozen=True, slots=True)
class VoiceView:
    """Everything published that one voice said, newest first. `tag` is the page of stories about them, if any."""

    name: str
    url: str
    absolute_url: str
    kind_label: str
    spoken: tuple[Spoken, ...]
    total: int
    about: str = ""
    tag: Link | None = None
    older_url: str = ""
    newer_url: str = ""
    json_ld: str = ""
