"""A batch of a large archive in the paper's index: its words, and what it is filed under."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from twosource.demo.bulk_stories import Filed
from twosource.language.words import terms_of
from twosource.search.actions import put
from twosource.search.documents import Texts
from twosource.search.engines import Words
from twosource.search.filing import filed_under

_SENTENCES = 4_000  # whose terms are kept: an archive's stories share most of theirs


def index(stories: list[Filed]) -> None:
    """Have the index hold a batch that is written."""
    filings = filed_under([one.pk for one in stories])
    put([(one.pk, _texts(one), filings[one.pk]) for one in stories], [_words(one) for one in stories])


def _texts(story: Filed) -> Texts:
    body = "\n".join(" ".join(line) for line in story.lines)
    return Texts(headline=story.headline, filed="\n".join(["", *story.filed]), body=body)


def _words(story: Filed) -> Words:
    """What `search.actions.words_of` makes of the same texts."""
    lines = (_line(line) for line in story.lines)
    return (
        _line([story.headline]),
        "\n".join(map(_line, [[], *([one] for one in story.filed)])),
        "\n".join(lines),
    )


def _line(sentences: list[str]) -> str:
    return f" {' '.join(filter(None, map(_terms, sentences)))} "


@lru_cache(maxsize=_SENTENCES)
def _terms(sentence: str) -> str:
    return " ".join(terms_of(sentence, settings.LANGUAGE_CODE))
