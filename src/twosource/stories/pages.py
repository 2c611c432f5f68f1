"""Reader pages as plain data: what a template is given, and all it is given.

Frozen values on the standard library only. `stories.reads` fills them with few queries; `site/` draws
them. Nothing here holds a model, a queryset or a request, so a page can be rendered anywhere, once.
Every `datetime` is aware and in UTC; every `url` is absolute-path (`/harbour/…/`) unless its name says
otherwise; every `html` is already sanitised and safe; every other string is plain text to be escaped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twosource.verification.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Link:
    """A word or name that leads somewhere; `url` may be empty (then it is only words)."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>` of a picture: a media type and a ready `srcset` value."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its real size in pixels; `alt` and `credit` are never empty."""

    src: str
    width: int
    height: int
    alt: str
    credit: str
    caption: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicRef:
    """A running topic and the number of its live stories: the same number wherever it is shown."""

    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class TagRef:
    """`kind` is person, organisation, place or subject; `kind_label` is that word for the reader."""

    name: str
    kind: str
    kind_label: str
    url: str


@dataclass(frozen=True, slots=True)
class StatusTally:
    """How the claims of a story stand, for a card: `words` such as “3 claims, 1 confirmed”.

    `status` is the status code whose colour the words take (see `ClaimNote.status`).
    """

    words: str
    status: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What readers say under a story or a claim: how many comments there are (0 for none yet), and where.

    `under` names what it stands under (`story:7`).
    """

    under: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story as lists show it: front, section, topic, tag, author, search, related."""

    headline: str
    url: str
    published_at: datetime
    standfirst: str = ""
    section: Link | None = None
    topic: TopicRef | None = None
    bylines: tuple[Link, ...] = ()
    picture: Picture | None = None
    tally: StatusTally | None = None
    snippet_html: str = ""
    correction_count: int = 0
    story_id: int = 0
    talk: Talk | None = None


@dataclass(frozen=True, slots=True)
class ClaimNote:
    """The margin note of a claim: `status` is one of none, asserted, corroborated, confirmed, disputed,
    denied, refuted, withdrawn, unverifiable; `status_label` is that word for the reader; `why` is the
    one sentence that explains it; `anchor` is the id of its entry in the panel (`claim-12`); `changed` is
    the dated line that says that it stood otherwise when the story was published, or empty."""

    anchor: str
    status: str
    status_label: str
    sign: str
    why: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the body. `kind` says which fields are filled:

    - `paragraph`, `list`: `html` (claim marks already inside) and `notes`, the margin notes it calls for
    - `heading`: `text`
    - `quotation`: `text`, `speaker`, `addressee`, `channel`, `said_on`, `notes`
    - `picture`: `picture`
    - `embed`: `url`, `text` (title), `provider`; a link card, never a third-party frame
    - `correction`: `correction`
    - `answered`: `text`, the sentence about a request for comment as it is now
    """

    kind: str
    html: str = ""
    text: str = ""
    notes: tuple[ClaimNote, ...] = ()
    speaker: Link | None = None
    addressee: str = ""
    channel: str = ""
    said_on: date | None = None
    picture: Picture | None = None
    url: str = ""
    provider: str = ""
    correction: CorrectionNote | None = None


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """`kind` is correction, clarification or retraction; `kind_label` that word for the reader."""

    kind: str
    kind_label: str
    text: str
    at: datetime
    story: Link | None = None


@dataclass(frozen=True, slots=True)
class Facing:
    """An accusation and its answer, side by side. `answer` is the denial's words or the generated
    sentence about the request (`declined to comment`); it is never empty."""

    accusation: str
    accusation_note: ClaimNote
    accused: str
    answer: str
    answer_note: ClaimNote | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for comment: whom, what, how, when, and what became of it.

    `outcome` is answered, declined, no_reply, unreachable, withdrawn or open; `outcome_label` is that for
    the reader; `sentence` is the generated one ("declined to comment on 3 September"). `so_far` tells all that
    this addressee did in one go, refusals together with their dates; empty where they were asked once.
    """

    whom: str
    question: str
    channel_label: str
    asked_at: datetime
    outcome: str
    outcome_label: str
    sentence: str
    so_far: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One independent line in plain words (“Our letters, and their receipts”)."""

    words: str
    basis_label: str = ""
    interested: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """One signed check: the role of who signed (“a checker”, never a name), the verdict and when."""

    role: str
    verdict_label: str
    method: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """How something was said. `pieces` are one sentence (“Tomas Verhey told Harbour Radio on 20 November”) in
    pieces, those with an address to be linked; `wording` says how close the words are (“in their own words”,
    or empty), `cue` by which word it was told, `verbatim` the words as they were found where they differ."""

    pieces: tuple[Link, ...]
    wording: str = ""
    cue: str = ""
    verbatim: str = ""

    @property
    def sentence(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Moved:
    """A claim's status became this one at `at`."""

    at: datetime
    status: str
    status_label: str
    sign: str


@dataclass(frozen=True, slots=True)
class Known:
    """A claim in the panel “How we know this”.

    `said` is the attribution in one line (“Tomas Verhey to Harbour Radio, 20 November 2026”), or empty.
    `supports`/`denies` are the lines each way; `rests_on` what every line has in common; `mode_label` says
    how the story carries it (“in our own voice”, “attributed”); `signed` the checks that stand, `checked` how
    many were ever signed. `url` is the claim's own page; `told` is `said` with links; `since` are the moves of
    its status after the story went out; `asked` the requests for comment about it; `withdrawn` who took it back.
    """

    note: ClaimNote
    text: str
    mode_label: str
    said: str = ""
    supports: tuple[Line, ...] = ()
    denies: tuple[Line, ...] = ()
    rests_on: tuple[str, ...] = ()
    stakes: tuple[str, ...] = ()
    signed: tuple[Signed, ...] = ()
    last_checked: datetime | None = None
    about: str = ""
    claim_id: int = 0
    came: Provenance | None = None
    url: str = ""
    told: Told | None = None
    checked: int = 0
    since: tuple[Moved, ...] = ()
    asked: tuple[Asked, ...] = ()
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class Overridden:
    """A gate an editor overruled: shown to readers, with the editor's name and reason."""

    rule: str
    explanation: str
    editor: str
    reason: str
    at: datetime
    claim: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class OwedNote:
    """A claim that no longer stands as it was published: its words, and the dated line that says so. `open` while
    the newsroom has not settled what that changes."""

    anchor: str
    text: str
    line: str
    since: datetime
    open: bool = True


@dataclass(frozen=True, slots=True)
class Then:
    """The page shows a past moment; the version of that moment went live at `since`."""

    moment: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class VersionRef:
    """A version readers had from `at` until `ended_at` (None: they have it now), and the address that shows it."""

    at: datetime
    url: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoryView:
    """A whole story page."""

    headline: str
    url: str
    absolute_url: str
    standfirst: str
    section: Link
    published_at: datetime
    topic: TopicRef | None = None
    updated_at: datetime | None = None
    bylines: tuple[Link, ...] = ()
    dateline: str = ""
    short_url: str = ""
    report_url: str = ""
    lead_picture: Picture | None = None
    body: tuple[Block, ...] = ()
    facing: tuple[Facing, ...] = ()
    asked: tuple[Asked, ...] = ()
    known: tuple[Known, ...] = ()
    overridden: tuple[Overridden, ...] = ()
    corrections: tuple[CorrectionNote, ...] = ()
    retracted: CorrectionNote | None = None
    tags: tuple[TagRef, ...] = ()
    related: tuple[StoryCard, ...] = ()
    imported_from: str = ""
    json_ld: str = ""
    description: str = ""
    preview: bool = False
    owed: tuple[OwedNote, ...] = ()
    then: Then | None = None
    versions: tuple[VersionRef, ...] = ()
    talk: Talk | None = None


@dataclass(frozen=True, slots=True)
class Numbered:
    """One page of a list. `older_url`/`newer_url` are empty at the ends."""

    cards: tuple[StoryCard, ...]
    total: int
    older_url: str = ""
    newer_url: str = ""


@dataclass(frozen=True, slots=True)
class FrontView:
    """`lead` is the first story, `cards` the rest in the editor's order, `running` the running topics,
    `sections` the newest of each section as (section, cards)."""

    lead: StoryCard | None
    cards: tuple[StoryCard, ...]
    running: tuple[TopicRef, ...]
    sections: tuple[tuple[Link, tuple[StoryCard, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ListView:
    """A section front, topic, tag, author, or all-topics page.

    `kind` is section, topic, tag, author; `title` its name; `label` the word above it (“Running topic”,
    “Person”); `about` a plain-text description; `aliases` other names of a tag; `feed_url` its Atom feed.
    """

    kind: str
    title: str
    url: str
    label: str
    list: Numbered
    about: str = ""
    aliases: tuple[str, ...] = ()
    feed_url: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivePart:
    """A year, month or day of the archive, and how many stories it has."""

    text: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """A page of the archive by date: `parts` of the whole, a year or a month; the `list` of stories of a day.

    `above` are the wider pages, the widest first; `newer` and `older` the nearest of its like that have stories.
    """

    title: str
    url: str
    total: int
    parts: tuple[ArchivePart, ...] = ()
    list: Numbered | None = None
    above: tuple[Link, ...] = ()
    newer: Link | None = None
    older: Link | None = None


@dataclass(frozen=True, slots=True)
class CorrectionsView:
    """Corrections, clarifications and retractions, newest first, page by page; each `story` is filled."""

    corrections: tuple[CorrectionNote, ...]
    older_url: str = ""
    newer_url: str = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value a search may be narrowed down by, and how many of the stories found have it.

    `url` is the same search with it, or without it where it is `chosen`; `status` is the code of a status; `within`:
    it is a part of the value before it, as a month is of its year.
    """

    text: str
    count: int
    url: str
    chosen: bool = False
    status: str = ""
    within: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """What a search may be narrowed down by: `values` first, `more` when asked for. `name` is its parameter."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a search is narrowed down by: `url` is the search without it; not `known` means that nothing has it."""

    label: str
    text: str
    url: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class SearchView:
    """An answered search. `query` is what the reader typed (escape it); without `list` nothing was asked.

    `kept` are the filters as (name, value) for a form that asks anew, `kept_for_days` those for the form of
    `first_day` and `last_day` (ISO dates, or empty). `clear_url` is the search without filters.
    """

    query: str
    list: Numbered | None = None
    took_note: str = ""
    topics: tuple[TopicRef, ...] = field(default=())
    facets: tuple[Facet, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    clear_url: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    kept_for_days: tuple[tuple[str, str], ...] = ()
    first_day: str = ""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """One numbered rule of the community standards."""

    number: int
    title: str
    text: str
