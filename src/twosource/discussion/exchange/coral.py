"""Comments of Coral (6 to 9), as its database is exported: a folder with comments, stories and users.

Coral has no export of its own. What leaves it is `mongoexport` of these three collections (`comments.json` …), or the
three CSV files of the form its importer reads (`comments.csv` …); we take both.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from .dates import moment, mongo_moment
from .json_files import records
from .values import DELETED, HELD, HTML, REMOVED, SHOWN, Author, BadFile, Found, Left, Page, Said

_STATES = {"NONE": SHOWN, "APPROVED": SHOWN, "PREMOD": HELD, "SYSTEM_WITHHELD": HELD, "REJECTED": REMOVED}
_WIDEST = 1 << 24
_COLUMNS = {
    "users": ("id", "email", "username", "role", "banned", "created_at"),
    "stories": ("id", "url", "title", "author", "published_at", "closed_at", "mode"),
    "comments": ("id", "author_id", "story_id", "created_at", "body", "parent_id", "status"),
}


class Coral:
    """One export: its folder, or the file of comments in it, with the others beside it."""

    kind = "coral"

    def __init__(self, path: Path) -> None:
        self.folder = path if path.is_dir() else path.parent
        self.form = _kind(path)
        self.site = ""

    def read(self) -> Iterator[Found]:
        """Users, stories and comments; what has no story or user file beside it comes without."""
        for name in ("users", "stories", "comments"):
            path = self.folder / f"{name}.{self.form}"
            if not path.is_file():
                if name == "users":
                    continue
                raise BadFile(f"{path.name} is not in {self.folder}: comments are nowhere without it.")
            make = getattr(self, f"_{name}_{self.form}")
            rows = records(path) if self.form == "json" else _rows(path, name)
            for row in rows:
                yield make(row)

    def _users_json(self, row: dict[str, Any]) -> Found:
        return Author(_word(row, "id"), _word(row, "username"), _names(row, "username", "email"))

    def _stories_json(self, row: dict[str, Any]) -> Found:
        self.site = self.site or _word(row, "tenantID")
        about = row.get("metadata") if isinstance(row.get("metadata"), dict) else {}
        closed = mongo_moment(row.get("closedAt")) is not None
        at = mongo_moment(about.get("publishedAt")) or mongo_moment(row.get("createdAt"))  # type: ignore[union-attr]
        return Page(_word(row, "id"), _word(row, "url"), _word(about, "title"), closed, at)  # type: ignore[arg-type]

    def _comments_json(self, row: dict[str, Any]) -> Found:
        key, page = _word(row, "id"), _word(row, "storyID")
        versions = _versions(row.get("revisions"))
        if not key:
            return Left("not_read", "", page)
        deleted = mongo_moment(row.get("deletedAt")) is not None
        at = mongo_moment(row.get("createdAt")) or (versions[0][1] if versions else None)
        edits = tuple((body, after) for (body, _at), (_after, after) in pairwise(versions) if after)
        return Said(
            key=key, page=page, body="" if deleted or not versions else versions[-1][0], form=HTML, at=at,
            parent=_word(row, "parentID"), author=_word(row, "authorID"),
            state=DELETED if deleted else _STATES.get(_word(row, "status"), HELD),
            edited_at=versions[-1][1] if edits else None, edits=() if deleted else edits,
            supported=_reactions(row.get("actionCounts")),
        )  # fmt: skip

    def _users_csv(self, row: dict[str, str]) -> Found:
        return Author(row["id"], row["username"], _names(row, "username", "email"))

    def _stories_csv(self, row: dict[str, str]) -> Found:
        closed = moment(row["closed_at"]) is not None
        return Page(row["id"], row["url"], row["title"], closed, moment(row["published_at"]))

    def _comments_csv(self, row: dict[str, str]) -> Found:
        if not row["id"]:
            return Left("not_read", "", row["story_id"])
        return Said(
            key=row["id"], page=row["story_id"], body=row["body"], form=HTML, at=moment(row["created_at"]),
            parent=row["parent_id"], author=row["author_id"], state=_STATES.get(row["status"], HELD),
        )  # fmt: skip


def _kind(path: Path) -> str:
    if path.is_dir():
        found = [kind for kind in ("json", "csv") if (path / f"comments.{kind}").is_file()]
        if not found:
            raise BadFile(f"{path}: neither comments.json nor comments.csv is in it.")
        return found[0]
    return "csv" if path.suffix.lower() == ".csv" else "json"


def _word(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _names(row: dict[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(filter(None, (_word(row, name) for name in names)))


def _versions(told: Any) -> list[tuple[str, datetime | None]]:
    """The wordings of a comment, oldest first."""
    rows = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    return [(_word(one, "body"), mongo_moment(one.get("createdAt"))) for one in rows]


def _reactions(told: Any) -> int:
    count = told.get("REACTION", 0) if isinstance(told, dict) else 0
    if isinstance(count, dict):
        count = count.get("$numberInt", count.get("$numberLong", 0))
    digits = str(count)
    return int(digits) if digits.isdecimal() and len(digits) < 8 else 0


def _rows(path: Path, name: str) -> Iterator[dict[str, str]]:
    """Rows by column, with a line of names at the top or without one (then in the importer’s order)."""
    csv.field_size_limit(_WIDEST)
    columns: list[str] = list(_COLUMNS[name])
    with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(line.replace("\0", "") for line in stream)
        try:
            for number, row in enumerate(reader, 1):
                if number == 1 and {"id"} <= {cell.strip().lower() for cell in row}:
                    columns = [cell.strip().lower() for cell in row]
                elif row:
                    yield dict.fromkeys(_COLUMNS[name], "") | dict(zip(columns, row, strict=False))
        except csv.Error as error:
            raise BadFile(f"{path.name}: line {reader.line_num}: {error}.") from error
