"""Quotation marks: which stretches of a paragraph are quoted, and which marks are apostrophes."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_PAIRS = {"“": "”", "„": "“”", "«": "»", "「": "」", "‹": "›", '"': '"'}
_OPENERS = "".join(_PAIRS) + "‘'"
_ANY_OPENER = re.compile(f"[{_OPENERS}]")
_SINGLE_CLOSE = re.compile(r"(?<=[^\s(\[])['’](?!\w)")
_POSSESSIVE = re.compile(r"['’] [a-z]")
_BEFORE = frozenset(" \t([{—–-/:,.;!?…\"“‘'«„")
_ELIDED = re.compile(r"['’‘](?:tis|twas|em|til|cause|bout|n|\d\ds?)\b", re.I)
_LONGEST_SINGLE = 600
STARTS_QUOTED = re.compile(r"^[\"“„«‘]")

# Placeholders that stand for quoted characters in a masked paragraph.
FIRST, INSIDE, LAST, LAST_STOP, LAST_COMMA = "\x04", "\x01", "\x02", "\x03", "\x05"


class Quote(NamedTuple):
    """A quoted stretch: `start`..`end` with its marks, `inner`..`inner_end` without them.

    `open_end` says that it goes on in the next paragraph.
    """

    start: int
    end: int
    inner: int
    inner_end: int
    open_end: bool


def find_quotes(text: str, *, goes_on: bool = False) -> list[Quote]:
    """The outermost quotations of a paragraph, in order.

    `goes_on` says that the next paragraph opens with a mark too: then a quotation that is not closed here
    runs to the end, as newspapers print speech of several paragraphs.
    """
    quotes: list[Quote] = []
    closed: set[str] = set()  # kinds that have no closing mark any further
    singles = [found.start() for found in _SINGLE_CLOSE.finditer(text)]
    at = 0
    while found := _ANY_OPENER.search(text, at):
        start = found.start()
        mark = text[start]
        at = start + 1
        if mark in closed or not _opens(text, start):
            continue
        end = _closing_single(text, start, singles) if mark in "'‘" else _closing(text, start)
        if end is None:
            if goes_on and mark in '"“«„' and (start == 0 or text[start - 1] == " "):
                quotes.append(Quote(start, len(text), start + 1, len(text), True))
                break
            if mark not in "'‘":
                closed.add(mark)
            continue
        if end > start + 1:
            quotes.append(Quote(start, end + 1, start + 1, end, False))
            at = end + 1
    return quotes


def _opens(text: str, at: int) -> bool:
    following = text[at + 1 : at + 2]
    if not following or following.isspace():
        return False
    if text[at] not in "\"'‘":
        return True
    before = text[at - 1] if at else " "
    if before not in _BEFORE and before not in "\u3000":
        return False
    return text[at] == '"' or not _ELIDED.match(text, at)


def _closing(text: str, at: int) -> int | None:
    ends = [end for close in _PAIRS[text[at]] if (end := text.find(close, at + 1)) >= 0]
    if not ends and text[at] == "“" and (end := text.find('"', at + 1)) >= 0:
        return end
    return min(ends, default=None)


def _closing_single(text: str, at: int, closers: list[int]) -> int | None:
    """The closing single mark; "the rebels' leader" inside a quotation does not end it."""
    first: int | None = None
    for k in range(bisect_right(closers, at + 1), len(closers)):
        end = closers[k]
        if end > at + _LONGEST_SINGLE:
            break
        if text[end - 1] != "s" or not _POSSESSIVE.match(text, end):
            return end
        first = end if first is None else first
    return first


def mask(text: str, quotes: list[Quote]) -> str:
    """The paragraph with each quotation replaced by placeholders of the same length."""
    pieces: list[str] = []
    at = 0
    for quote in quotes:
        length = quote.end - quote.start
        ending = text[quote.inner : quote.inner_end].rstrip(" '’”")[-1:]
        last = LAST_STOP if ending in tuple(".?!…") else LAST_COMMA if ending in tuple(",;—–-") else LAST
        pieces += [text[at : quote.start], FIRST, INSIDE * (length - 2), last]
        at = quote.end
    pieces.append(text[at:])
    return "".join(pieces)
