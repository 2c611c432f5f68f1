"""A cheap guess at the language of a text: its script, or the small words that every sentence has."""

from __future__ import annotations

import re

_SMALL_WORDS = {
    "en": "the of and to in that is was for it with as on by said",
    "fr": "le la les des et une que dans pour qui est sur pas au par",
    "de": "der die das und ist nicht mit den von ein eine dem des auf für",
    "es": "el los las que del una por con para es en se su al como",
    "it": "il che di una per non sono della con del gli nel alla le si",
    "pt": "o que de da do em um uma para com não os dos as no",
    "nl": "de het een van en dat is op te zijn voor met niet aan",
    "pl": "i w nie na że się z do jest to jak po przez dla",
    "tr": "bir ve bu için ile da de olarak çok daha sonra olan",
    "sv": "och att det som en på är av för med den till inte",
}
_SETS = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_SAMPLE = 6000


def guess_language(paragraphs: list[str]) -> str | None:
    """A two-letter code, or None when the text gives no clear answer."""
    sample = " ".join(paragraphs)[:_SAMPLE]
    letters = sum(ch.isalpha() for ch in sample)
    for code, script in _SCRIPTS:
        share = 0.01 if code in ("uk",) else 0.3 if code != "ja" else 0.1
        if letters and len(script.findall(sample)) > share * letters:
            return code
    words = re.findall(r"[^\W\d_]+", sample.lower())
    counts = {code: sum(word in small for word in words) for code, small in _SETS.items()}
    best, second = sorted(counts.values(), reverse=True)[:2]
    if len(words) < 8 or best < 0.08 * len(words) or best < 1.2 * second:
        return None
    return max(counts, key=lambda code: counts[code])
