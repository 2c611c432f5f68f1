"""How a page introduces people: runs of capitals, and the post that stands before or after a name."""

from __future__ import annotations

from collections.abc import Sequence

from .noun_phrases import NounPhrase, parse
from .nouns import PARTICLES, posts_of
from .sentences import Token


def run_end(sentence: Sequence[Token], at: int) -> int:
    """The end of a run of capitalised words (with particles inside) that begins at `at`."""
    end = at
    while end < len(sentence) and end - at < 8:
        token = sentence[end]
        if token.kind != "w" or not token.text[0].isalpha():
            break
        if not (token.text[0].isupper() or (end > at and token.text in PARTICLES)):
            break
        end += 1
        if token.text.endswith(("'s", "’s")):
            return end
    while end > at and sentence[end - 1].text in PARTICLES:
        end -= 1
    return end


def post_after(sentence: Sequence[Token], end: int) -> NounPhrase | None:
    """The post in ", the mayor of Harwick," or ", 45, a teacher," after a name."""
    at = end
    for _ in range(2):
        if at + 1 >= len(sentence) or sentence[at].text != ",":
            return None
        at += 1
        if not sentence[at].lower.isdigit():
            break
        at += 1
    stop = at
    while (
        stop < min(len(sentence), at + 14)
        and sentence[stop].kind == "w"
        and sentence[stop].lower not in ("who", "which", "and")
    ):
        stop += 1
    head = any(posts_of(token.lower) for token in sentence[at:stop])
    if not head:
        return None
    for last in range(stop, at, -1):
        found = parse(sentence, at, last)
        if found:
            return found if found.kind == "post" else None
    return None


def post_before(sentence: Sequence[Token], at: int, end: int) -> NounPhrase | None:
    """The post in "The harbour master, Li Wei, …": before a name that stands between commas."""
    closed = end >= len(sentence) or sentence[end].kind == "p"
    if at < 2 or sentence[at - 1].text != "," or not closed:
        return None
    for start in range(max(0, at - 10), at - 1):
        found = parse(sentence, start, at - 1)
        if found:
            return found if found.kind == "post" or (found.kind == "other" and found.definite) else None
    return None
