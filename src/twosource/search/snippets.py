"""The words around what was found, as HTML that is safe to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import escape

from twosource.language.words import Word, words_in

from .query import Question

WIDTH = 36  # words


def snippet_html(
    passages: Sequence[str], question: Question, language: str, *, terms: Sequence[str] = ()
) -> str:
    """The passage that answers best, cut to a few lines, its hits in `<mark>` and all else escaped.

    The first passage as it is when none holds a hit (the headline did); empty without a passage. `terms` are the
    terms of each passage as the index holds them, so that only one needs to be read word by word.
    """
    if len(terms) == len(passages) > 1:
        passages = [_likeliest(passages, terms, question)]
    best: tuple[int, str, list[Word], list[str]] | None = None
    wanted = len(question.terms)
    for passage in passages:
        words = list(words_in(passage, language))
        hits = _hits(words, question)
        found = len(set(hits) - {""})
        if words and (best is None or found > best[0]):
            best = (found, passage, words, hits)
            if found >= wanted:
                break
    if best is None:
        return ""
    _found, passage, words, hits = best
    return _marked(passage, words, hits, _window(hits))


def _likeliest(passages: Sequence[str], terms: Sequence[str], question: Question) -> str:
    """The passage with most of the terms; of several the first."""
    needles = [f" {term}" if term == question.prefix else f" {term} " for term in question.terms]
    best = max(range(len(terms)), key=lambda place: sum(needle in terms[place] for needle in needles))
    return (
        passages[best]
        if terms[best].strip()
        else next((p for p, t in zip(passages, terms, strict=True) if t.strip()), "")
    )


def _hits(words: Iterable[Word], question: Question) -> list[str]:
    """For each word the term of the question that it meets, or nothing."""
    wanted, prefix = question.terms, question.prefix
    if not prefix:
        return [word.term if word.term in wanted else "" for word in words]
    return [
        word.term if word.term in wanted else prefix if word.term.startswith(prefix) else "" for word in words
    ]


def _window(hits: Sequence[str]) -> tuple[int, int]:
    """The first and the last-but-one-more word to show: a stretch with as many different hits as can be."""
    best, best_count = 0, 0
    for index in (index for index, hit in enumerate(hits) if hit):
        count = len(set(hits[index : index + WIDTH]) - {""})
        if count > best_count:
            best, best_count = index, count
    start = max(0, best - WIDTH // 4)
    if len(hits) <= WIDTH + WIDTH // 4:
        start = 0
        return start, len(hits)
    start = min(start, len(hits) - WIDTH)
    return start, start + WIDTH


def _marked(text: str, words: Sequence[Word], hits: Sequence[str], shown: tuple[int, int]) -> str:
    first, last = shown
    begin = words[first].start if first else 0
    end = words[last - 1].end if last < len(words) else len(text)
    parts, at = ["… " if first else ""], begin
    found = [word for word, hit in zip(words[first:last], hits[first:last], strict=True) if hit]
    for start, stop in _stretches(text, found):
        parts += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    parts += [escape(text[at:end]), " …" if last < len(words) else ""]
    return "".join(parts)


def _stretches(text: str, hits: Iterable[Word]) -> list[tuple[int, int]]:
    """Where hits stand; hits with only space between them are one."""
    found: list[tuple[int, int]] = []
    for word in hits:
        if found and not text[found[-1][1] : word.start].strip():
            found[-1] = (found[-1][0], word.end)
        else:
            found.append((word.start, word.end))
    return found
