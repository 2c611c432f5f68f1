"""A comment as words that can be compared, however they were disguised, each with its place in what was typed.

Folded away are case, accents, styled letters (𝒇𝒓𝒆𝒆, ｆｒｅｅ, Ⓕ), letters of other scripts that look Latin (сasino
with a Cyrillic с), letters set apart (c a s i n o, c.a.s.i.n.o) and what cannot be seen. A text that is really
written in Cyrillic or Greek keeps its letters: only a word that mixes them with Latin ones is folded then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .links import LINK, MAY_LINK, Site, site_of

LONGEST = 64  # letters of a word that are compared
APART = 3  # letters that stand alone, one after another, and make a word

# Scripts written without spaces: each letter is a word.
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
# Marks that stand inside words and that Python's \w leaves out.
_MARKS = "\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\ua980-\ua9df"
_LETTER = rf"(?:(?![_{_ALONE}])[\w{_MARKS}])"
_WORD = re.compile(rf"[{_ALONE}]|{_LETTER}(?:{_LETTER}|['’ʼ@$]{{1,2}}(?={_LETTER}))*")
# The same of text in which there is nothing but ASCII, three times as fast.
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:['@$]{1,2}[a-z0-9]+)*")
_IS_ALONE = re.compile(f"[{_ALONE}]")
_INSIDE = str.maketrans({"'": None, "’": None, "ʼ": None, "@": "a", "$": "s"})

# What looks like a Latin letter and is none, by the letter (from Unicode's table of confusables, UTS 39).
# Small capitals and turned forms are Latin themselves and always folded.
_LATIN = {
    "a": "ɑᴀ", "b": "ƅʙ", "c": "ᴄ", "d": "ᴅ", "e": "ᴇꬲ", "f": "ẝꬵꜰ", "g": "ƍɡᶃɢ", "h": "ʜɦ", "i": "ıɩɪ", "j": "ʝᴊ",
    "k": "ᴋ", "l": "ǀʟ", "m": "ᴍ", "n": "ɴ", "o": "ᴏᴑꬽ", "p": "ᴘ", "r": "ʀᴦꭇꭈ", "s": "ƽꜱ", "t": "ᴛ", "u": "ʋᴜꞟꭎ",
    "v": "ᴠ", "w": "ɯᴡ", "x": "ꭓ", "y": "ɣʏỿꭚ", "z": "ᴢ",
}  # fmt: skip
_FOREIGN = {
    "a": "αаᎪꓮ", "b": "βвьᏏᏴꓐ", "c": "сᏟⲥꓚ", "d": "ԁᎠᏧꓒ", "e": "εеҽᎬꓰ", "f": "ϝքꓝ", "g": "ցԍᏀᏳꓖ", "h": "нһհᎻⲏꓧ",
    "i": "ιіӏᎥ", "j": "ϳјᎫꓙ", "k": "κкᏦⲕꓗ", "l": "ᏞⲗꓡӀ", "m": "мᎷⲙꓟ", "n": "ηոռⲛꓠ", "o": "οоօⲟꓳ", "p": "ρрᏢⲣꓑ",
    "q": "ԛգզ", "r": "гᎡᎱⲅꓣ", "s": "ѕտᏕᏚꓢ", "t": "τтᎢⲧꓔ", "u": "υսꓴ", "v": "νѵᏙꓦ", "w": "ѡԝաᎳᏔꓪ", "x": "χхⲭꓫ",
    "y": "γуүᎩᎽⲩꓬ", "z": "ζᏃꓜ",
}  # fmt: skip
_LATIN_FOLDED = str.maketrans({sign: letter for letter, signs in _LATIN.items() for sign in signs})
_FOREIGN_FOLDED = str.maketrans(
    {sign: letter for letter, signs in _FOREIGN.items() for sign in (*signs, *signs.casefold())}
)
# Scripts some of whose letters look Latin: Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu.
_OTHER_SCRIPT = re.compile("[\u0370-\u058f\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4ff\uab70-\uabbf]")
_ASCII_LETTER = re.compile("[a-z]")

# Accents, vowel points that writers leave out, and what can be piled on any letter or not be seen at all.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06e6\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\u115f\u1160\u3164\uffa0]"
)
# Figures that are written for letters; 1 is i or l.
FIGURES = (str.maketrans("0134578", "oieastb"), str.maketrans("0134578", "oleastb"))
_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")
_TO_SPACES = dict.fromkeys(map(ord, _SPACES), " ")


class Word(NamedTuple):
    """A word as it is compared (`key`), and where it stands in what was typed."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """What was typed, its words in order, and the sites it links to. The words of addresses are not among them."""

    text: str
    words: tuple[Word, ...]
    sites: tuple[Site, ...]

    @property
    def normal(self) -> str:
        """The words alone, as they are compared."""
        return " ".join(word.key for word in self.words)

    def stands(self, first: int, last: int) -> str:
        """The stretch from one word to another as it was typed."""
        return self.text[self.words[first].start : self.words[last].end]


def fold(text: str, *, own_letters: bool = False) -> Folded:
    """A text as its words and its links; its cost grows with its length and with nothing else.

    own_letters: letters of other scripts stay what they are, whatever they look like.
    """
    flat, places = _flatten(text)
    sites: list[Site] = []
    pieces: list[str] = []
    at = 0
    for found in LINK.finditer(flat) if MAY_LINK.search(flat) else ():
        site = site_of(found)
        if site:
            sites.append(Site(site, places[found.start()], places[found.end() - 1] + 1))
            pieces += [flat[at : found.start()], " " * len(found.group())]
            at = found.end()
    flat = "".join([*pieces, flat[at:]]) if pieces else flat
    words = _put_together(_words(flat, places))
    one_script = own_letters or flat.isascii()
    return Folded(text, tuple(words if one_script else _in_one_script(words)), tuple(sites))


def spelled(key: str) -> set[str]:
    """What a word with figures among its letters may be written for; itself alone for any other."""
    if key.isalpha() or key.isdecimal():
        return {key}
    return {key, *(key.translate(figures) for figures in FIGURES)}


def is_alone(key: str) -> bool:
    """Whether a word is one letter of a script that is written without spaces."""
    return len(key) == 1 and _IS_ALONE.match(key) is not None


def _flatten(text: str) -> tuple[str, Sequence[int]]:
    """The text with every letter plain, and for each of its signs the place it comes from."""
    if text.isascii() and (spaced := text.translate(_TO_SPACES)).isprintable():
        return spaced.lower(), range(len(text))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = _plain(sign)
        signs.append(plain)
        places += [place] * len(plain)
    return "".join(signs), places


@lru_cache(maxsize=16_384)
def _plain(sign: str) -> str:
    if sign in _SPACES:
        return " "
    if unicodedata.category(sign) in ("Cf", "Cc", "Cs"):
        return ""
    before = ""
    while before != sign:
        before = sign
        sign = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
        sign = _DROPPED.sub("", sign).translate(_LATIN_FOLDED)
    return sign


def _words(flat: str, places: Sequence[int]) -> list[Word]:
    """The words of a text that `_flatten` made."""
    found = (_ASCII_WORD if flat.isascii() else _WORD).finditer(flat)
    if isinstance(places, range):
        return [Word(_key(each.group()), each.start(), each.end()) for each in found]
    return [Word(_key(each.group()), places[each.start()], places[each.end() - 1] + 1) for each in found]


def _key(word: str) -> str:
    plain = word.isascii() and word.isalnum()
    return (word if plain else word.translate(_INSIDE))[:LONGEST]


def _put_together(words: Sequence[Word]) -> list[Word]:
    """Letters that stand alone one after another are one word."""
    together: list[Word] = []
    run: list[Word] = []
    for word in words:
        key = word.key
        if len(key) == 1 and key.isalnum() and not is_alone(key):
            run.append(word)
            continue
        if run:
            together += _as_one(run)
            run = []
        if key:
            together.append(word)
    return together + list(_as_one(run))


def _as_one(run: Sequence[Word]) -> Sequence[Word]:
    if sum(word.key.isalpha() for word in run) < APART:
        return run
    return [
        Word("".join(word.key for word in run[at : at + LONGEST]), run[at].start, run[: at + LONGEST][-1].end)
        for at in range(0, len(run), LONGEST)
    ]


def _in_one_script(words: Sequence[Word]) -> Iterator[Word]:
    """With look-alike letters folded, everywhere or, in a text that is really of another script, in mixed words."""
    others = [_OTHER_SCRIPT.search(word.key) is not None for word in words]
    if not any(others):
        yield from words
        return
    really = any(
        other
        and not _ASCII_LETTER.search(word.key)
        and _OTHER_SCRIPT.search(word.key.translate(_FOREIGN_FOLDED))
        for word, other in zip(words, others, strict=True)
    )
    for word, other in zip(words, others, strict=True):
        if other and (not really or _ASCII_LETTER.search(word.key)):
            yield Word(word.key.translate(_FOREIGN_FOLDED), word.start, word.end)
        else:
            yield word
