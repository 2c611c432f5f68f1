"""Proper names inside a phrase: whose they are, where they begin, what they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from .nouns import AFTER_HEAD, CALENDAR, OFFICES, ORG_WORDS, PARTICLES
from .places import COUNTRY_OF, PLACE_WORDS, longest_place
from .sentences import Token


def is_name_run(words: list[str]) -> bool:
    return bool(
        words
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and all(
            w[0].isupper() or w.lower() in PARTICLES or w.startswith(("al-", "el-", "bin-", "d'", "o'"))
            for w in words
        )
        and not any(w in CALENDAR for w in words)
        and not words[-1].endswith(("'s", "’s"))
    )


def is_person_name(words: list[str]) -> bool:
    """Two to five words that look like somebody's name and not like a body's or a place's."""
    return (
        2 <= len(words) <= 5
        and is_name_run(words)
        and not any(w in ORG_WORDS or w in PLACE_WORDS or (w.isupper() and len(w) > 2) for w in words)
        and " ".join(words) not in COUNTRY_OF
        and words[0] not in COUNTRY_OF
        and not any(ch.isdigit() for w in words for ch in w)
    )


def late_name(tokens: Sequence[Token], head_end: int, tail: int) -> list[str]:
    """A name after the place of the post: "envoy to the UK Alexander Yakovenko", "Secretary of State John
    Kerry"."""
    first = tail
    while first > head_end and (tokens[first - 1].text[0].isupper() or tokens[first - 1].lower in PARTICLES):
        first -= 1
    run = [token.text for token in tokens[first:tail]]
    if not run or first == head_end:
        return []
    known = longest_place(run)
    while known < len(run) and run[known] in OFFICES and (known == 0 or run[known - 1] in OFFICES):
        known += 1
    rest = run[known:]
    if known:
        return rest if is_name_run(rest) and (len(rest) == 1 or is_person_name(rest)) else []
    if len(run) >= 3 and is_person_name(run[-2:]) and not any(word in ORG_WORDS for word in run):
        return run[-2:]
    # "the head of the ferry company Ann Poole": nothing of the name belongs to the place.
    return (
        run
        if is_person_name(run)
        and tokens[first - 1].text.islower()
        and tokens[first - 1].lower not in AFTER_HEAD
        else []
    )


def belonging(words: list[str]) -> tuple[str | None, str | None]:
    """The country a phrase names, and whoever owns it by a possessive."""
    country = owner = None
    for size in (2, 1):
        for at in range(len(words) - size + 1):
            plain = " ".join(words[at : at + size])
            bare = plain.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
            country = country or COUNTRY_OF.get(bare)
            if bare != plain and size == 1:
                owner = owner or bare
    return country, owner
