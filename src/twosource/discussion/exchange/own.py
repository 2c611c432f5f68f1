"""Our own file, read back: JSON Lines as `outgoing` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from .records import AccountLine, BanLine, CommentLine, EditionLine, Header, Line, ThreadLine, read_line
from .values import MARKDOWN, Author, BadFile, Found, Page, Said

_LONGEST_LINE = 16 << 20
LINE: TypeAdapter[CommentLine] = TypeAdapter(CommentLine)


class Own:
    """One file. Editions and bans are few, and are kept here; the rest goes by."""

    kind = "twosource"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.site = ""
        self.editions: list[EditionLine] = []
        self.bans: list[BanLine] = []

    def read(self) -> Iterator[Found]:
        """Accounts, threads and comments, with everything else a comment has in its `more`.

        Raises: BadFile with the line, the field and what is wrong.
        """
        with self.path.open("rb") as stream:
            for number, line in enumerate(iter(lambda: stream.readline(_LONGEST_LINE), b""), 1):
                if not line.strip():
                    continue
                found = self._line(line, number)
                if (number == 1) != isinstance(found, Header):
                    raise BadFile(
                        f"{self.path.name}: line {number}: the first line, and no other, names the newsroom."
                    )
                yield from self._told(found)
        if not self.site:
            raise BadFile(f"{self.path.name}: it is empty.")

    def _line(self, line: bytes, number: int) -> Line:
        try:
            return read_line(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadFile(
                f"{self.path.name}: line {number}: {where}: {first['msg']}; got {first['input']!r:.60}"
            ) from None

    def _told(self, found: Line) -> Iterator[Found]:
        if isinstance(found, Header):
            self.site = found.id
        elif isinstance(found, EditionLine):
            self.editions.append(found)
        elif isinstance(found, BanLine):
            self.bans.append(found)
        elif isinstance(found, AccountLine):
            yield Author(found.id, found.name, (found.email,) if found.email else ())
        elif isinstance(found, ThreadLine):
            yield _page(found)
        else:
            yield _said(found)


def key_of(name: tuple[str, str]) -> str:
    """A comment's two names as one."""
    return "\t".join(name)


def _page(line: ThreadLine) -> Page:
    more = {
        "claim": line.claim,
        "premoderation": line.premoderation,
        "closes_at": line.closes_at and line.closes_at.isoformat(),
        "closed_at": line.closed_at and line.closed_at.isoformat(),
        "closed_because": line.closed_because,
    }
    return Page(line.id, line.path, line.title, line.closed_at is not None, line.opened_at, more)


def _said(line: CommentLine) -> Said:
    return Said(
        key=key_of(line.id),
        page=line.thread,
        body=line.source,
        form=MARKDOWN,
        at=line.posted_at,
        parent=key_of(line.answers) if line.answers else "",
        author=line.author or "",
        name=line.name,
        state=line.state,
        edited_at=line.edited_at,
        supported=line.supported,
        edits=tuple((edit.source, edit.at) for edit in line.edits),
        more=LINE.dump_python(replace(line, source="", edits=()), mode="json"),
    )


def line_in(said: Said) -> CommentLine:
    """The line again that a comment was read from; its words and earlier words are in the comment itself."""
    return LINE.validate_json(json.dumps(said.more))
