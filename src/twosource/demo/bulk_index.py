"""What a story of a large archive is found by: its texts, and the terms of them as an index holds them."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from twosource.language.words import terms_of
from twosource.search.documents import Texts
from twosource.search.engines import Words

_SENTENCES = 4_000  # whose terms are kept: an archive's stories share most of theirs


def found_by(headline: str, filed: list[str], lines: list[list[str]]) -> tuple[Texts, Words]:
    """As `documents.texts_of` and `actions.words_of` would have it; `lines` of the body are lists of sentences."""
    texts = Texts(
        headline=headline, filed="\n".join(["", *filed]), body="\n".join(" ".join(line) for line in lines)
    )
    named = "\n".join(_line([one]) for one in ["", *filed])
    return texts, (_line([headline]), named, "\n".join(_line(line) for line in lines))


def _line(sentences: list[str]) -> str:
    return f" {' '.join(filter(None, map(_terms, sentences)))} "


@lru_cache(maxsize=_SENTENCES)
def _terms(sentence: str) -> str:
    return " ".join(terms_of(sentence, settings.LANGUAGE_CODE))
