"""The newsroom's list of words and patterns, found in a text however they are inflected or disguised.

An entry is a word or a phrase (`casino`, `work from home`), found in every inflection; or it has a `*`, which stands
for any letters of one word (`*casino*`, `cheap *pills`). Only whole words match: `ham` is not in `Hamburg`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from twosource.language.words import terms_of

from .folding import Folded, fold, spelled

STAR = "\ua66e"  # stands for the star while an entry is folded: a letter found in one manuscript of the world


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the list, and the words that match it, as they stand in the text."""

    entry: str
    words: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of an entry: the forms it is met in, or a pattern for them."""

    forms: frozenset[str]
    pattern: re.Pattern[str] | None = None

    def is_met(self, forms: frozenset[str]) -> bool:
        if self.pattern is not None:
            return any(self.pattern.fullmatch(form) for form in forms)
        return not self.forms.isdisjoint(forms)


class WordList:
    """A list made ready once, and asked for every comment."""

    def __init__(self, entries: Iterable[str], language: str) -> None:
        self._language = language
        self._plain: dict[str, list[tuple[str, tuple[_Part, ...]]]] = {}
        self._starred: list[tuple[str, tuple[_Part, ...]]] = []
        for entry in entries:
            parts = tuple(self._parts(entry))
            if parts and parts[0].pattern is not None:
                self._starred.append((entry, parts))
            for form in parts[0].forms if parts else ():
                self._plain.setdefault(form, []).append((entry, parts))

    def find(self, folded: Folded) -> list[Found]:
        """What is met, in the order of the text; the same words once."""
        if not self._plain and not self._starred:
            return []
        forms = [_forms(word.key, self._language) for word in folded.words]
        found: dict[Found, None] = {}
        for at, here in enumerate(forms):
            begun = {entry: parts for form in here for entry, parts in self._plain.get(form, ())}
            for entry, parts in (*begun.items(), *self._starred):
                if _all_met(parts, forms, at):
                    found[Found(entry, folded.stands(at, at + len(parts) - 1))] = None
        return list(found)

    def _parts(self, entry: str) -> Iterator[_Part]:
        """An entry's words, in the letters it is written in and in those they look like."""
        starred = entry.replace("*", STAR)
        for word, own in zip(fold(starred).words, fold(starred, own_letters=True).words, strict=True):
            if STAR in word.key:
                letters = re.sub(f"{STAR}+", STAR, word.key)
                if letters != STAR:
                    yield _Part(frozenset(), re.compile(".*".join(map(re.escape, letters.split(STAR)))))
            else:
                yield _Part(_forms(word.key, self._language) | _forms(own.key, self._language))


def _all_met(parts: tuple[_Part, ...], forms: list[frozenset[str]], at: int) -> bool:
    return at + len(parts) <= len(forms) and all(
        part.is_met(forms[at + step]) for step, part in enumerate(parts)
    )


@lru_cache(maxsize=32_768)
def _forms(key: str, language: str) -> frozenset[str]:
    """What a word may stand for: itself, its stem, and what its figures are written for."""
    written = spelled(key)
    stems = {term for word in written for term in ("".join(terms_of(word, language)),) if term}
    return frozenset(written | stems)
