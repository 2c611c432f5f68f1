"""docs/newsroom/see-with-curl.md: every request on it is made, and shows what is shown there."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from page_folder import PICTURE, STORY, Edge
from raw_line import line

pytestmark = pytest.mark.slow

PAGE = Path(__file__).resolve().parents[3] / "docs/newsroom/see-with-curl.md"


@dataclass(frozen=True)
class Example:
    """A command of the page, and the lines that are shown under it."""

    command: str
    shown: tuple[str, ...]


def examples() -> list[Example]:
    blocks = re.findall(r"(?:^    .+\n)+", PAGE.read_text("utf-8"), re.MULTILINE)
    rows = [[row.strip() for row in block.splitlines()] for block in blocks]
    return [Example(first.removeprefix("$ "), tuple(rest)) for first, *rest in rows]


def asked(command: str, **known: str) -> bytes:
    """What curl would send for this command. Raises ValueError on an option that is not known here."""
    for name, value in known.items():
        command = command.replace(f"${name}", value)
    first, *words = shlex.split(command)
    assert first == "curl"
    method, version, headers, body, target = "GET", "1.1", {"Host": "127.0.0.1"}, "", "/"
    words = iter(words)
    for word in words:
        match word:
            case "-si" | "--path-as-is":
                pass
            case "-sI":
                method = "HEAD"
            case "--http1.0":
                version = "1.0"
            case "-X":
                method = next(words)
            case "-r":
                headers["Range"] = f"bytes={next(words)}"
            case "-d":
                body = next(words)
                headers["Content-Length"] = str(len(body))
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case _ if word.startswith("/"):
                target = word
            case _:
                raise ValueError(f"{word} in {command}")
    head = [f"{method} {target} HTTP/{version}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def test_the_page_has_examples() -> None:
    assert len(examples()) > 10


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.command)
def test_a_request_of_the_page_shows_what_is_shown_there(edge: Edge, example: Example) -> None:
    with line(edge.port) as curl:
        tag = curl.ask(STORY).headers["etag"]
    raw = asked(example.command, PAPER="", STORY=STORY, PICTURE=PICTURE, TAG=tag.replace('"', '\\"'))
    with line(edge.port) as curl:
        curl.say(raw)
        answer = curl.answer(bodiless=raw.startswith(b"HEAD"))
    head = [f"{answer.version} {answer.status} {answer.reason}"]
    head += [f"{name}: {value}" for name, value in answer.headers.items()]
    for row in example.shown:
        shape = re.escape(row).replace("…", ".*")
        assert any(re.fullmatch(shape, one) for one in head), f"{row!r} is not in {head}"
    if raw.startswith(b"HEAD") or answer.status == 304:
        assert answer.body == b""
