"""The words a comment is held for, marked where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

BETWEEN = re.compile(r"\s*(?:\n| · |, )\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text; `marked` is what it is held for."""

    text: str
    marked: bool


def marked(text: str, words: Iterable[str]) -> tuple[Stretch, ...]:
    """The text in stretches, with these words marked wherever they stand; a list that does not stand there as a whole
    is looked for part by part. What stands nowhere marks nothing."""
    wanted = {each for one in words for each in _standing(text, one)}
    if not wanted:
        return (Stretch(text, False),) if text else ()
    longest_first = sorted(wanted, key=lambda each: (-len(each), each))
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    found, at = [], 0
    for hit in pattern.finditer(text):
        if hit.start() > at:
            found.append(Stretch(text[at : hit.start()], False))
        found.append(Stretch(hit.group(), True))
        at = hit.end()
    if at < len(text):
        found.append(Stretch(text[at:], False))
    return tuple(found)


def _standing(text: str, words: str) -> list[str]:
    """The words as a whole if they stand in the text, otherwise those of their parts that do."""
    words, there = words.strip(), text.casefold()
    if words and words.casefold() in there:
        return [words]
    return [part for part in BETWEEN.split(words) if part and part.casefold() in there]
