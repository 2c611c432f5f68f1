"""Text as the words a search compares: told apart, folded and stemmed alike in an index and in a question.

One analyser for every database, so that a story found on one is found on the other. Standard library and
the Snowball stemmers only.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer

ANALYSER = 2  # counted up whenever a word may become another term than before: indexes are made anew then
LONGEST = 64  # letters of a word that are compared; what is longer is no word of a language

# Scripts written without spaces: each letter is a word, and a word asked for is a phrase of them.
_ALONE = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Marks and joiners that Python's \w leaves out, though they stand inside words.
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff"
    "\u1000-\u109f\u1780-\u17d3\u1ab0-\u1aff\u200c\u200d\u20d0-\u20ff"
)
# Runs of letters, those of English first: they are told by one look at a small table, and most text is made of them.
_LETTERS = rf"(?:[A-Za-z0-9]++|[^\W_{_ALONE}]++|[{_MARKS}]++)++"
_WORD = re.compile(rf"(?=[\w{_ALONE}{_MARKS}])(?:{_LETTERS}(?:['’ʼ]{_LETTERS})*+|[{_ALONE}])")
_APOSTROPHE = re.compile("['’ʼ]")

# Vowel points and accents that writers of these scripts leave out as they please.
_ACCENTS = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u200c\u200d]"
)
# Letters that are written in several ways: final forms in Hebrew; alef wasla, alef maqsura, ta marbuta and
# the Persian forms of ya and kaf in Arabic; the i without a dot, which many keyboards lack.
_SPELLED = str.maketrans({
    "\u05da": "\u05db", "\u05dd": "\u05de", "\u05df": "\u05e0", "\u05e3": "\u05e4", "\u05e5": "\u05e6",
    "\u0131": "i", "\u0671": "\u0627", "\u0649": "\u064a", "\u0629": "\u0647", "\u06cc": "\u064a", "\u06a9": "\u0643",
})  # fmt: skip

# Before an Arabic word is stemmed: the last letter of على is often written as that of علي.
_SPELLED_ARABIC = str.maketrans({"\u0649": "\u064a", "\u06cc": "\u064a"})
_ARABIC_BEGINNINGS = ("وال", "بال", "كال", "فال")
_HEBREW_BEGINNINGS = ("מה", "ו", "ש", "ה", "ב", "ל", "כ")
# What Turkish makes of capitals: I is the capital of the letter without a dot.
_DOTTED = str.maketrans({"I": "ı", "İ": "i"})

_SCRIPTS = (
    (0x0041, 0x024F, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0B80, 0x0BFF, "tamil"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
)
# The stemmer of a script's words in a paper that is written in another script.
_STEMMERS = {
    "latin": "english", "greek": "greek", "cyrillic": "russian", "armenian": "armenian", "arabic": "arabic",
    "devanagari": "hindi", "tamil": "tamil",
}  # fmt: skip
# What a paper's own language does to the words of its own script; "" where no stemmer is known.
_LANGUAGES = {
    **{code: ("latin", name) for code, name in {
        "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish", "nl": "dutch", "en": "english",
        "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german",
        "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
        "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese",
        "ro": "romanian", "es": "spanish", "sv": "swedish", "tr": "turkish", "sk": "", "sl": "", "hr": "",
        "lv": "", "sq": "", "vi": "", "az": "", "is": "", "mt": "", "cy": "", "sw": "", "ms": "",
    }.items()},
    **{code: ("cyrillic", name) for code, name in {
        "ru": "russian", "sr": "serbian", "uk": "", "bg": "", "be": "", "mk": "", "kk": "", "mn": "",
    }.items()},
    **{code: ("arabic", name) for code, name in {
        "ar": "arabic", "fa": "persian", "ur": "", "ps": "", "ckb": "", "sd": "", "ug": "",
    }.items()},
    "el": ("greek", "greek"), "hy": ("armenian", "armenian"), "hi": ("devanagari", "hindi"),
    "ne": ("devanagari", "nepali"), "mr": ("devanagari", ""), "ta": ("tamil", "tamil"),
}  # fmt: skip

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: the `term` it is compared by, and where it stands (`text[start:end]`)."""

    term: str
    start: int
    end: int


def words_in(text: str, language: str) -> Iterator[Word]:
    """Every word of a text in order; `language` is the paper's (a BCP 47 tag)."""
    code = language.partition("-")[0].lower()
    for match in _WORD.finditer(text):
        start, found = match.start(), match.group()
        if not _APOSTROPHE.search(found):
            yield from _word(found, start, match.end(), code)
            continue
        for piece, offset, length in _pieces(found):
            yield from _word(piece, start + offset, start + offset + length, code)


def terms_of(text: str, language: str) -> list[str]:
    """The terms of every word of a text in order, for an index: those of `words_in`, without their places."""
    code = language.partition("-")[0].lower()
    terms: list[str] = []
    for found in _WORD.findall(text):
        # No key of the table is longer than a word of a language.
        terms += _terms(found, code) if len(found) <= LONGEST else _terms.__wrapped__(found, code)
    return terms


def is_alone(term: str) -> bool:
    """Whether a term is one letter of a script written without spaces."""
    return len(term) == 1 and re.match(f"[{_ALONE}]", term) is not None


def _word(found: str, start: int, end: int, code: str) -> Iterator[Word]:
    term = _term(found[:LONGEST], code)
    if term:
        yield Word(term, start, end)


def _pieces(found: str) -> Iterator[tuple[str, int, int]]:
    """A word with apostrophes: “envoy's” is envoy, “l'eau” and “O'Brien” two words, “don't” one."""
    parts = _APOSTROPHE.split(found)
    if parts[-1].lower() == "s" and len(parts) == 2:
        yield parts[0], 0, len(found)
    elif len(parts[0]) <= 2:
        offset = 0
        for part in parts:
            yield part, offset, len(part)
            offset += len(part) + 1
    else:
        yield "".join(parts), 0, len(found)


@lru_cache(maxsize=65_536)
def _terms(found: str, code: str) -> tuple[str, ...]:
    """What a word of a text is compared by: none, or one, or two when it is written with an apostrophe."""
    if not _APOSTROPHE.search(found):
        pieces = [found]
    else:
        pieces = [piece for piece, _offset, _length in _pieces(found)]
    return tuple(term for piece in pieces if (term := _term(piece[:LONGEST], code)))


@lru_cache(maxsize=65_536)
def _term(found: str, code: str) -> str:
    word = unicodedata.normalize("NFKC", found)
    if code in ("tr", "az"):
        word = word.translate(_DOTTED)
    word = word.casefold()
    script = _script(word)
    if script == "hebrew":
        word = _hebrew(_fold(word))
    elif script == "arabic":
        stemmer = _stemmer_of(script, code)
        word = _stem(_arabic(word) if stemmer == "arabic" else _ACCENTS.sub("", word), stemmer)
    elif word.isalpha() or script in ("devanagari", "tamil"):
        word = _stem(word, _stemmer_of(script, code))
    word = _fold(word)
    if not word.isalnum():
        word = "".join(
            letter for letter in word if letter.isalnum() or unicodedata.category(letter)[0] == "M"
        )
    return word[:LONGEST]


def _fold(word: str) -> str:
    """Without accents and vowel points, and with one spelling of letters that are written in several ways."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", word))
    return unicodedata.normalize("NFC", bare).translate(_SPELLED)


def _script(word: str) -> str:
    point = ord(word[0]) if word else 0
    return next((name for first, last, name in _SCRIPTS if first <= point <= last), "")


def _stemmer_of(script: str, code: str) -> str:
    own, name = _LANGUAGES.get(code, ("", ""))
    return name if own == script else _STEMMERS.get(script, "")


def _stem(word: str, stemmer: str) -> str:
    if not stemmer:
        return word
    # A stemmer keeps the word it is at work on: each thread has its own.
    made: dict[str, Any] = _local.__dict__.setdefault("stemmers", {})
    if stemmer not in made:
        made[stemmer] = snowballstemmer.stemmer(stemmer)
    return str(made[stemmer].stemWord(word)) or word


def _hebrew(word: str) -> str:
    """Without what Hebrew writes together with a word: “and”, “that”, the article, “in”, “to”, “as”, and endings.

    “From” is taken away before an article alone: too many words begin with its letter.
    """
    while (begun := next((p for p in _HEBREW_BEGINNINGS if word.startswith(p)), "")) and len(word) - len(
        begun
    ) >= 3:
        word = word[len(begun) :]
    for suffix in ("ימ", "ות", "ה"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _arabic(word: str) -> str:
    """With one spelling of its last letter, and without the “and”, “in”, “as” or “so” before an article."""
    word = _ACCENTS.sub("", word).translate(_SPELLED_ARABIC)
    if len(word) > 3 and word.endswith("\u0647"):
        word = word[:-1] + "\u0629"
    return word[1:] if len(word) >= 6 and word.startswith(_ARABIC_BEGINNINGS) else word
