"""Words and sentences of a masked paragraph (see `quotes.mask`): a quotation is one token and never split."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .cues import CUES
from .lexicon import word_set
from .quotes import FIRST, INSIDE, LAST, LAST_COMMA, LAST_STOP

_QUOTE = f"{FIRST}{INSIDE}*[{LAST}{LAST_STOP}{LAST_COMMA}]"
_ABBREVIATIONS = [
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Prof",
    "Rev",
    "Hon",
    "Gen",
    "Lt",
    "Col",
    "Maj",
    "Capt",
    "Sgt",
    "Adm",
    "Cmdr",
    "Sen",
    "Rep",
    "Gov",
    "Pres",
    "St",
    "Fr",
    "Sr",
    "Jr",
    "Msgr",
    "vs",
    "No",
    "Nos",
    "Inc",
    "Ltd",
    "Co",
    "Corp",
    "Bros",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sept",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "approx",
    "est",
    "dept",
    "Dep",
    "Supt",
    "Insp",
    "Det",
    "PC",
    "Ave",
    "Rd",
    "Mt",
    "Ft",
]
_SHORT = "|".join(_ABBREVIATIONS)
_DOTTED_TITLES = frozenset(_ABBREVIATIONS)
_TOKEN = re.compile(
    rf"{_QUOTE}|\d+(?:[.,:]\d+)*\w*(?:['’]s\b)?|[^\W_]+(?:[-'’&./][^\W_]+)*(?:s['’](?=\s)|['’])?|\S"
)
_BOUNDARY = re.compile(rf"[.?!…。！？]+[)\]]*(?=\s|$)|{LAST_STOP}(?=\s+\S)")
_DOTTED = re.compile(rf"(?:^|[\s(])(?:{_SHORT}|[^\W\d_](?:\.[^\W\d_])*)$")
_STARTERS = word_set(
    """
    The He She It They We I In On At But And An This That These Those His Her Its Their
    """
)
_PIECE_ENDS = re.compile(rf"[.;:]\s|[.;:]$|{FIRST}")
_NEXT_WORD = re.compile(r"\s*(\w+)")
_SPEAKS = re.compile(
    r"\s*(?:(?:[^\W\d_][\w'’.-]*,? ){0,12}?)(?P<cue>"
    + "|".join(sorted(map(re.escape, CUES), key=len, reverse=True))
    + r")\b"
)


class Token(NamedTuple):
    """One word, quotation or punctuation mark; `kind` is "w", "q" or "p", positions are in the paragraph."""

    text: str
    lower: str
    start: int
    end: int
    kind: str


def tokenize(masked: str, start: int, end: int) -> list[Token]:
    """The tokens of one sentence."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(masked, start, end):
        first, last = found.span()
        text = found.group()
        if text.isalnum() or text[0].isalnum():
            tokens.append(Token(text, text.lower().replace("’", "'"), first, last, "w"))
        elif text == "." and tokens and tokens[-1].end == first and _takes_dot(tokens[-1].text, masked, last):
            before = tokens.pop()
            tokens.append(Token(before.text + ".", before.lower + ".", before.start, last, "w"))
        else:
            tokens.append(Token(text, text, first, last, "q" if text[0] == FIRST else "p"))
    return tokens


def without_asides(tokens: list[Token]) -> list[Token]:
    """The tokens without short parentheses such as "(44)" or "(Ind)", which say nothing of who speaks."""
    opened = next((at for at, token in enumerate(tokens) if token.text == "("), None)
    if opened is None:
        return tokens
    closed = next((at for at in range(opened, min(len(tokens), opened + 7)) if tokens[at].text == ")"), None)
    if closed is None or any(token.kind == "q" for token in tokens[opened:closed]) or opened == 0:
        return tokens[: opened + 1] + without_asides(tokens[opened + 1 :])
    return tokens[:opened] + without_asides(tokens[closed + 1 :])


def _takes_dot(word: str, masked: str, after: int) -> bool:
    """The full stop belongs to the word: "Mr.", "J. Smith", "U.S."."""
    if "." in word:
        return all(len(part) == 1 for part in word.split("."))
    if not masked[after : after + 2].strip():
        return False
    return word in _DOTTED_TITLES or (len(word) == 1 and word.isalpha())


def split_sentences(masked: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The spans of the sentences from `start`; an attribution after a quotation stays with it."""
    begin = start
    for found in _BOUNDARY.finditer(masked, start):
        at = found.end()
        if not _ends_here(masked, found):
            continue
        if masked[begin:at].strip():
            yield begin, at
        begin = at
    if masked[begin:].strip():
        yield begin, len(masked)


def _ends_here(masked: str, found: re.Match[str]) -> bool:
    at = found.end()
    following = masked[at : at + 40].lstrip()[:1]
    if not following:
        return True
    if following.islower():
        return False
    if found.group() == LAST_STOP:
        return not _attributes(masked, at)
    if found.group() == "." and _DOTTED.search(masked, max(0, found.start() - 14), found.start()):
        word = _NEXT_WORD.match(masked, at)
        return bool(word and word.group(1) in _STARTERS)
    return not (found.group() == "…" and following == FIRST)


def _attributes(masked: str, at: int) -> bool:
    """After a quotation that ends like a sentence: does the next piece only say who spoke?

    `"Who pays?" the mayor asked.` is one sentence; `"We pay." The mayor left.` is two.
    """
    stop = _PIECE_ENDS.search(masked, at, at + 240)
    piece = masked[at : stop.start() if stop else at + 240]
    found = _SPEAKS.match(piece)
    if not found or CUES[found["cue"]].tense == "base":
        return False
    rest = piece[found.end() :].split()
    if not rest:
        return True
    inverted = not piece[: found.start("cue")].strip()
    return inverted or (
        len(rest) <= 6 and rest[0] in {"on", "in", "to", "after", "at", "reporters", "yesterday", "today"}
    )
