"""The two indexes: SQLite's FTS5 and PostgreSQL's tsvector. Both are given terms, never text.

Terms come from `language.words` and hold letters, digits and marks only, so that no operator of either query
language can be in them. An index says which stories hold a clause, and gives their words back to be weighed;
which of them readers may see, how they are ranked and counted is the same on both (see `catalogue.py` and
`ranking.py`).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Protocol
from zlib import crc32

from django.db import connection, transaction

from .query import Clause

TABLE = "search_terms"
VECTORS = "search_vectors"

# The words of a document: of its headline, of what it is filed under, and of its body, a line for each passage.
# Every line begins and ends with a space, so that a word is found with a space on either side.
Words = tuple[str, str, str]


class Engine(Protocol):
    """An index over the words of documents, by the story's id."""

    def store(self, rows: Sequence[tuple[int, Words]]) -> None:
        """Put the words of these documents in the place of any they had."""

    def holding(
        self, clause: Clause, *, among: Sequence[int] | None = None, top: bool = False
    ) -> Iterable[int]:
        """The stories that hold a clause; of these alone, or on top alone: in the headline or the filing."""

    def words(self, story_ids: Iterable[int]) -> dict[int, Words]:
        """The words of these documents."""


def engine() -> Engine:
    """The index of the database in use."""
    return Postgres() if connection.vendor == "postgresql" else SQLite()


def _rows(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


class SQLite:
    """FTS5. Its table keeps the words; a trigger empties it when documents go."""

    def store(self, rows: Sequence[tuple[int, Words]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM {TABLE} WHERE rowid = %s",  # noqa: S608  # a constant
                [(story_id,) for story_id, _words in rows],
            )
            cursor.executemany(
                f"INSERT INTO {TABLE} (rowid, headline, filed, body) VALUES (%s, %s, %s, %s)",  # noqa: S608
                [(story_id, *words) for story_id, words in rows],
            )

    def holding(
        self, clause: Clause, *, among: Sequence[int] | None = None, top: bool = False
    ) -> Iterable[int]:
        limited = "" if among is None else f" AND rowid IN ({','.join(map(str, map(int, among)))})"
        # One row of text is read many times faster than as many rows as there are stories.
        sql = f"SELECT group_concat(rowid) FROM {TABLE} WHERE {TABLE} MATCH %s{limited}"  # noqa: S608
        found = _rows(sql, [self.match(clause, top=top)])[0][0]
        return map(int, found.split(",")) if found else ()

    def words(self, story_ids: Iterable[int]) -> dict[int, Words]:
        wanted = ",".join(map(str, map(int, story_ids)))
        sql = f"SELECT rowid, headline, filed, body FROM {TABLE} WHERE rowid IN ({wanted})"  # noqa: S608
        return {row[0]: (row[1], row[2], row[3]) for row in _rows(sql, [])}

    def match(self, clause: Clause, *, top: bool = False) -> str:
        phrase = f'"{" ".join(clause.terms)}"{" *" if clause.prefix else ""}'
        return f"{{headline filed}} : {phrase}" if top else phrase


class Postgres:
    """A table of tsvectors, written out here, so that no parser reads terms.

    Its rows are kept narrow (the vectors are stored out of line), so that the many that hold a common word are
    on few pages. The words themselves stand beside the document.

    The index on vectors knows no places: for a phrase of two common words nearly every vector would be read. So
    words that stand side by side are noted too, as one of 65,536 numbers; other pairs share the number, and the
    few vectors of stories with it are read.
    """

    LARGEST = 900_000  # bytes; PostgreSQL refuses a tsvector of 1 MiB
    LAST_PLACE = 16_383  # and counts places no further
    MOST_PLACES = 255  # of one term

    def store(self, rows: Sequence[tuple[int, Words]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"""INSERT INTO {VECTORS} (story_id, every, top, pairs)
                VALUES (%s, %s::tsvector, %s::tsvector, %s::smallint[]) ON CONFLICT (story_id)
                DO UPDATE SET every = excluded.every, top = excluded.top, pairs = excluded.pairs""",  # noqa: S608
                [
                    (story_id, self.vector(words), self.vector(words[:2]), sorted(pairs_in(words)))
                    for story_id, words in rows
                ],
            )
            cursor.executemany(
                "UPDATE search_document SET words = %s WHERE story_id = %s",
                [("\f".join(words), story_id) for story_id, words in rows],
            )

    def holding(
        self, clause: Clause, *, among: Sequence[int] | None = None, top: bool = False
    ) -> Iterable[int]:
        source, held = VECTORS, f"{'top' if top else 'every'} @@ %s::tsquery"
        params: list[Any] = [self.match(clause)]
        if pairs := self._pairs_of(clause, top):
            # First who may hold the phrase, then their vectors: the planner thinks that reading a vector costs nothing,
            # and would read most of them. OFFSET 0 has it keep to this order.
            source = f"(SELECT * FROM {VECTORS} WHERE pairs @> %s::smallint[] OFFSET 0) AS likely"  # noqa: S608
            params.insert(0, pairs)
        if among is not None:
            held += " AND story_id = ANY(%s)"
            params.append(list(among))
        # As bytes: a hundred thousand numbers in digits take longer to read than to find.
        sql = f"SELECT string_agg(int8send(story_id), ''::bytea) FROM {source} WHERE {held}"  # noqa: S608
        with transaction.atomic():
            # The planner takes a look at every vector for cheap; none of them is small.
            _rows("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)", [])
            found = _rows(sql, params)[0][0]
        story_ids = array("q", found or b"")
        if sys.byteorder == "little":
            story_ids.byteswap()
        return story_ids

    def _pairs_of(self, clause: Clause, top: bool) -> list[int]:
        """The numbers of the pairs of a phrase whose words are both known to their end."""
        terms = clause.terms[:-1] if clause.prefix else clause.terms
        return sorted({number_of_pair(*pair, top) for pair in pairwise(terms)})

    def words(self, story_ids: Iterable[int]) -> dict[int, Words]:
        sql = "SELECT story_id, words FROM search_document WHERE story_id = ANY(%s) AND words IS NOT NULL"
        return {story_id: _parts(text) for story_id, text in _rows(sql, [list(story_ids)])}

    def match(self, clause: Clause) -> str:
        words = [f"'{term}'" for term in clause.terms]
        words[-1] += ":*" if clause.prefix else ""
        return " <-> ".join(words)

    def vector(self, parts: Sequence[str]) -> str:
        """The terms with their places; a gap after each part, so that no phrase reaches over it."""
        places: dict[str, list[str]] = {}
        at, size = 0, 0
        for part in parts:
            for term in part.split():
                at = min(at + 1, self.LAST_PLACE)
                found = places.setdefault(term, [])
                size += 4 if found else 16 + len(term.encode())
                if size > self.LARGEST:
                    break
                if len(found) < self.MOST_PLACES:
                    found.append(str(at))
            at += 2
        return " ".join(f"'{term}':{','.join(found)}" for term, found in places.items() if found)


def number_of_pair(term: str, following: str, top: bool) -> int:
    """The number that a pair of terms is noted by, as a `smallint` holds it. It stands in rows, and stays as it is."""
    return crc32(f"{'^' if top else ''}{term} {following}".encode()) % 65_536 - 32_768


def pairs_in(words: Words) -> set[int]:
    """The numbers of all terms that stand side by side in a document, and once more of those on top.

    Pairs over the end of a passage are among them, as in a vector.
    """
    found = set()
    for place, part in enumerate(words):
        for pair in pairwise(part.split()):
            found.add(number_of_pair(*pair, False))
            if place < 2:
                found.add(number_of_pair(*pair, True))
    return found


def _parts(text: str) -> Words:
    headline, filed, body = text.split("\f")
    return headline, filed, body
