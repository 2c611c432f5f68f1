"""What a reader typed, as something that can be looked up. Any text is understood; none is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass

from twosource.language.words import is_alone, terms_of, words_in

MOST_LETTERS = 300
MOST_CLAUSES = 24

_MARKS = '"“”„«»'
_PIECE = re.compile(f"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]|([^\\s{_MARKS}]+)")
# Lone surrogates, control characters and non-characters: no text a database or a page could hold.
_UNHEARD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that must stand side by side and in this order; `prefix`: the last of them may go on."""

    terms: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A search: every clause must be met. `text` is what was typed, fit to show; `cut`: it was too long."""

    text: str
    clauses: tuple[Clause, ...]
    cut: bool = False

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(term for clause in self.clauses for term in clause.terms)

    @property
    def prefix(self) -> str:
        """The beginning of a word that is asked for, or nothing."""
        return self.clauses[-1].terms[-1] if self.clauses and self.clauses[-1].prefix else ""


def ask(query: str, language: str) -> Question:
    """A question of any text whatever: words all of which are wanted, and phrases in quotation marks.

    The last word may be unfinished, unless it stands in a phrase. Marks without a partner mean nothing.
    """
    text = " ".join(_UNHEARD.sub(" ", query[: 4 * MOST_LETTERS]).split())
    cut = len(text) > MOST_LETTERS or len(query) > 4 * MOST_LETTERS
    text = text[:MOST_LETTERS].rstrip()
    clauses: dict[Clause, None] = {}
    for phrase, word in _PIECE.findall(text):
        terms = tuple(terms_of(phrase or word, language))
        if terms:
            clauses[Clause(terms)] = None
    asked = list(clauses)[:MOST_CLAUSES]
    if asked and _is_unfinished(text, asked[-1], language):
        asked[-1] = Clause(asked[-1].terms, prefix=True)
    return Question(text, tuple(asked), cut or len(clauses) > MOST_CLAUSES)


def _is_unfinished(text: str, last: Clause, language: str) -> bool:
    """Whether the text ends with a word of two letters or more that may go on."""
    if text[-1] in _MARKS:
        return False
    *_before, word = words_in(text, language)
    return last.terms[-1] == word.term and len(word.term) > 1 and not is_alone(word.term)
