"""A discussion as plain data: what a template is given, and all it is given, under the promises of `stories.pages`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NEWEST, OLDEST, BEST = "newest", "oldest", "best"
ORDERS = (NEWEST, OLDEST, BEST)


@dataclass(frozen=True, slots=True)
class Gone:
    """Why a comment's words are not there: `removed` by a rule of an edition, `deleted` by its author, or `looked_at`
    by a moderator once more. `rule` is 0 where none is on record."""

    kind: str
    rule: int = 0
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    """What its author is told of a removal: the rule, the moderator's reason, where an appeal is made and seen."""

    rule: int
    title: str
    url: str
    reason: str
    appeal_url: str
    appealed: bool = False


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment as readers see it. Of one that is `gone` there are no words, no name and no buttons.

    `depth` is 0 at the top and 3 at most; `answers_to` is what it answers where that does not stand right above it.
    `newsroom`: its author works here; `wrote_it`: their byline stands under the story. `answers` are those shown under
    it, `more_url` leads to those that are not. `mine` is True for who looks, on pages that are made for one reader.
    """

    pk: int
    url: str
    html: str
    name: str
    posted_at: datetime
    depth: int = 0
    edited_at: datetime | None = None
    supported: int = 0
    newsroom: bool = False
    wrote_it: bool = False
    gone: Gone | None = None
    answers_to: str = ""
    answers_to_url: str = ""
    answers: tuple[CommentView, ...] = ()
    more_url: str = ""
    mine: bool = False
    may_edit: bool = False
    waits_for: tuple[str, ...] = ()

    @property
    def at(self) -> str:
        return f"/discussion/c/{self.pk}/"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one may write: `closed_at` is when it closed (None while open), `why` in words; `closes_at` to come."""

    closed_at: datetime | None = None
    why: str = ""
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What readers talk under. `under` names it (`story:7`); `url` and `title` are its own page's."""

    under: str
    title: str
    url: str
    published_at: datetime
    authors: frozenset[int] = frozenset()
    topic_id: int | None = None

    @property
    def path(self) -> str:
        """The address of its thread."""
        kind, _colon, pk = self.under.partition(":")
        return f"/discussion/{kind}/{pk}/"


@dataclass(frozen=True, slots=True)
class ThreadView:
    """One page of a thread. `count` is of all that is shown in it; `before_url` and `after_url` are the pages beside
    (before and after, in the order that was asked for), empty at the ends."""

    place: Place
    order: str
    count: int
    comments: tuple[CommentView, ...]
    standing: Standing
    before_url: str = ""
    after_url: str = ""
    refusal: str = ""
    thread_id: int | None = None

    @property
    def url(self) -> str:
        return self.place.path

    @property
    def is_first(self) -> bool:
        return not self.before_url


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """What was answered to one comment at the top, page by key."""

    place: Place
    top: CommentView
    url: str
    standing: Standing
    before_url: str = ""
    after_url: str = ""


@dataclass(frozen=True, slots=True)
class OwnComment:
    """One of a reader's own comments, with all that its author may know and do.

    `state` is shown, held, removed or deleted; `waits_for` says which checks hold it; `removal` is of a removed one.
    """

    pk: int
    url: str
    html: str
    state: str
    state_label: str
    posted_at: datetime
    title: str
    under: str
    may_edit: bool = False
    waits_for: tuple[str, ...] = ()
    removal: Removal | None = None
    edited_at: datetime | None = None
    supported: int = 0


@dataclass(frozen=True, slots=True)
class OwnView:
    """One page of a reader's own comments, the newest first."""

    comments: tuple[OwnComment, ...]
    after_url: str = ""
    before_url: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found comment: `snippet_html` is safe HTML, hits in `<mark>`."""

    url: str
    snippet_html: str
    name: str
    posted_at: datetime
    title: str


@dataclass(frozen=True, slots=True)
class FoundView:
    """What was found. `query` is as typed (escape it); `further_url` goes on with comments older than `back_to`."""

    query: str
    hits: tuple[Hit, ...] = ()
    further_url: str = ""
    back_to: datetime | None = None
