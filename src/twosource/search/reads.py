"""What other rooms may ask of the index: which stories answer a reader's question."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote_plus

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.language.words import terms_of
from twosource.stories.pages import Numbered, SearchView, StoryCard, TopicRef
from twosource.stories.reads import Desk, running_topics, stories_by_id

from .engines import engine
from .models import Document
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


def search(query: str, *, page: int = 1, per_page: int = PAGE_SIZE) -> SearchResult:
    """The live, unretracted stories that hold every word and phrase of `query`, best first.

    Any text is an answerable question: nothing in it is an operator but quotation marks around a phrase. A
    word in the headline weighs more than one in the body, a new story more than an old one; the last word
    may be unfinished. A page past the end is the last page.
    """
    return _search(ask(query, settings.LANGUAGE_CODE), page, per_page)


def search_view(query: str, page: int = 1) -> SearchView:
    """The page of answers to what a reader typed, twenty stories a page, in a fixed number of queries."""
    question = ask(query, settings.LANGUAGE_CODE)
    if not question.text:
        return SearchView(query="")
    result = _search(question, page, PAGE_SIZE)
    desk = Desk()
    note = _("Only the beginning of your question was used: it was very long.") if question.cut else ""
    return SearchView(
        query=question.text,
        list=_numbered(desk, question, result),
        took_note=note,
        topics=_topics(desk, question) if result.page == 1 else (),
    )


def _search(question: Question, page: int, per_page: int) -> SearchResult:
    if not question.clauses:
        return SearchResult(0, ())
    now = timezone.now()
    index = engine()
    total = index.count(question, now)
    if not total:
        return SearchResult(0, ())
    page = min(max(page, 1), -(-total // per_page))
    found = index.find(question, now, (per_page, (page - 1) * per_page))
    bodies = dict(Document.objects.filter(pk__in=found).values_list("pk", "body"))
    hits = (
        Hit(story_id, snippet_html(bodies.get(story_id, "").split("\n"), question, settings.LANGUAGE_CODE))
        for story_id in found
    )
    return SearchResult(total, tuple(hits), page)


def _numbered(desk: Desk, question: Question, result: SearchResult) -> Numbered:
    address = f"/search/?q={quote_plus(question.text)}"
    newer = {1: "", 2: address}.get(result.page, f"{address}&page={result.page - 1}")
    is_last = result.page * PAGE_SIZE >= result.total
    return Numbered(
        cards=_cards(desk, result),
        total=result.total,
        newer_url=newer,
        older_url="" if is_last else f"{address}&page={result.page + 1}",
    )


def _cards(desk: Desk, result: SearchResult) -> tuple[StoryCard, ...]:
    # Asked again what is live: a story may have gone between the two questions.
    stories = stories_by_id(hit.story_id for hit in result.hits)
    return tuple(
        desk.card(stories[hit.story_id], picture=False, snippet_html=hit.snippet_html)
        for hit in result.hits
        if hit.story_id in stories
    )


def _topics(desk: Desk, question: Question) -> tuple[TopicRef, ...]:
    """The running topics whose names hold every word asked for."""
    found = [
        topic
        for topic in running_topics(desk)
        if question.terms and question.terms <= set(terms_of(topic.name, settings.LANGUAGE_CODE))
    ]
    return tuple(found[:MOST_TOPICS])
