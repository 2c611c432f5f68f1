"""What other rooms may ask of the index: which stories answer a reader's question."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.language.words import terms_of
from twosource.stories.pages import Numbered, SearchView, StoryCard, TopicRef
from twosource.stories.reads import Desk, live_stories, running_topics, stories_by_id

from .actions import made_as
from .facets import address, chosen, facets
from .filters import NONE, Filters
from .finding import MOST_PAGES, Found, find
from .models import Document, Filing
from .query import Question, ask
from .snippets import snippet_html

PAGE_SIZE = 20
MOST_TOPICS = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One found story; `snippet_html` is safe HTML, hits in `<mark>`."""

    story_id: int
    snippet_html: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of what was found; `total` counts every page, `page` is the one that was given."""

    total: int
    hits: tuple[Hit, ...]
    page: int = 1


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the index is: how many stories it lacks, holds outdated, and holds though nobody sees them."""

    missing: int
    outdated: int
    stale: int

    @property
    def is_right(self) -> bool:
        return not (self.missing or self.outdated or self.stale)


def search(
    query: str,
    *,
    filters: Filters = NONE,
    page: int = 1,
    per_page: int = PAGE_SIZE,
) -> SearchResult:
    """The live, unretracted stories that hold every word and phrase of `query`, best first.

    Any text is an answerable question: nothing in it is an operator but quotation marks around a phrase. A
    word in the headline weighs more than one in the body, a new story more than an old one; the last word
    may be unfinished. A page past the end is the last page, and no search has more than fifty.
    """
    question = ask(query, settings.LANGUAGE_CODE)
    if not question.clauses and not filters.asked:
        return SearchResult(0, ())
    found = find(question, filters, now=timezone.now(), page=page, per_page=per_page)
    return SearchResult(found.total, _hits(found, question), found.page)


def search_view(query: str, page: int = 1, filters: Filters = NONE) -> SearchView:
    """The page of answers to what a reader typed and chose, twenty stories a page, in a fixed number of queries."""
    question = ask(query, settings.LANGUAGE_CODE)
    if not question.text and not filters.asked:
        return SearchView(query="")
    found = find(question, filters, now=timezone.now(), page=page, per_page=PAGE_SIZE, facets=True)
    desk = Desk()
    return SearchView(
        query=question.text,
        list=_numbered(desk, question, filters, found),
        took_note=" ".join(_notes(question, found)),
        topics=_topics(desk, question) if found.page == 1 and not filters.asked else (),
        facets=facets(question.text, filters, found),
        chosen=chosen(question.text, filters, found.asked),
        clear_url=address(question.text, Filters()) if filters.asked else "",
        kept=filters.asked,
        kept_for_days=tuple(pair for pair in filters.asked if pair[0] not in ("from", "to")),
        first_day=_day_of(found, "from"),
        last_day=_day_of(found, "to"),
    )


def index_state() -> IndexState:
    """Whether the index and the stories agree, in four counts."""
    seen, held = live_stories().order_by(), Filing.objects.all()
    missing = seen.exclude(pk__in=held.values("pk")).count()
    stale = Document.objects.exclude(pk__in=seen.values("pk")).count()
    return IndexState(missing, held.exclude(made_as=made_as()).count(), stale)


def _hits(found: Found, question: Question) -> tuple[Hit, ...]:
    bodies = dict(Document.objects.filter(pk__in=found.ids).values_list("pk", "body"))
    return tuple(
        Hit(
            story_id,
            snippet_html(
                bodies.get(story_id, "").split("\n"), question, settings.LANGUAGE_CODE,
                terms=found.words[story_id][2].split("\n") if story_id in found.words else (),
            ),
        )
        for story_id in found.ids
    )  # fmt: skip


def _notes(question: Question, found: Found) -> list[str]:
    notes = []
    if question.cut:
        notes.append(_("Only the beginning of your question was used: it was very long."))
    if found.page == MOST_PAGES and found.total > MOST_PAGES * PAGE_SIZE:
        notes.append(_("No more pages are shown of one search: narrow it down to see other stories."))
    return notes


def _day_of(found: Found, name: str) -> str:
    return next((one.value for one in found.asked if one.name == name and one.means_something), "")


def _numbered(desk: Desk, question: Question, filters: Filters, found: Found) -> Numbered:
    is_last = found.page * PAGE_SIZE >= found.total or found.page == MOST_PAGES
    return Numbered(
        cards=_cards(desk, question, found),
        total=found.total,
        newer_url=address(question.text, filters, found.page - 1) if found.page > 1 else "",
        older_url="" if is_last else address(question.text, filters, found.page + 1),
    )


def _cards(desk: Desk, question: Question, found: Found) -> tuple[StoryCard, ...]:
    # Asked again what is live: a story may have gone between the two questions.
    stories = stories_by_id(found.ids)
    desk.count_topics(story.topic_id for story in stories.values())
    snippets = {hit.story_id: hit.snippet_html for hit in _hits(found, question)} if question.clauses else {}
    return tuple(
        desk.card(stories[story_id], picture=False, snippet_html=snippets.get(story_id, ""))
        for story_id in found.ids
        if story_id in stories
    )


def _topics(desk: Desk, question: Question) -> tuple[TopicRef, ...]:
    """The running topics whose names hold every word asked for."""
    found = (
        topic
        for topic in running_topics(desk)
        if question.terms and question.terms <= set(terms_of(topic.name, settings.LANGUAGE_CODE))
    )
    return tuple(islice(found, MOST_TOPICS))
