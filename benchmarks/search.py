"""How long a search takes among many stories, and beside it how long Wagtail's own search takes.

Rerun, from the project's root:

    .venv/bin/python benchmarks/search.py                     # SQLite, 100,000 stories
    .venv/bin/python benchmarks/search.py --postgres          # on a PostgreSQL of its own, thrown away after
    .venv/bin/python benchmarks/search.py --stories 20000 --beside 5000

The stories are made up: 260 words each, drawn as a language has them (Zipf: few of them often, most of them
seldom), filed under 10 sections, 300 topics, 4,000 tags, 1,500 voices and 20 years. They are put into the room's
own tables by its own function; there are no pages, so that only the search is measured: understanding the
question, finding, counting, ranking, facets where they are asked for, the words of twenty stories and their
snippets. `unready` is a process that has just started and is asked before it got ready; `cold` is the first time that
a process that is ready is asked for any clause of a question, both with all facets counted, as on the page; `warm` is
any later time. `cpu` is the work of this process and of PostgreSQL's for it (where its figures can be read), which on a
busy machine tells more than the clock. Wagtail's database search (FTS5 or tsvector) indexes as many pages of the same
words as `--beside` says, and answers the same questions with a count and the first twenty.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from edge import keep
from own_newsroom import start_newsroom

VOCABULARY = 60_000
COMMON = 40  # the first so many words are common: each is in a third of the stories or more
LETTERS = "bcdfghklmnprstvz"


def main() -> None:
    """Fill an index, ask it, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument(
        "--beside", type=int, default=5_000, help="pages for Wagtail's search; 0: leave it out"
    )
    parser.add_argument("--questions", type=int, default=40, help="of each kind")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="twosource-benchmark-")))
        start_newsroom(folder, stack if asked.postgres else None)
        paper = Made(random.Random(asked.seed))  # noqa: S311  # no secret
        fill(paper, asked.stories)
        questions = paper.questions(asked.questions)
        ask(questions, asked.stories)
        if asked.beside:
            ask_wagtail(paper, questions, asked.beside)


class Made:
    """Words, stories and questions, drawn by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        syllables = [a + b for a in LETTERS for b in "aeiou"]
        self.words = ["".join(chance.choices(syllables, k=2 + n % 3)) + f"q{n:x}" for n in range(VOCABULARY)]
        self._weights = list(itertools.accumulate(1 / (n + 2) for n in range(VOCABULARY)))
        self.pairs: list[str] = []

    def story(self) -> tuple[str, str, str]:
        """A headline, a filing, a body of nine passages."""
        drawn = self.chance.choices(self.words, cum_weights=self._weights, k=262)
        if len(self.pairs) < 5_000:
            self.pairs.append(" ".join(drawn[20:22]))
        passages = [" ".join(drawn[at : at + 28]) for at in range(12, 262, 28)]
        return " ".join(drawn[:8]), " ".join(drawn[8:12]), "\n".join(passages)

    def marks(self, at: datetime) -> tuple[str, ...]:
        """What a story is filed under: few sections, topics and tags have most of the stories."""
        draw = self.chance.paretovariate
        tags = {
            f"{kind}/{min(int(draw(0.7)), 1_000)}" for kind in ("person", "organisation", "place", "subject")
        }
        status = self.chance.choice(("confirmed", "asserted", "asserted", "disputed", "corroborated"))
        voice = min(int(draw(0.6)), 1_500)
        return (
            f"year/{at.year:04}", f"month/{at.year:04}-{at.month:02}", f"section/{self.chance.randrange(1, 11)}",
            f"topic/{min(int(draw(0.8)), 300)}", f"status/{status}", f"says/{voice}",
            f"says-status/{voice}-{status}", *tags,
        )  # fmt: skip

    def questions(self, each: int) -> dict[str, list[str]]:
        """Questions by kind: `each` different ones of every kind."""
        common, middle = self.words[:COMMON], self.words[200:2_000]
        rare, pick = self.words[20_000:], self.chance.sample
        return {
            "rare word": pick(rare, each),
            "middling word": pick(middle, each),
            "common word": [common[n % COMMON] for n in range(each)],
            "two words": [
                f"{a} {b}" for a, b in zip(pick(common * each, each), pick(middle, each), strict=True)
            ],
            "three common": [" ".join(pick(common, 3)) for _ in range(each)],
            "phrase": [f'"{pair}"' for pair in pick(self.pairs, each)],
            "common phrase": [f'"{" ".join(pick(common, 2))}"' for _ in range(each)],
            "unfinished": [word[:4] for word in pick(middle, each)],
        }


def fill(paper: Made, count: int) -> None:
    """So many stories in the index; the newest have the highest numbers."""
    from django.db import connection

    from twosource.search.actions import put
    from twosource.search.documents import Texts
    from twosource.search.filing import Filed

    _without_keys()
    started, newest = time.perf_counter(), datetime(2026, 11, 26, tzinfo=UTC)
    step = timedelta(days=20 * 365) / count
    for first in range(1, count + 1, 2_000):
        rows = []
        for pk in range(first, min(first + 2_000, count + 1)):
            at = newest - step * (count - pk)
            rows.append((pk, Texts(*paper.story()), Filed(at, None, paper.marks(at))))
        put(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {count} stories indexed in {time.perf_counter() - started:.0f} s")


def _without_keys() -> None:
    """The documents here are of no pages."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
        else:
            cursor.execute("""SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', conrelid::regclass::text, conname)
                FROM pg_constraint WHERE contype = 'f' AND confrelid = 'stories_storypage'::regclass
                AND conrelid IN ('search_document'::regclass, 'search_filing'::regclass)""")
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)


def ask(questions: dict[str, list[str]], count: int) -> None:
    """The table: each kind of question, alone, with all facets counted, and narrowed down by three filters."""
    from django.db import connection

    from twosource.search.filters import Filters

    unready, ready = Kept(), get_ready(count)
    narrow = Filters((("status", "confirmed"), ("when", "2015"), ("from", "2015-02-10")))
    kinds = ("unready", "cold", "warm", "with facets", "narrowed, facets")
    print(f"{'milliseconds':14}{'stories':>9}" + "".join(f"{kind:>22}" for kind in kinds))
    print(" " * 23 + "".join(f"{'p50':>8}{'p95':>7}{'cpu95':>7}" for _kind in kinds))
    kept: dict[str, dict[str, float]] = {}
    for kind, texts in questions.items():
        whole = partial(_find, facets=True)
        times = {
            "unready": timed(texts, whole, unready.put_back),
            "cold": timed(texts, whole, ready.put_back),
        }
        found = sorted(_find(text) for text in texts)
        times |= {
            "warm": timed(texts, _find),
            "with facets": timed(texts, whole),
            "narrowed, facets": timed(texts, partial(_find, filters=narrow, facets=True)),
        }
        told = "".join("{:>8.1f}{:>7.1f}{:>7.1f}".format(*one) for one in times.values())
        print(f"{kind:14}{found[len(found) // 2]:>9}{told}", flush=True)
        kept[kind] = {"found": found[len(found) // 2], **{name: one[1] for name, one in times.items()}}
    keep(f"search {connection.vendor}", {"stories": count, "p95": kept})


class Kept:
    """What a process has at hand at this moment, to be had again."""

    def __init__(self) -> None:
        from twosource.search.catalogue import opened

        with opened() as catalogue:
            self._catalogue = catalogue
            self._kept = [each.copy() for each in self._answers()]

    def put_back(self) -> None:
        for each, kept in zip(self._answers(), self._kept, strict=True):
            each.clear()
            each.update(kept)

    def _answers(self) -> tuple[Any, Any]:
        return self._catalogue._answers, self._catalogue._broad


def get_ready(count: int) -> Kept:
    """As a process does when it has started."""
    from twosource.search import readiness

    started = time.perf_counter()
    asked = readiness.get_ready()
    print(
        f"of {count} stories {asked} common clauses are asked for in {time.perf_counter() - started:.1f} s, "
        "once a process, half of it waiting\n"
    )
    return Kept()


def _find(text: str, filters: object = None, *, facets: bool = False) -> int:
    """One search, as the page does it, but for the cards of the stories."""
    from django.utils import timezone

    from twosource.search.filters import Filters
    from twosource.search.finding import find
    from twosource.search.query import ask as understand
    from twosource.search.reads import _hits

    question = understand(text, "en")
    narrowed = filters if isinstance(filters, Filters) else Filters()
    found = find(question, narrowed, now=timezone.now(), page=1, per_page=20, facets=facets)
    _hits(found, question)
    return found.total


def clock_of_work() -> Callable[[], float]:
    """Seconds of work of this process, and of the process PostgreSQL has for it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        figures = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    try:
        figures.read_text()
    except OSError:
        return time.process_time
    return lambda: time.process_time() + int(figures.read_text().split()[0]) / 1e9


def timed(
    texts: list[str], deed: Callable[[str], object], before: Callable[[], None] | None = None
) -> tuple[float, float, float]:
    """The median, the 95th percentile, and that of the work alone, in milliseconds."""
    took, worked = [], []
    at_work = clock_of_work()
    for text in texts:
        if before is not None:
            before()
        started, begun = time.perf_counter(), at_work()
        deed(text)
        took.append((time.perf_counter() - started) * 1_000)
        worked.append((at_work() - begun) * 1_000)
    place = int(len(texts) * 0.95)
    return statistics.median(took), sorted(took)[place], sorted(worked)[place]


def ask_wagtail(paper: Made, questions: dict[str, list[str]], count: int) -> None:
    """The same questions to Wagtail's own database search over so many pages, a minute for each kind at most."""
    from modelsearch.backends import get_search_backend
    from wagtail.models import Page

    backend = get_search_backend("modelsearch.backends.database")
    pages = _pages(count)
    for page in pages:
        page.title = "\n".join(paper.story())  # the rows have short ones; the index is given all words
    started = time.perf_counter()
    backend.get_index_for_model(Page).add_items(Page, pages)
    print(f"\nWagtail's database search: {count} pages indexed in {time.perf_counter() - started:.0f} s")
    for kind, texts in questions.items():
        took = sorted(_until(60.0, texts, backend))
        if took:
            p95 = took[int(len(took) * 0.95)]
            print(f"{kind:22}p50 {statistics.median(took):>10.1f}  p95 {p95:>10.1f} ms ({len(took)} asked)")


def _pages(count: int) -> list[Any]:
    """So many live pages under the root."""
    from wagtail.models import Page

    root = Page.get_first_root_node()
    Page.objects.bulk_create(
        [
            Page(
                title=f"Page {number}", draft_title="", slug=f"p{number}", url_path=f"/p{number}/", depth=2,
                path=Page._get_path(root.path, 2, 100 + number), content_type_id=root.content_type_id,
                locale_id=root.locale_id,
            )
            for number in range(count)
        ],
        batch_size=500,
    )  # fmt: skip
    return list(Page.objects.filter(slug__startswith="p", depth=2))


def _until(seconds: float, texts: list[str], backend: Any) -> Iterator[float]:
    from wagtail.models import Page

    begun = time.perf_counter()
    for text in texts:
        if time.perf_counter() - begun > seconds:
            return
        started = time.perf_counter()
        found = backend.search(text.strip('"'), Page)
        found.count()
        list(found[:20])
        yield (time.perf_counter() - started) * 1_000


if __name__ == "__main__":
    main()
