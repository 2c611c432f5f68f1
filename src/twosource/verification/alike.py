"""Earlier claims that say the same: an index of what their words are compared by.

A word is compared by its stem; a figure by its value, however it is grouped or in whose digits; a name, in
the scripts whose letters can be told in Latin ones, by its consonants as well, so that “Verhey” and “Верхей” meet.
One table for both databases: a row a term. Words that stand in many claims never decide which claims are looked
at, so a search costs the same among a thousand claims and among a million.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from twosource.language.words import is_alone, words_in

from .models import Claim, ClaimTerm

COMMON = 1000  # a term that so many claims have finds none of them by itself
ASKED = 12  # terms of a question that candidates are looked for by: its rarest
CANDIDATES = 200
LONGEST = 2000  # characters of a claim, and of a question, that are compared
LEAST = 2  # telling words that must be shared
SHARE = 0.25  # of what was asked
TELLING = 0.1  # of the claims may have a word that tells something
FEW = 10  # claims may have it, however few there are

# “14,200”, “14.200” and “14 200” (no plain space: “in 2015 300 people”) are one figure.
_FIGURE = re.compile(r"(?:\d{1,3}(?:[.,'’\u00a0\u202f\u066c]\d{3})+|\d+)(?:[.,\u066b]\d+)?")
_GROUPS = re.compile(r"[.,'’\u00a0\u202f\u066c](?=\d{3}(?!\d))")
_VOWELS = set("aeiouyj")
# Letters of other scripts as Latin ones, as newspapers write names.
_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхыэіїєґ", "abvgdeziiklmnoprstufhyeiieg", strict=True)),
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
    **dict(zip("αβγδεζηικλμνοπρσςτυφω", "abgdeziiklmnoprsstufo", strict=True)),
    "θ": "th", "ξ": "ks", "χ": "h", "ψ": "ps",
}  # fmt: skip
# The same sound spelled otherwise from paper to paper.
_SOUNDS = (("sch", "s"), ("sh", "s"), ("ch", "h"), ("kh", "h"), ("zh", "z"), ("ts", "c"), ("tz", "c"), ("ph", "f"),
           ("th", "t"), ("ks", "x"), ("q", "k"), ("ck", "k"), ("w", "v"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier claim, and how much of what was asked it shares, from 0 to 1."""

    claim: Claim
    share: float


def keys_of(text: str) -> list[frozenset[str]]:
    """What each word of a text is compared by, in order: two words are alike when they share any of it."""
    text = text[:LONGEST]
    found: list[frozenset[str]] = []
    for match in _FIGURE.finditer(text):
        found.append(frozenset({"#" + _value(match.group())}))
    rest = _FIGURE.sub(lambda match: " " * len(match.group()), text)
    before: tuple[str, int] | None = None  # a letter that is a word, and where it ends
    for word in words_in(rest, settings.LANGUAGE_CODE):
        if is_alone(word.term):
            # Scripts without spaces: two letters side by side are what a word is elsewhere.
            if before is not None and before[1] == word.start:
                found.append(frozenset({before[0] + word.term}))
            before = (word.term, word.end)
            continue
        before = None
        written = text[word.start : word.end]
        if len(word.term) > 2 or written.isupper():
            found.append(frozenset({word.term, *_name(written)}))
    return list(dict.fromkeys(found))


def _value(figure: str) -> str:
    plain = _GROUPS.sub("", figure)
    digits = [str(unicodedata.digit(letter, -1)) if letter.isdigit() else "." for letter in plain]
    return "".join(digits).lstrip("0")[:40] or "0"


def _name(written: str) -> Iterator[str]:
    """The consonants of a word with a capital, where they can be told and there are enough of them."""
    if not written[:1].isupper():
        return
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", written.casefold())
        if not unicodedata.combining(letter)
    )
    latin = "".join(_LATIN.get(letter, letter) for letter in bare)
    for spelled, sound in _SOUNDS:
        latin = latin.replace(spelled, sound)
    skeleton = re.sub(r"(.)\1+", r"\1", "".join(letter for letter in latin if letter not in _VOWELS))
    if skeleton.isascii() and skeleton.isalpha() and len(skeleton) >= 3:
        yield "~" + skeleton[:40]


def index_claim(claim: Claim) -> None:
    """Have the index hold a claim's words as they are now. Part of the act that wrote them."""
    ClaimTerm.objects.filter(claim=claim).delete()
    terms = {term for key in keys_of(claim.text) for term in key}
    ClaimTerm.objects.bulk_create(
        [ClaimTerm(claim=claim, term=term) for term in sorted(terms)], batch_size=500
    )


def index_all() -> int:
    """Index every claim anew: when the paper's language changed, or the index is younger than the claims."""
    count = 0
    for claim in Claim.objects.propositions().only("pk", "text").iterator(chunk_size=500):
        index_claim(claim)
        count += 1
    return count


def find(words: str, *, most: int, without: Iterable[int] = ()) -> list[Alike]:
    """The earlier claims that share the most with these words, best first.

    They share at least two words that tell something (one that stands in every tenth claim does not), and a
    quarter of what was asked. A fixed number of queries, none of which reads more than `COMMON` rows of a term.
    """
    asked = keys_of(words)
    if len(asked) < LEAST:
        return []
    terms = _terms({term for key in asked for term in key})
    telling = sorted((term for term in terms if terms[term].tells), key=lambda term: -terms[term].weight)
    if not telling:
        return []
    rows = ClaimTerm.objects.filter(term__in=telling[:ASKED]).exclude(claim__in=list(without)).order_by()
    hits = rows.values("claim").annotate(hits=Count("pk")).order_by("-hits", "-claim")[:CANDIDATES]
    best = _ranked(asked, [row["claim"] for row in hits], terms)[:most]
    claims = Claim.objects.select_related("speaker").in_bulk([pk for _share, pk in best])
    return [Alike(claims[pk], share) for share, pk in best]


@dataclass(frozen=True, slots=True)
class _Term:
    """How much a term tells that some claims have, and whether it tells enough to look for claims by it."""

    weight: float
    tells: bool


def _terms(wanted: set[str]) -> dict[str, _Term]:
    """The terms that any claim has; claims are counted up to `COMMON`."""
    claims = Claim.objects.count()
    found: dict[str, _Term] = {}
    every = sorted(wanted)
    for start in range(0, len(every), 100):
        counts = [
            ClaimTerm.objects.filter(pk__in=ClaimTerm.objects.filter(term=term).values("pk")[:COMMON])
            .order_by()
            .values("term")
            .annotate(n=Count("pk"))
            .values_list("term", "n")
            for term in every[start : start + 100]
        ]
        for term, n in counts[0].union(*counts[1:], all=True):
            found[term] = _Term(math.log(1 + claims / n), n < COMMON and n <= max(FEW, claims * TELLING))
    return found


def _ranked(asked: list[frozenset[str]], ids: list[int], terms: dict[str, _Term]) -> list[tuple[float, int]]:
    """These claims' ids with the share each has of what was asked, weighed by how much each word tells."""
    new = max(term.weight for term in terms.values())  # a word that no claim has tells as much as any
    worth = [max((terms[term].weight for term in key if term in terms), default=new) for key in asked]
    tells = [any(terms[term].tells for term in key if term in terms) for key in asked]
    have: dict[int, set[str]] = {pk: set() for pk in ids}
    wanted = {term for key in asked for term in key}
    for pk, term in ClaimTerm.objects.filter(claim__in=ids, term__in=wanted).values_list("claim_id", "term"):
        have[pk].add(term)
    scored = []
    for pk, theirs in have.items():
        shared = [number for number, key in enumerate(asked) if key & theirs]
        share = sum(worth[number] for number in shared) / sum(worth)
        if share >= SHARE and sum(tells[number] for number in shared) >= LEAST:
            scored.append((share, pk))
    return sorted(scored, reverse=True)
