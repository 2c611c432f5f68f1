"""Who did not answer, and must not be said not to have: a sealed source of the same story.

A reader who learns that somebody had no comment may guess who talked. So a story's own words never say it (G6),
and of a request to such a person readers are told nothing but an answer given openly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Q

from twosource.kernel.wording import sentences, tells_of_silence
from twosource.ledger.uses import using
from twosource.replies.models import Request
from twosource.replies.reads import requests_about
from twosource.verification.models import Actor
from twosource.verification.reads import sealed_among, sealed_names_among

from .text import words_of

if TYPE_CHECKING:
    from .models import StoryPage

_NAMES = re.compile(r"\w[\w’'-]*(?:\s+\w[\w’'-]*)*", re.UNICODE)
LONGEST_NAME = 4  # words


def told_to_readers(requests: Iterable[Request], claim_ids: Iterable[int]) -> list[Request]:
    """Those of these requests that readers may be told of, for a page about these claims."""
    rows = list(requests)
    silent = [row for row in rows if row.outcome != "answered"]
    protected = sealed_among(claim_ids, [row.asked for row in silent]) if silent else set()
    return [row for row in rows if row.outcome == "answered" or row.asked_id not in protected]


def told_about(claim_ids: Iterable[int]) -> list[Request]:
    """The requests about these claims that readers may be told of, on a page that is no story's.

    Who is a source of any claim of a story that carries one of these is protected there as in the story.
    """
    from .models import StoryClaim

    ids = set(claim_ids)
    rows = list(requests_about(ids))
    if not rows:
        return []
    stories = StoryClaim.objects.filter(claim__in=ids).values("story")
    beside = list(StoryClaim.objects.filter(story__in=stories).values_list("claim_id", flat=True))
    using(
        *(f"claim:{pk}" for pk in beside),
        *(f"carrying:{pk}" for pk in stories.values_list("story", flat=True)),
    )
    return told_to_readers(rows, ids.union(beside))


def betrays(story: StoryPage, claim_ids: Iterable[int]) -> bool:
    """Whether this version says of a sealed source of its claims that they declined or did not answer.

    It says so when the sentence names them, or one that names nobody follows one that does; and when a block
    of its body tells what became of a request to them.
    """
    ids = list(claim_ids)
    told = [block.value["request"] for block in story.body if block.block_type == "answered"]
    told = [request for request in told if request]
    if told and ids and len(told_to_readers(told, [*ids, *(row.claim_id for row in told)])) < len(told):
        return True
    said = [sentence for part in words_of(story.body) for sentence in _about_silence(part)]
    said += list(_about_silence(story.standfirst))
    if not said or not ids:
        return False
    names = {name for sentence in said for name in _written_names(sentence)}
    return bool(sealed_names_among(ids, names | set(_known_names(ids, said))))


def _about_silence(part: str) -> Iterator[str]:
    before = ""
    for sentence in sentences(part):
        if tells_of_silence(sentence):
            names_nobody = not any(word[:1].isupper() for word in sentence.split()[1:])
            yield f"{before} {sentence}" if names_nobody else sentence
        before = sentence


def _written_names(sentence: str) -> Iterator[str]:
    """Every run of up to four words, the first of them with a capital or in a script that has none."""
    for match in _NAMES.finditer(sentence):
        words = match.group().split()
        for start, word in enumerate(words):
            if not word[0].islower():
                for length in range(1, min(LONGEST_NAME, len(words) - start) + 1):
                    name = " ".join(words[start : start + length])
                    yield name
                    yield re.sub(r"['’]s$", "", name)


def _known_names(claim_ids: list[int], said: list[str]) -> Iterator[str]:
    """The whole names of voices near these claims of whom a part of the name, such as “Mr Verhey”, is written."""
    near = Actor.objects.nameable().filter(
        Q(requests__claim__in=claim_ids)
        | Q(requests__claim__about__in=claim_ids)
        | Q(statements__in=claim_ids)
        | Q(accusations__in=claim_ids)
        | Q(items__evidence__claim__in=claim_ids)
    )
    written = {word.casefold() for sentence in said for word in re.findall(r"\w[\w’'-]*", sentence)}
    written |= {re.sub(r"['’]s$", "", word) for word in written}
    for name in set(near.values_list("name", flat=True)):
        parts = name.split()
        if parts and parts[-1].casefold() in written:
            yield name
