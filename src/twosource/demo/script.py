"""Reads the example newsroom from `content/` into the frozen values of `script_values`.

`read_script(now)` refuses what it does not know, with the file, the place and the reason, resolves every
relative day against `now`, and makes sure that every key leads somewhere. It writes nothing.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from twosource.demo import script_links
from twosource.demo.script_dates import story_day
from twosource.demo.script_talk import Discussion, Reader
from twosource.demo.script_values import Actor, Paper, Person, Picture, Script, Section, Story, Tag, Topic

CONTENT = Path(__file__).parent / "content"

_LISTS: dict[str, tuple[str, type]] = {
    "person": ("people", Person),
    "section": ("sections", Section),
    "topic": ("topics", Topic),
    "tag": ("tags", Tag),
    "actor": ("actors", Actor),
    "picture": ("pictures", Picture),
    "reader": ("readers", Reader),
}


T = TypeVar("T")


_PLURALS = {
    "claim": "claims",
    "request": "requests",
    "correction": "corrections",
    "override": "overrides",
    "fall": "falls",
    "need": "needs",
    "report": "reports",
    "comment": "comments",
}


class ScriptError(Exception):
    """The content says something it may not: the message has the file, the place and the reason."""


def read_script(now: datetime, folder: Path = CONTENT) -> Script:
    """The whole example newsroom as of `now` (aware, UTC); stories oldest first.

    Raises ScriptError for an unknown or missing key, a wrong type, a bad value, or a key that leads nowhere.
    """
    tables = _newsroom(folder)
    stories = [_story(path, now) for path in sorted((folder / "stories").glob("*.toml"))]
    stories.sort(key=lambda story: (story.published_at, story.slug))
    script = Script(
        now=now,
        stories=tuple(stories),
        discussions=tuple(_discussions(folder, stories, now)),
        saved_page=(folder / "saved-page.txt").read_bytes(),
        **tables,
    )
    if faults := script_links.faults(script):
        raise ScriptError("\n".join(faults))
    return script


def _newsroom(folder: Path) -> dict[str, Any]:
    """The tables of the newsroom itself, gathered from every file beside the stories."""
    found: dict[str, Any] = {name: () for name, _ in _LISTS.values()}
    for path in sorted(folder.glob("*.toml")):
        for table, rows in _parse(path).items():
            if table == "paper":
                found["paper"] = _read(Paper, rows, path, {})
            elif table in _LISTS:
                name, kind = _LISTS[table]
                found[name] += tuple(
                    _read(kind, row, path, {}, f"{table} {n}") for n, row in enumerate(rows, 1)
                )
            else:
                raise ScriptError(
                    f"{path.name}: no such table {table!r}; there are paper, {', '.join(_LISTS)}"
                )
    if "paper" not in found:
        raise ScriptError(f"{folder}: no [paper] in any file")
    return found


def _story(path: Path, now: datetime) -> Story:
    row = _parse(path)
    try:
        hour, age_days = row.pop("time"), row.pop("age_days")
        day = story_day(now, age_days, time.fromisoformat(hour), row.pop("working_day", False))
    except KeyError as missing:
        raise ScriptError(f"{path.name}: {missing} is missing") from None
    except (TypeError, ValueError) as error:
        raise ScriptError(f"{path.name}: age_days and time: {error}") from None
    row = {_PLURALS.get(key, key): value for key, value in row.items()}
    return _read(
        Story, row | {"slug": path.stem, "published_at": f"0 {hour}"}, path, {"day": day, "today": now.date()}
    )


def _discussions(folder: Path, stories: list[Story], now: datetime) -> Iterator[Discussion]:
    """What is said under each story, in a file with the story's name; days count from the story's."""
    days = {story.slug: story.published_at.date() for story in stories}
    for path in sorted((folder / "discussions").glob("*.toml")):
        if path.stem not in days:
            raise ScriptError(f"discussions/{path.name}: no story {path.stem!r}")
        row = {_PLURALS.get(key, key): value for key, value in _parse(path).items()}
        context = {"day": days[path.stem], "today": now.date()}
        yield _read(Discussion, row | {"story": path.stem}, path, context)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScriptError(f"{path.name}: {error}") from None


def _read(kind: type[T], row: dict[str, Any], path: Path, context: dict[str, Any], where: str = "") -> T:
    """`row` as a `kind`. It goes through JSON: there, strict allows an array for a tuple and nothing else."""
    try:
        text = json.dumps(row)
        return _reader(kind).validate_json(text, strict=True, context=context)  # type: ignore[no-any-return, arg-type]
    except (TypeError, ValidationError) as error:
        raise ScriptError(_explained(error, path, where)) from None


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _explained(error: TypeError | ValidationError, path: Path, where: str) -> str:
    if isinstance(error, TypeError):
        return f"{path.name}: {where}: {error}"
    lines = []
    for fault in error.errors(include_url=False):
        place = " ".join(filter(None, [where, ".".join(str(part) for part in fault["loc"])]))
        lines.append(f"{path.name}: {place}: {fault['msg']}; got {fault['input']!r:.60}")
    return "\n".join(lines)
