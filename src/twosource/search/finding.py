"""Which stories answer a question and its filters, in which order, and what they are filed under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from twosource.ledger.reads import waiting_subjects
from twosource.stories.reads import live_stories

from . import handlers
from .catalogue import Catalogue, Counting, opened
from .engines import Engine, Words, engine
from .filing import MONTH, SAYS, SECTION, STATUS, TAGS, TOPIC, YEAR
from .filters import Filters, Meaning, meanings, narrowed
from .query import Clause, Question
from .ranking import idf, rank

MOST_PAGES = 50  # of one search; who wants to see more, narrows it down
WEIGHED = 200  # of very many stories, the newest so many are ranked by their words,
WEIGHED_ON_TOP = 100  # and the newest so many that hold every clause in the headline or the filing
SHOWN_VALUES = 24
SHOWN_YEARS = 60

Counted = tuple[tuple[str, int], ...]  # marks, and how many of the found stories have each


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found: the ids in order, the words of each, and what all that was found is filed under."""

    total: int = 0
    page: int = 1
    ids: tuple[int, ...] = ()
    words: dict[int, Words] = field(default_factory=dict)
    asked: tuple[Meaning, ...] = ()
    facets: dict[str, Counted] = field(default_factory=dict)


def find(
    question: Question, filters: Filters, *, now: datetime, page: int, per_page: int, facets: bool = False
) -> Found:
    """What answers the question among the stories the filters let through, best first.

    Without a question that is every one of them, newest first. A page past the end is the last page; there are
    at most fifty.
    """
    index = engine()
    with opened() as catalogue:
        asked = meanings(filters, catalogue)
        hits = _hits(catalogue, question, index) & ~catalogue.bits_of(_hidden(catalogue, now))
        found = hits & narrowed(catalogue, asked)
        total = found.bit_count()
        page = max(1, min(page, -(-total // per_page), MOST_PAGES))
        ids = _ordered(catalogue, question, found, index, now, page * per_page)[(page - 1) * per_page :]
        counted = _facets(catalogue, hits, found, asked) if facets else {}
    words = index.words(ids) if ids and question.clauses else {}
    return Found(total, page, tuple(ids), words, tuple(asked), counted)


def _hits(catalogue: Catalogue, question: Question, index: Engine) -> int:
    if question.text and not question.clauses:
        return 0
    hits = catalogue.everything
    for clause in question.clauses:
        hits &= holding(catalogue, clause, index)
        if not hits:
            return 0
    return hits


def holding(catalogue: Catalogue, clause: Clause, index: Engine, *, top: bool = False) -> int:
    """The stories that hold a clause; on top alone: in the headline or in what they are filed under."""
    return catalogue.answer((clause, top), lambda among: index.holding(clause, among=among, top=top))


def _hidden(catalogue: Catalogue, now: datetime) -> list[int]:
    """The stories readers see no longer, though the index has not heard of it yet."""
    late = {
        subject.partition(":")[2]
        for subject in waiting_subjects(handlers.NAME)
        if subject.startswith("story:")
    }
    ids = {int(story_id) for story_id in late}
    if ids:
        ids -= set(live_stories().filter(pk__in=ids).order_by().values_list("pk", flat=True))
    return [*ids, *catalogue.ended(now.timestamp())]


def _ordered(
    catalogue: Catalogue, question: Question, found: int, index: Engine, now: datetime, most: int
) -> list[int]:
    """The first so many stories, best first; without a question newest first."""
    if not question.clauses:
        return catalogue.newest(found, most)
    weighed = catalogue.newest(found, WEIGHED + WEIGHED_ON_TOP)
    if found.bit_count() > len(weighed):
        on_top = found
        for clause in question.clauses:
            on_top &= holding(catalogue, clause, index, top=True)
            if not on_top:
                break
        weighed = list({*weighed[:WEIGHED], *catalogue.newest(on_top, WEIGHED_ON_TOP)})
    stories = len(catalogue)
    weights = [
        (clause, idf(stories, holding(catalogue, clause, index).bit_count())) for clause in question.clauses
    ]
    ages = {story_id: now.timestamp() - catalogue.time_of(story_id) for story_id in weighed}
    ranked = rank(index.words(weighed), weights, ages)
    if len(ranked) < most:
        ranked += catalogue.newest(found & ~catalogue.bits_of(weighed), most - len(ranked))
    return ranked[:most]


def _facets(catalogue: Catalogue, hits: int, found: int, asked: Sequence[Meaning]) -> dict[str, Counted]:
    """What the found stories are filed under. Where any of several values will do, as if none had been chosen yet."""
    all_found = catalogue.counter(found)

    def among(name: str) -> Counting:
        if any(one.name == name for one in asked):
            return catalogue.counter(hits & narrowed(catalogue, asked, but=name))
        return all_found

    counted = {
        "section": among("section").most(SECTION, SHOWN_VALUES),
        "topic": among("topic").most(TOPIC, SHOWN_VALUES),
        "says": all_found.most(SAYS, SHOWN_VALUES),
        **{kind: all_found.most(kind, SHOWN_VALUES) for kind in TAGS},
        "status": _statuses(catalogue, among("status"), asked),
        "when": _dates(catalogue, among("when"), asked),
    }
    return {name: tuple(values) for name, values in counted.items()}


def _statuses(catalogue: Catalogue, counting: Counting, asked: Sequence[Meaning]) -> list[tuple[str, int]]:
    """Of the claims the chosen voices made, or of every claim."""
    voices = [one.mark.partition("/")[2] for one in asked if one.name == "says" and one.mark]
    marks = catalogue.of_kind(STATUS)
    if not voices:
        return [(mark, number) for mark in marks if (number := counting.count(mark))]
    pairs = [
        (mark, [f"{SAYS}-{STATUS}/{voice}-{mark.partition('/')[2]}" for voice in voices]) for mark in marks
    ]
    return [(mark, number) for mark, said in pairs if (number := counting.count_any(said))]


def _dates(catalogue: Catalogue, counting: Counting, asked: Sequence[Meaning]) -> list[tuple[str, int]]:
    """The years, newest first; after a year that was chosen its months, in order."""
    years = counting.most(YEAR, SHOWN_YEARS)
    chosen = {one.value[:4] for one in asked if one.name == "when" and one.mark}
    months = [mark for mark in catalogue.of_kind(MONTH) if mark.partition("/")[2][:4] in chosen]
    found = [*years, *((mark, number) for mark in months if (number := counting.count(mark)))]
    return sorted(found, key=_by_date)


def _by_date(counted: tuple[str, int]) -> tuple[int, str]:
    value = counted[0].partition("/")[2]
    return -int(value[:4]), value
