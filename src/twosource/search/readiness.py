"""What a process has at hand before the first reader asks: the catalogue, and what the commonest words find.

A word in nearly every story takes longest to ask an index for, and is in most questions. Which words and phrases are
common is told by the newest stories.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from django.db import connection

from .catalogue import opened
from .engines import Words, engine
from .finding import holding
from .query import Clause

SAMPLE = 300  # stories
FEW = 10_000  # stories among which any answer is found in a moment
COMMON = 8  # a word is common that one story in so many holds,
COMMON_PHRASE = 50  # and two or three words side by side, for which PostgreSQL reads more
MOST = 256  # words, and as many phrases
EVERY = 60.0  # seconds
RESTS = 3

T = TypeVar("T")
log = logging.getLogger(__name__)


def keep_ready(stop: threading.Event) -> None:
    """Get ready, and again now and then for what changed, until told to stop. For a thread of its own."""
    while not stop.is_set():
        try:
            get_ready(stop)
        except Exception:
            # A database that is away or locked: whoever searches meanwhile waits a little longer.
            log.warning("search: what readers ask most could not be prepared", exc_info=True)
        finally:
            connection.close()
        stop.wait(EVERY)


def get_ready(stop: threading.Event | None = None) -> int:
    """Read the catalogue, and among many stories ask for what is common. Returns how many clauses were asked for.

    Between two of them it rests for three times as long as one took: who reads and who publishes meanwhile come first.
    """
    index, asked = engine(), 0
    with opened() as catalogue:
        if len(catalogue) < FEW:
            return 0
        newest = index.words(catalogue.newest(catalogue.everything, SAMPLE)).values()
        wanted = [key for key in common_in(newest) if not catalogue.is_at_hand(key)]
    for clause, top in wanted:
        if stop is not None and stop.is_set():
            break
        started = time.monotonic()
        with opened() as catalogue:
            holding(catalogue, clause, index, top=top)
        asked += 1
        time.sleep(RESTS * (time.monotonic() - started))
    return asked


def common_in(documents: Collection[Words]) -> Iterator[tuple[Clause, bool]]:
    """What many of these documents hold, most of them first: words, finished and not, phrases, and words on top."""
    words, phrases, on_top = Counter[str](), Counter[tuple[str, ...]](), Counter[str]()
    for parts in documents:
        terms = [part.split() for part in parts]
        words.update({term for part in terms for term in part})
        on_top.update({term for part in terms[:2] for term in part})
        phrases.update({run for part in terms for length in (2, 3) for run in _runs(part, length)})
    for term in _most(words, len(documents) / COMMON):
        yield Clause((term,)), False
        yield Clause((term,), prefix=True), False
    for term in _most(on_top, len(documents) / COMMON):
        yield Clause((term,)), True
        yield Clause((term,), prefix=True), True
    for run in _most(phrases, len(documents) / COMMON_PHRASE):
        yield Clause(run), False


def _runs(terms: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    """All runs of so many terms."""
    return zip(*(terms[start:] for start in range(length)), strict=False)


def _most(counted: Counter[T], least: float) -> list[T]:
    return [each for each, number in counted.most_common(MOST) if number > least]
