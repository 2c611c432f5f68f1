"""How much of one text stands in another: runs of five words, and the share of the shorter text that both have.

Five words in a row, the same in both, are hardly ever chance; five papers that print one wire story share most of
them, whatever each cut, quoted otherwise or put above it. The share is *containment*, |A ∩ B| / min(|A|, |B|)
(Broder 1997), so that a short report taken whole from a long one is all of it. The machine says how much; that one
was got from the other is said by a person.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

RUN: Final = 5  # words of a shingle
PROPOSE: Final = 0.30
LIST: Final = 0.10
LEAST: Final = 8  # shingles, which is 12 words: a shorter text says too little to be compared
WINDOW: Final = 8  # shingles; see `fingerprints`

# Scripts that write no spaces between words: each sign, with its marks, stands for itself.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Combining marks and invisible joiners are letters to no pattern; in the flat copy of a text this one stands for them.
_MARK: Final = "\u02b0"
_LETTER: Final = rf"(?:(?![{_UNSPACED}])[^\W_])"
_WORD = re.compile(rf"[{_UNSPACED}]{_MARK}*|{_LETTER}+(?:'{_LETTER}+)*")
_QUOTES = str.maketrans(dict.fromkeys("‘’‛ʼ´`＇", "'"))


class Likeness(StrEnum):
    """What a share is worth: a proposal, a line in a list, or nothing."""

    PROPOSED = "proposed"
    LISTED = "listed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared (`key`), and where it stands in the text."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text; `shared` when it stands in the other text too, in a run of at least five words."""

    text: str
    shared: bool


def read_words(text: str) -> list[Word]:
    """The words of a text in order; case, punctuation, the style of quotes and the spelling of accents are folded."""
    flat = text.translate(_QUOTES)
    if not flat.isascii():
        flat = "".join(_MARK if unicodedata.category(sign) in _JOINED else sign for sign in flat)
    found = (
        Word(_key(text[word.start() : word.end()]), word.start(), word.end()) for word in _WORD.finditer(flat)
    )
    return [word for word in found if word.key]


_JOINED: Final = frozenset({"Mn", "Mc", "Me", "Cf"})


def _key(word: str) -> str:
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word.translate(_QUOTES)).casefold())
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


def shingles(text: str) -> frozenset[int]:
    """Every run of five words as a number of 64 bits, signed; a text of fewer words is one run."""
    return frozenset(_numbers([word.key for word in read_words(text)]))


def fingerprints(text: str) -> frozenset[int]:
    """The few shingles a text is found by: of every eight in a row, the least (winnowing: Schleimer and others, 2003).

    About two in nine are kept, and yet nothing rests on luck: two texts with twelve words in a row in common have a
    fingerprint of each among the shingles of the other, which a fixed share (every ninth, say) would only make
    likely. A text of fewer than `LEAST` shingles has none.
    """
    numbers = _numbers([word.key for word in read_words(text)])
    if len(numbers) < LEAST:
        return frozenset()
    windows = range(len(numbers) - WINDOW + 1)
    return frozenset(min(numbers[at : at + WINDOW]) for at in windows)


def share(one: frozenset[int], other: frozenset[int]) -> float:
    """Containment of two sets of shingles, 0 to 1: how much of the smaller is in the other.

    0 when either has fewer than `LEAST`: twelve words that agree may be a date and a name.
    """
    least = min(len(one), len(other))
    return len(one & other) / least if least >= LEAST else 0.0


def judge(part: float) -> Likeness:
    """0.30 and more proposes a common origin; from 0.10 a person may want to look; below, nothing is said."""
    if part >= PROPOSE:
        return Likeness.PROPOSED
    return Likeness.LISTED if part >= LIST else Likeness.NONE


def side_by_side(one: str, other: str) -> tuple[list[Stretch], list[Stretch]]:
    """Both texts cut into stretches that the other has too and stretches that it has not, in order and whole."""
    left, right = read_words(one), read_words(other)
    left_numbers, right_numbers = (_numbers([word.key for word in words]) for words in (left, right))
    both = frozenset(left_numbers) & frozenset(right_numbers)
    return (
        list(_stretches(one, _runs(left, left_numbers, both))),
        list(_stretches(other, _runs(right, right_numbers, both))),
    )


def _numbers(keys: Sequence[str]) -> list[int]:
    if not keys:
        return []
    return [_number(keys[at : at + RUN]) for at in range(max(len(keys) - RUN + 1, 1))]


def _number(keys: Sequence[str]) -> int:
    """The same on every machine and in every run, which Python's own hash is not; fits a database's integer."""
    digest = hashlib.blake2b("\x1f".join(keys).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _runs(words: Sequence[Word], numbers: Sequence[int], both: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Where the shared runs begin and end in the text, joined where they touch."""
    start = end = -1
    for at, number in enumerate(numbers):
        if number not in both:
            continue
        last = min(at + RUN, len(words)) - 1
        if start >= 0 and at > end + 1:
            yield words[start].start, words[end].end
            start = -1
        start, end = (at if start < 0 else start), last
    if start >= 0:
        yield words[start].start, words[end].end


def _stretches(text: str, runs: Iterator[tuple[int, int]]) -> Iterator[Stretch]:
    at = 0
    for start, end in runs:
        if start > at:
            yield Stretch(text[at:start], False)
        yield Stretch(text[start:end], True)
        at = end
    if at < len(text):
        yield Stretch(text[at:], False)
