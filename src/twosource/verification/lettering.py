"""How much text fits into a box when nobody can measure it, and where it may be cut.

Widths are in hundredths of the size of the letters, for a plain sans serif; a guess on the wide side, so that
words stay inside their box. Text is cut between what readers see as letters: an accent, a joined emoji or a
flag is never torn apart. Marks that would turn the direction of other text are taken out, and every piece
keeps to itself (`isolated`).
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, east_asian_width

import regex

_LETTERS = regex.compile(r"\X")
_NARROW = frozenset("iíìjlI1.,:;'’‘|!()[]{}·-ftr ״׳،")
_WIDE = frozenset("mwMW@%—…ÆŒ#&")
_TURNING = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_ISOLATE, _POP = "\u2068", "\u2069"


def plain(text: str) -> str:
    """The text on one line, without control characters and without marks that turn the direction of others."""
    kept = "".join(" " if category(one) in ("Cc", "Zl", "Zp") else one for one in text.translate(_TURNING))
    return " ".join(kept.split())


def isolated(text: str) -> str:
    """The text so that its direction does not touch what stands beside it."""
    return f"{_ISOLATE}{text}{_POP}" if text else ""


@lru_cache(maxsize=4096)  # words are measured again with each word that may come to stand behind them
def width(text: str) -> int:
    """How wide this is, about, in hundredths of the letters' size."""
    return sum(_letter_width(letter) for letter in _LETTERS.findall(text))


def cut(text: str, most: int) -> str:
    """The text, or as much of it as is `most` wide with an ellipsis."""
    if width(text) <= most:
        return text
    room = most - _letter_width("…")
    kept = []
    for letter in _LETTERS.findall(text):
        room -= _letter_width(letter)
        if room < 0:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"


def wrapped(text: str, most: int, lines: int) -> tuple[str, ...]:
    """The text on at most `lines` lines, each at most `most` wide; what is left over is cut off the last."""
    found: list[str] = []
    words = text.split(" ")
    while words and len(found) < lines - 1:
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1])) <= most:
            taken += 1
        if taken == len(words) or width(words[0]) > most:
            break
        found.append(" ".join(words[:taken]))
        words = words[taken:]
    return tuple(line for line in (*found, cut(" ".join(words), most)) if line)


@lru_cache(maxsize=2048)
def _letter_width(letter: str) -> int:
    first = letter[0]
    if category(first) in ("Mn", "Me", "Cf"):
        return 0
    if east_asian_width(first) in "WF" or (len(letter) > 1 and category(first) == "So"):
        return 105
    if first in _NARROW:
        return 36
    if first in _WIDE:
        return 92
    if first.isupper():
        return 70
    return 58
