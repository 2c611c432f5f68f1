"""How much one comment is like another: its words and pairs of words, a sketch of them, and keys its like is found by.

Spam comes as one text with a word, a name, a figure or an address changed; figures and addresses do not count. Every
word and every two words in a row are a number; the least number of each of sixteen heaps is the *sketch*
(one-permutation MinHash: Li, Owen, Zhang 2012; an empty heap borrows from the next, Shrivastava and Li 2014). Two
heaps at a time make eight *keys*: texts that share half of their numbers have one in common nine times in ten, and are
then compared by all of them. A table of keys finds them without looking at the rest (locality-sensitive hashing).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, pairwise

from .folding import FIGURES, Folded

HEAPS = 16
IN_A_KEY = 2
ALIKE = 0.5  # the share of all words and pairs that both have
LEAST = 4  # words: “thank you very much” may be said by everybody, “thank you” surely is
MOST_WORDS = 4000  # that are compared: more than the longest comment has
_QUOTED = re.compile(r"(?m)^[ \t]*>.*$")
_ALL = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a text is compared by. `own`: a number that only the same words have (64 bits, signed)."""

    own: int
    keys: tuple[int, ...]
    numbers: frozenset[int]


def without_quotes(text: str) -> str:
    """What a reader adds to what they quote; the whole where nothing is added."""
    left = _QUOTED.sub("", text)
    return left if left.strip() else text


def sketch(folded: Folded) -> Sketch | None:
    """The sketch of a text; None for one too short to be said twice by more than chance."""
    if len(folded.words) + 2 * len(folded.sites) < LEAST:
        return None
    # What a machine changes from one copy to the next: sums, years, the address that is advertised.
    words = ["@"] * bool(folded.sites) + [_plain(word.key) for word in folded.words[:MOST_WORDS]]
    encoded = [each.encode("utf-8", "surrogatepass") for each in words]
    numbers = frozenset(map(zlib.crc32, chain(encoded, map(b" ".join, pairwise(encoded)))))
    least = _least_of_heaps(numbers)
    keys = tuple(_number(f"{at}:{least[at : at + IN_A_KEY]}".encode()) for at in range(0, HEAPS, IN_A_KEY))
    return Sketch(_number(b" ".join(encoded)), keys, numbers)


def alike(one: Sketch, other: Sketch) -> float:
    """The share of the numbers of either that both have (Jaccard), 0 to 1."""
    return share(one.numbers, other.numbers)


def share(one: frozenset[int], other: Collection[int]) -> float:
    """The same of the numbers alone, of which neither has one twice; 0 where there are none."""
    both = len(one.intersection(other))
    return both / ((len(one) + len(other) - both) or 1)


def shared_words(folded: Folded, known: Folded) -> str:
    """The longest stretch of words, as it was typed, whose every word is in the other text."""
    keys = {word.key for word in known.words}
    best = begun = (0, 0)
    for at, word in enumerate(folded.words):
        begun = (begun[0], at + 1) if word.key in keys else (at + 1, at + 1)
        best = max(best, begun, key=_length)
    return folded.stands(best[0], best[1] - 1) if _length(best) else ""


def site_key(name: str) -> int:
    """The number under which a site is remembered."""
    return _number(f"site:{name}".encode("utf-8", "surrogatepass"))


def _plain(key: str) -> str:
    """A word with figures: each number is as good as another, and a figure among letters is a letter."""
    if key.isalpha():
        return key
    return "0" if key.isdecimal() else key.translate(FIGURES[0])


def _length(stretch: tuple[int, int]) -> int:
    return stretch[1] - stretch[0]


def _least_of_heaps(numbers: frozenset[int]) -> list[int]:
    # Neighbours among checksums are none among these. The first four bits say which heap; the least comes last.
    mixed = sorted([(each * 0x9E3779B97F4A7C15 + 0x7F4A7C15) & _ALL for each in numbers], reverse=True)
    least = {each >> 60: each & (_ALL >> 4) for each in mixed}
    return [least[heap] if heap in least else _borrowed(least, heap) for heap in range(HEAPS)]


def _borrowed(least: dict[int, int], heap: int) -> int:
    """For an empty heap the least number of the next one that has any, and not as that one's own."""
    for step in range(1, HEAPS):
        found = least.get((heap + step) % HEAPS)
        if found is not None:
            return found + step
    return 0


def _number(content: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big", signed=True)
