"""What the example newsroom is made of: frozen values, one for each table of the content files.

Strict: pydantic reads them from JSON with unknown keys refused and no coercion. Relative days are resolved
while reading, from the day of the story at hand (`context={"day": …}`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic.dataclasses import dataclass

from twosource.demo import script_dates
from twosource.demo.script_body import Block, read_body

_STRICT = ConfigDict(extra="forbid", strict=True)


def _dated(value: Any, info: ValidationInfo[Any]) -> Any:
    if not isinstance(value, str):
        return value
    return script_dates.expand(value, info.context["day"], info.context["today"])


def _moment(value: Any, info: ValidationInfo[Any]) -> Any:
    return script_dates.moment(value, info.context["day"]) if isinstance(value, str) else value


def _day(value: Any, info: ValidationInfo[Any]) -> Any:
    return script_dates.whole_day(value, info.context["day"]) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_dated)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Keys = tuple[str, ...]
Basis = Literal["witnessed", "recorded", "measured", "document", "participant"]
Status = Literal[
    "none",
    "asserted",
    "corroborated",
    "confirmed",
    "disputed",
    "denied",
    "refuted",
    "withdrawn",
    "unverifiable",
]
Mode = Literal["fact", "attributed", "background", "refutation"]
Stake = Literal["for", "against"]
Verdict = Literal["stands", "refuted", "unverifiable"]
Outcome = Literal["open", "answered", "declined", "no_reply", "unreachable", "withdrawn"]
Channel = Literal["letter", "email", "phone", "in_person"]


@dataclass(config=_STRICT, frozen=True, slots=True)
class Paper:
    """The newspaper itself."""

    name: str
    motto: str
    town: str
    about: str


@dataclass(config=_STRICT, frozen=True, slots=True)
class Person:
    """One of the staff. `login`: gets a password in a fresh demo; the others only sign stories."""

    key: str
    name: str
    email: str
    role: Literal["reporter", "checker", "editor", "moderator"]
    title: str
    bio: str
    login: bool = False
    byline: bool = True


@dataclass(config=_STRICT, frozen=True, slots=True)
class Section:
    """A section of the paper, in the order of the file."""

    slug: str
    name: str
    description: str


@dataclass(config=_STRICT, frozen=True, slots=True)
class Topic:
    """A running topic."""

    slug: str
    name: str
    description: str


@dataclass(config=_STRICT, frozen=True, slots=True)
class Tag:
    """A typed tag; `wikidata` stays empty, for everything here is invented."""

    slug: str
    name: str
    kind: Literal["person", "organisation", "place", "subject"]
    description: str
    aliases: Keys = ()
    wikidata: str = ""


@dataclass(config=_STRICT, frozen=True, slots=True)
class Actor:
    """Somebody who says or knows things. `sealed`: the words by which readers know a protected source;
    then `name` is a secret of the sources room and never leaves it."""

    key: str
    name: str
    kind: Literal["person", "organisation", "state", "agency", "outlet"]
    controlled_by: Keys = ()
    anonymous: bool = False
    sealed: str = ""


@dataclass(config=_STRICT, frozen=True, slots=True)
class Picture:
    """A picture's words; `pictures.draw(key)` draws it."""

    key: str
    title: str
    alt: str
    credit: str
    caption: str


@dataclass(config=_STRICT, frozen=True, slots=True)
class Item:
    """One thing that carries information (rules.md: items). `staff_witness` names our own witness, `copy` a file
    of the content that is our own copy of it."""

    key: str
    title: Words
    collected_by: str
    by: Keys = ()
    basis: Basis | None = None
    via: Keys = ()
    needs_all: bool = False
    carrier: bool = False
    authenticated_by: Keys = ()
    staff_witness: str = ""
    url: str = ""
    note: Words = ""
    copy: str = ""
    at: Moment | None = None

    @property
    def conclusive(self) -> bool:
        """Our own witness, or a record that two people authenticated."""
        return bool(self.staff_witness) or len(set(self.authenticated_by)) >= 2


@dataclass(config=_STRICT, frozen=True, slots=True)
class Check:
    """One signed verdict."""

    by: str
    method: Words
    at: Moment
    note: Words = ""
    verdict: Verdict = "stands"


@dataclass(config=_STRICT, frozen=True, slots=True)
class SetAside:
    """Evidence taken out by two people with a reason."""

    item: str
    by: Keys
    reason: Words
    at: Moment


@dataclass(config=_STRICT, frozen=True, slots=True)
class Reworded:
    """Words the claim had (`was`) until they were changed."""

    was: Words
    at: Moment
    by: str


@dataclass(config=_STRICT, frozen=True, slots=True)
class Report:
    """What a reader reported, and what the desk made of it by now. `words` stand in the story as first printed."""

    wrong: Words
    at: Moment
    words: Words = ""
    state: Literal["new", "looking", "corrected", "not_error", "duplicate"] = "new"
    taken_by: str = ""
    taken_at: Moment | None = None
    outcome: Words = ""
    decided_by: str = ""
    decided_at: Moment | None = None


@dataclass(config=_STRICT, frozen=True, slots=True)
class Claim:
    """A proposition, what it rests on, and who checked it. `expect` is its status by the kernel, before anything of
    the story's `falls` has fallen."""

    key: str
    text: Words
    expect: Status
    said_it: str = ""
    speaker: str = ""
    addressee: Words = ""
    channel: Words = ""
    said: Day | None = None
    kind: Literal["direct", "mixed", "indirect"] | None = None
    cue: Words = ""
    verbatim: Words = ""
    place: Words = ""
    reworded: tuple[Reworded, ...] = ()
    accused: Keys = ()
    stakes: dict[str, Stake] = Field(default_factory=dict)
    items: tuple[Item, ...] = ()
    supports: Keys = ()
    denies: Keys = ()
    set_aside: tuple[SetAside, ...] = ()
    checks: tuple[Check, ...] = ()
    withdrawn: Moment | None = None
    withdrawn_note: Words = ""


@dataclass(config=_STRICT, frozen=True, slots=True)
class Carried:
    """A claim as the story carries it; `words` are exactly in one paragraph or list item of the body."""

    claim: str
    mode: Mode
    words: Words


@dataclass(config=_STRICT, frozen=True, slots=True)
class Quotation:
    """A quotation block. `speaker` is an actor's key; `claim` the said-it claim it shows, if there is one."""

    text: Words
    speaker: str
    addressee: Words = ""
    channel: Words = ""
    said: Day | None = None


@dataclass(config=_STRICT, frozen=True, slots=True)
class Embed:
    """A link card to something on the web."""

    url: str
    title: Words
    provider: str


@dataclass(config=_STRICT, frozen=True, slots=True)
class Request:
    """A request for comment: `whom` is an actor, `claim` what it is about (empty: the story).

    With `to`, an address, it leaves as a letter. `later` is what they said at `later_at`, after the outcome.
    """

    whom: str
    question: Words
    channels: tuple[Channel, ...]
    sent: Moment
    deadline: Moment
    asked_by: str
    outcome: Outcome = "open"
    outcome_at: Moment | None = None
    reply: Words = ""
    later: Words = ""
    later_at: Moment | None = None
    claim: str = ""
    to: str = ""


@dataclass(config=_STRICT, frozen=True, slots=True)
class Correction:
    """A dated notice. `wrong` are the words first printed in the place of `right`; both may be empty."""

    key: str
    kind: Literal["correction", "clarification", "retraction"]
    text: Words
    at: Moment
    by: str
    wrong: Words = ""
    right: Words = ""


@dataclass(config=_STRICT, frozen=True, slots=True)
class Settled:
    """How a story settled what it owed: what one person proposed and a second, an editor, agreed to.

    `carries` is how the story carries its claim from then on; empty for no change in that.
    """

    kind: Literal["correction", "clarification", "retraction", "no_change"]
    text: Words
    proposed_by: str
    agreed_by: str
    at: Moment
    claim: str = ""
    carries: Mode | None = None
    reason: Words = ""


@dataclass(config=_STRICT, frozen=True, slots=True)
class Fall:
    """An item that fell after the story was out. Without `settled` the story still owes its readers a note."""

    item: str
    reason: Words
    by: str
    at: Moment
    settled: Settled | None = None


@dataclass(config=_STRICT, frozen=True, slots=True)
class Override:
    """A gate that an editor overruled, with the reason readers see."""

    rule: Literal["G1", "G2", "G3", "G4", "G5", "G6", "G7"]
    claim: str
    editor: str
    reason: Words
    at: Moment


@dataclass(config=_STRICT, frozen=True, slots=True)
class Need:
    """A sentence of a draft that somebody says needs a claim."""

    words: Words
    by: str


@dataclass(config=_STRICT, frozen=True, slots=True)
class Story:
    """A story. `published_at` is when it went out, or will (scheduled), or was last touched (draft).

    `refused_by` lists the rules the gate must name for a draft that is not ready; elsewhere it is empty.
    """

    slug: str
    state: Literal["published", "scheduled", "draft"]
    headline: Words
    standfirst: Words
    section: str
    published_at: Moment
    bylines: Keys
    body: Words
    topic: str = ""
    tags: Keys = ()
    dateline: str = ""
    lead: str = ""
    front: int = 0
    quotations: dict[str, Quotation] = Field(default_factory=dict)
    embeds: dict[str, Embed] = Field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    carries: tuple[Carried, ...] = ()
    requests: tuple[Request, ...] = ()
    corrections: tuple[Correction, ...] = ()
    overrides: tuple[Override, ...] = ()
    falls: tuple[Fall, ...] = ()
    needs: tuple[Need, ...] = ()
    reports: tuple[Report, ...] = ()
    refused_by: Keys = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The body in blocks, in order."""
        return read_body(self.body)


@dataclass(config=_STRICT, frozen=True, slots=True)
class Script:
    """The whole example newsroom, as of `now`; what readers say is in the values of `script_talk`."""

    now: datetime
    paper: Paper
    people: tuple[Person, ...]
    sections: tuple[Section, ...]
    topics: tuple[Topic, ...]
    tags: tuple[Tag, ...]
    actors: tuple[Actor, ...]
    pictures: tuple[Picture, ...]
    stories: tuple[Story, ...]
    saved_page: bytes
    readers: tuple[Any, ...] = ()
    discussions: tuple[Any, ...] = ()

    @property
    def claims(self) -> dict[str, Claim]:
        """Every claim by its key."""
        return {claim.key: claim for story in self.stories for claim in story.claims}

    @property
    def items(self) -> dict[str, Item]:
        """Every item by its key."""
        return {item.key: item for claim in self.claims.values() for item in claim.items}

    def live_count(self, topic: str) -> int:
        """The number of published stories in a topic."""
        return sum(1 for story in self.stories if story.topic == topic and story.state == "published")
