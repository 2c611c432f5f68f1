"""Everything a file says, laid out on disk before anything is written: in any order, of any size, with any faults.

Files name answers before what they answer, name a comment twice, let answers go in circles. Here each comment gets
its `level` (0 at the top), so that what is answered is written before its answers; what cannot be written is told.
Memory holds a batch. The file is temporary and private, for it has e-mail addresses in it.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from .values import DELETED, Author, Found, Left, Page, Said

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE page (key TEXT PRIMARY KEY, told TEXT NOT NULL, place TEXT NOT NULL DEFAULT '');
CREATE TABLE author (key TEXT PRIMARY KEY, name TEXT NOT NULL, names TEXT NOT NULL);
CREATE TABLE said (
    seq INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, page TEXT NOT NULL, parent TEXT NOT NULL,
    state TEXT NOT NULL, at TEXT, told TEXT NOT NULL, level INTEGER
);
CREATE TABLE left_out (why TEXT NOT NULL, key TEXT NOT NULL, page TEXT NOT NULL, told TEXT NOT NULL);
CREATE TABLE changed (why TEXT NOT NULL, key TEXT NOT NULL, page TEXT NOT NULL);
"""
_INDEXES = """
CREATE INDEX said_parent ON said (parent);
CREATE INDEX said_page ON said (page, level, at, seq);
CREATE INDEX said_level ON said (level);
"""
_AT_ONCE = 1000


@contextmanager
def staging() -> Iterator[Staging]:
    """A place for one import; gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="twosource-comments-") as folder,
        closing(sqlite3.connect(Path(folder) / "staged.sqlite3", isolation_level=None)) as database,
    ):
        yield Staging(database)


class Staging:
    """What was read, and what becomes of it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._db.executescript(_TABLES)

    def fill(self, found: Iterable[Found]) -> Iterator[int]:
        """Take everything in; says now and then how much it was."""
        self._db.execute("BEGIN")
        count = 0
        for count, one in enumerate(found, 1):
            self._put(one)
            if count % _AT_ONCE == 0:
                yield count
        self._db.execute("COMMIT")
        yield count

    def _put(self, one: Found) -> None:
        if isinstance(one, Said):
            at = one.at.isoformat() if one.at else None
            row = (one.key, one.page, one.parent, one.state, at, json.dumps(one.plain()))
            sql = "INSERT OR IGNORE INTO said (key, page, parent, state, at, told) VALUES (?, ?, ?, ?, ?, ?)"
            if not self._db.execute(sql, row).rowcount:
                self.leave("twice", one.key, one.page, one.plain())
        elif isinstance(one, Page):
            told = {"address": one.address, "title": one.title, "closed": one.closed, "more": one.more}
            told["at"] = one.at.isoformat() if one.at else None
            # Exports of fifteen years name a page twice; the one with an address is the better one.
            keep = "ON CONFLICT (key) DO UPDATE SET told = excluded.told WHERE ? <> ''"
            sql = f"INSERT INTO page (key, told) VALUES (?, ?) {keep}"
            self._db.execute(sql, (one.key, json.dumps(told), one.address))
        elif isinstance(one, Author):
            values = (one.key, one.name, json.dumps(one.names))
            self._db.execute("INSERT OR REPLACE INTO author VALUES (?, ?, ?)", values)
        else:
            self.leave(one.why, one.key, one.page, dict(one.told))

    def leave(self, why: str, key: str, page: str, told: dict[str, Any]) -> None:
        """Put on the list of what does not come in."""
        self._db.execute("INSERT INTO left_out VALUES (?, ?, ?, ?)", (why, key, page, json.dumps(told)))

    def note(self, why: str, key: str, page: str) -> None:
        """Put on the list of what comes in otherwise than it was."""
        self._db.execute("INSERT INTO changed VALUES (?, ?, ?)", (why, key, page))

    def lay_out(self, *, whole: bool) -> None:
        """Cut what cannot be an answer loose, and give everything its level.

        Unless the `whole` is wanted, what was deleted and nobody answered is dropped: there is nothing left of it.
        """
        self._db.executescript("BEGIN;" + _INDEXES)
        lost = (
            "parent <> '' AND NOT EXISTS (SELECT 1 FROM said AS above WHERE above.key = said.parent"
            " AND above.page = said.page)"
        )
        self._db.execute(f"INSERT INTO changed SELECT 'parent', key, page FROM said WHERE {lost}")
        self._db.execute(f"UPDATE said SET parent = '' WHERE {lost}")
        self._rank("parent = ''")
        for key, page in self._circles():
            self.note("circle", key, page)
            self._db.execute("UPDATE said SET parent = '' WHERE key = ?", (key,))
        self._rank("parent = '' AND level IS NULL")
        if not whole:
            self._drop_unanswered()
        self._db.execute("COMMIT")

    def _drop_unanswered(self) -> None:
        """From the bottom up, so that one whose only answers went goes too."""
        bare = (
            f"level = ? AND state = '{DELETED}' AND NOT EXISTS"
            " (SELECT 1 FROM said AS below WHERE below.parent = said.key)"
        )
        deepest = self._db.execute("SELECT max(level) FROM said").fetchone()[0] or 0
        for level in range(deepest, -1, -1):
            told = f"INSERT INTO left_out SELECT 'deleted', key, page, told FROM said WHERE {bare}"
            if self._db.execute(told, (level,)).rowcount:
                self._db.execute(f"DELETE FROM said WHERE {bare}", (level,))

    def _rank(self, top: str) -> None:
        level = 0
        changed = self._db.execute(f"UPDATE said SET level = 0 WHERE {top}").rowcount
        while changed:
            below = "SELECT key FROM said WHERE level = ?"
            sql = f"UPDATE said SET level = ? WHERE level IS NULL AND parent IN ({below})"
            changed = self._db.execute(sql, (level + 1, level)).rowcount
            level += 1

    def _circles(self) -> list[tuple[str, str]]:
        """One comment of each circle of answers: the first that the file names."""
        rows = self._db.execute(
            "SELECT key, parent, page FROM said WHERE level IS NULL ORDER BY seq"
        ).fetchall()
        above = {key: parent for key, parent, _page in rows}
        place = {key: number for number, (key, _parent, _page) in enumerate(rows)}
        cut, seen = [], set()
        for key in above:
            way: list[str] = []
            while key not in seen:
                seen.add(key)
                way.append(key)
                key = above[key]
            if key in way:
                cut.append(min(way[way.index(key) :], key=place.__getitem__))
        return [(key, rows[place[key]][2]) for key in cut]

    def pages(self) -> Iterator[Page]:
        """Every page that something is said under, whether or not the file says what it is."""
        sql = (
            "SELECT DISTINCT said.page, page.told FROM said LEFT JOIN page ON page.key = said.page ORDER BY 1"
        )
        for key, told in self._db.execute(sql).fetchall():
            yield _page(key, json.loads(told) if told else {"address": ""})

    def put_under(self, page: str, place: str) -> None:
        """Say what a page is here; empty is nothing."""
        sql = "INSERT INTO page VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET place = excluded.place"
        self._db.execute(sql, (page, '{"address": ""}', place))

    def leave_the_placeless(self) -> None:
        """What stands under nothing here goes on the list."""
        where = "page IN (SELECT key FROM page WHERE place = '')"
        self._db.execute("BEGIN")
        self._db.execute(f"INSERT INTO left_out SELECT 'no_story', key, page, told FROM said WHERE {where}")
        self._db.execute(f"DELETE FROM said WHERE {where}")
        self._db.execute("COMMIT")

    def count(self) -> int:
        """How many comments are to come in."""
        return int(self._db.execute("SELECT count(*) FROM said").fetchone()[0])

    def under(self) -> list[tuple[str, list[Page]]]:
        """What comments come under (`story:7`), with the pages there that are it: two addresses may be one story."""
        sql = "SELECT place, key, told FROM page WHERE key IN (SELECT page FROM said) ORDER BY place, key"
        found: dict[str, list[Page]] = {}
        for place, key, told in self._db.execute(sql).fetchall():
            found.setdefault(place, []).append(_page(key, json.loads(told)))
        return list(found.items())

    def said_under(self, page: str) -> Iterator[tuple[int, Said]]:
        """The comments of a page with their levels, what is answered before its answers."""
        sql = (
            "SELECT said.level, said.parent, said.told, author.name, author.names FROM said"
            " LEFT JOIN author ON author.key = json_extract(said.told, '$.author') AND author.key <> ''"
            " WHERE page = ? ORDER BY level, at, seq"
        )
        for level, parent, told, name, names in self._db.execute(sql, (page,)):
            values = json.loads(told) | {"parent": parent}
            if name is not None:
                values["name"] = values["name"] or name
                values["names"] = [*values["names"], *json.loads(names)]
            yield level, Said.from_plain(values)

    def authors(self, keys: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The name of each of these authors, and what else they may be called."""
        found = {}
        for key in keys:
            row = self._db.execute("SELECT name, names FROM author WHERE key = ?", (key,)).fetchone()
            if row:
                found[key] = (row[0], tuple(json.loads(row[1])))
        return found

    def left(self) -> Iterator[Left]:
        """Everything that does not come in."""
        for why, key, page, told in self._db.execute("SELECT * FROM left_out ORDER BY rowid"):
            yield Left(why, key, page, json.loads(told))

    def changed(self) -> Iterator[tuple[str, str, str]]:
        """Everything that comes in otherwise: why, its key, its page."""
        yield from self._db.execute("SELECT * FROM changed ORDER BY rowid")

    def counts(self, table: str) -> dict[str, int]:
        """How many were `left_out` or `changed`, by why."""
        return dict(self._db.execute(f"SELECT why, count(*) FROM {table} GROUP BY why ORDER BY 2 DESC"))


def _page(key: str, told: dict[str, Any]) -> Page:
    at = told.get("at")
    return Page(
        key, told["address"], told.get("title", ""), bool(told.get("closed")),
        datetime.fromisoformat(at) if at else None, told.get("more"),
    )  # fmt: skip
