"""The words a comment is held for, marked where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text; `marked` is what it is held for."""

    text: str
    marked: bool


def marked(text: str, words: Iterable[str]) -> tuple[Stretch, ...]:
    """The text in stretches, with these words marked wherever they stand; what stands nowhere marks nothing."""
    wanted = sorted({each.strip() for each in words if each.strip()}, key=lambda each: (-len(each), each))
    if not wanted:
        return (Stretch(text, False),) if text else ()
    pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE)
    found, at = [], 0
    for hit in pattern.finditer(text):
        if hit.start() > at:
            found.append(Stretch(text[at : hit.start()], False))
        found.append(Stretch(hit.group(), True))
        at = hit.end()
    if at < len(text):
        found.append(Stretch(text[at:], False))
    return tuple(found)
