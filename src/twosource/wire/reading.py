"""The words of a kept copy, read as a saved page is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .formats.decoding import decode
from .formats.page import read_page
from .formats.values import BadPage

MOST_BYTES: Final = 2_000_000  # a longer text is a book, and takes as long


@dataclass(frozen=True, slots=True)
class Reading:
    """The running text of a copy, a blank line between paragraphs; `wall` when all it shows is a login wall."""

    words: str = ""
    wall: bool = False


def read_copy(data: bytes, *, media_type: str, name: str) -> Reading:
    """What stands in a copy that is text or a web page; nothing for anything else, or for what cannot be read."""
    if not media_type.startswith("text/") or len(data) > MOST_BYTES:
        return Reading()
    try:
        return Reading("\n\n".join(read_page(data, name=name).paragraphs))
    except BadPage as refusal:
        if refusal.reason == "login_wall":
            return Reading(wall=True)
        if refusal.reason == "no_paragraphs" and media_type == "text/plain":
            return Reading(decode(data, name=name)[0].strip())
        return Reading()
