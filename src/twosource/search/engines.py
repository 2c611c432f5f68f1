"""The two indexes: SQLite's FTS5 and PostgreSQL's tsvector. Both are given terms, never text.

Terms come from `language.words` and hold letters, digits and marks only, so that no operator of either query
language can be in them. Which stories may be found is asked of `stories.reads` in the same statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import connection
from django.db.models import F, Q

from twosource.stories.reads import live_stories

from .query import Clause, Question

TABLE = "search_terms"
# How much a word weighs in the headline, in what the story is filed under, and in the body.
WEIGHTS = (10.0, 4.0, 1.0)
# A story of this age, in days, has lost half of what being new is worth; being new doubles its weight.
HALF_LIFE = 180.0


class Engine(Protocol):
    """An index over the terms of documents, by the story's id."""

    def store(self, story_id: int, columns: Sequence[Sequence[str]]) -> None:
        """Put the terms of a document's headline, filing and body in the place of any it had."""

    def count(self, question: Question, now: datetime) -> int:
        """How many stories that readers may see answer the question."""

    def find(self, question: Question, now: datetime, span: tuple[int, int]) -> list[int]:
        """The ids of those stories, best first; `span` is (how many, after how many)."""


def engine() -> Engine:
    """The index of the database in use."""
    return Postgres() if connection.vendor == "postgresql" else SQLite()


def _shown(now: datetime) -> tuple[str, tuple[Any, ...]]:
    """The stories readers may see, as SQL with columns `story` and `at`."""
    stories = live_stories().filter(Q(expire_at=None) | Q(expire_at__gt=now)).order_by()
    query = stories.annotate(story=F("pk"), at=F("first_published_at")).values("story", "at").query
    sql, params = query.sql_with_params()
    return sql, tuple(params)


def _rows(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


class SQLite:
    """FTS5. Its table keeps the terms; a trigger empties it when documents go."""

    def store(self, story_id: int, columns: Sequence[Sequence[str]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = %s", [story_id])  # noqa: S608  # a constant
            cursor.execute(
                f"INSERT INTO {TABLE} (rowid, headline, filed, body) VALUES (%s, %s, %s, %s)",  # noqa: S608
                [story_id, *(" ".join(terms) for terms in columns)],
            )

    def count(self, question: Question, now: datetime) -> int:
        shown, params = _shown(now)
        sql = f"""
            SELECT count(*) FROM {TABLE} JOIN ({shown}) live ON live.story = {TABLE}.rowid
            WHERE {TABLE} MATCH %s"""  # noqa: S608
        return int(_rows(sql, [*params, self.match(question)])[0])

    def find(self, question: Question, now: datetime, span: tuple[int, int]) -> list[int]:
        shown, params = _shown(now)
        # bm25 is below zero, and lower is better.
        sql = f"""
            SELECT {TABLE}.rowid FROM {TABLE} JOIN ({shown}) live ON live.story = {TABLE}.rowid
            WHERE {TABLE} MATCH %s
            ORDER BY bm25({TABLE}, %s, %s, %s)
                * (1 + 1 / (1 + max(0.0, julianday(%s) - coalesce(julianday(live.at), 0)) / %s)),
                live.at DESC, live.story DESC
            LIMIT %s OFFSET %s"""  # noqa: S608
        moment = now.strftime("%Y-%m-%d %H:%M:%S")
        return _rows(sql, [*params, self.match(question), *WEIGHTS, moment, HALF_LIFE, *span])

    def match(self, question: Question) -> str:
        return " AND ".join(f'"{" ".join(c.terms)}"{" *" if c.prefix else ""}' for c in question.clauses)


class Postgres:
    """A tsvector in a column beside each document, written out here, so that no parser reads terms."""

    LARGEST = 900_000  # bytes; PostgreSQL refuses a tsvector of 1 MiB
    LAST_PLACE = 16_383  # and counts places no further
    MOST_PLACES = 255  # of one term
    LABELS = "AB "

    def store(self, story_id: int, columns: Sequence[Sequence[str]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_document SET terms = %s::tsvector WHERE story_id = %s",
                [self.vector(columns), story_id],
            )

    def count(self, question: Question, now: datetime) -> int:
        shown, params = _shown(now)
        sql = f"""
            SELECT count(*) FROM search_document JOIN ({shown}) live ON live.story = search_document.story_id
            WHERE terms @@ %s::tsquery"""  # noqa: S608
        return int(_rows(sql, [*params, self.match(question)])[0])

    def find(self, question: Question, now: datetime, span: tuple[int, int]) -> list[int]:
        shown, params = _shown(now)
        sql = f"""
            SELECT story_id FROM search_document JOIN ({shown}) live ON live.story = search_document.story_id
            WHERE terms @@ %s::tsquery
            ORDER BY ts_rank(%s::real[], terms, %s::tsquery, 1)
                * (1 + 1 / (1 + greatest(0, extract(epoch FROM %s - live.at) / 86400) / %s)) DESC,
                live.at DESC, live.story DESC
            LIMIT %s OFFSET %s"""  # noqa: S608
        headline, filed, body = (weight / max(WEIGHTS) for weight in WEIGHTS)
        weights = [body, body, filed, headline]  # of the labels D, C (unused), B and A
        match = self.match(question)
        return _rows(sql, [*params, match, weights, match, now, HALF_LIFE, *span])

    def match(self, question: Question) -> str:
        return " & ".join(self._phrase(clause) for clause in question.clauses)

    def _phrase(self, clause: Clause) -> str:
        words = [f"'{term}'" for term in clause.terms]
        words[-1] += ":*" if clause.prefix else ""
        return "(" + " <-> ".join(words) + ")"

    def vector(self, columns: Sequence[Sequence[str]]) -> str:
        """The terms with their places; a gap after each column, so that no phrase reaches over it."""
        places: dict[str, list[str]] = {}
        at, size = 0, 0
        for terms, label in zip(columns, self.LABELS, strict=True):
            for term in terms:
                at = min(at + 1, self.LAST_PLACE)
                found = places.setdefault(term, [])
                size += 4 if found else 16 + len(term.encode())
                if size > self.LARGEST:
                    break
                if len(found) < self.MOST_PLACES:
                    found.append(f"{at}{label.strip()}")
            at += 2
        return " ".join(f"'{term}':{','.join(found)}" for term, found in places.items() if found)
