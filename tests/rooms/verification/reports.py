"""Five reports of one fire: a wire story, three papers that print it, and a letter that quotes a line of it."""

from __future__ import annotations

from pathlib import Path

from twosource.demo.script import CONTENT
from twosource.wire.reading import read_copy

FOLDER = CONTENT / "reports"
NAMES = ("coastal-press", "coast-today", "sound-and-strand", "northern-mail", "ellinsay-letter")


def file_of(name: str) -> Path:
    return FOLDER / f"{name}.html"


def words_of(name: str) -> str:
    found = read_copy(file_of(name).read_bytes(), media_type="text/html", name=name)
    assert found.words
    return found.words
