"""Comments of Isso (0.10 to 0.14), from its SQLite file. It is opened to be read, and stays as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .dates import moment
from .values import DELETED, HELD, MARKDOWN, SHOWN, BadFile, Found, Page, Said

# 1 valid, 2 waits for the moderator, 4 deleted but answered.
_STATES = {1: SHOWN, 2: HELD, 4: DELETED}
_COLUMNS = ("id", "tid", "parent", "created", "modified", "mode", "text", "author", "email", "likes")


class Isso:
    """One file. An Isso serves one paper, and its file does not say which."""

    kind = "isso"
    site = ""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Iterator[Found]:
        """Every thread, and every comment in the order of its number."""
        try:
            with closing(sqlite3.connect(f"file:{quote(str(self.path))}?mode=ro", uri=True)) as database:
                database.execute("PRAGMA trusted_schema = OFF")
                database.text_factory = lambda data: data.decode("utf-8", "replace")
                self._demand_tables(database)
                for key, uri, title in database.execute("SELECT id, uri, title FROM threads"):
                    yield Page(str(key), str(uri or ""), str(title or ""))
                rows = database.execute(f"SELECT {', '.join(_COLUMNS)} FROM comments ORDER BY id")  # noqa: S608
                for row in rows:
                    yield _comment(dict(zip(_COLUMNS, row, strict=True)))
        except sqlite3.Error as error:
            raise BadFile(f"{self.path.name}: it cannot be read as Isso’s database: {error}.") from error

    def _demand_tables(self, database: sqlite3.Connection) -> None:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if not {"threads", "comments"} <= {name for (name,) in found}:
            raise BadFile(f"{self.path.name}: it has no tables of Isso’s (threads, comments).")


def _comment(row: dict[str, Any]) -> Said:
    state = _STATES.get(row["mode"], HELD)
    likes = row["likes"]
    return Said(
        key=str(row["id"]),
        page=str(row["tid"]),
        body=str(row["text"] or "") if state != DELETED else "",
        form=MARKDOWN,
        at=moment(row["created"]),
        parent=str(row["parent"] or ""),
        name=str(row["author"] or ""),
        names=(str(row["email"]),) if row["email"] else (),
        state=state,
        edited_at=moment(row["modified"]),
        supported=likes if isinstance(likes, int) and 0 < likes < 1_000_000 else 0,
    )
