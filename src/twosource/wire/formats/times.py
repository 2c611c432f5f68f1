"""Times as they stand in a sentence, token by token: "on Monday", "late on 12 May 2023", "last week"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .dates import MONTHS, WEEKDAYS
from .lexicon import word_set
from .sentences import Token

_DAYTIME = frozenset(["night", "morning", "afternoon", "evening", "lunchtime"])


_SPANS = word_set(
    """
    week month year night weekend autumn spring summer winter decade century
    """
)


def read_time(tokens: Sequence[Token], at: int) -> int:
    """The token after a time that begins at `at` ("on Monday", "late on 12 May 2023", "last week"); `at`
    if none."""
    end = at
    while end < len(tokens) and tokens[end].lower in ("late", "early", "earlier", "later", "shortly"):
        end += 1
    preposition = end < len(tokens) and tokens[end].lower in ("on", "in", "this", "last", "next", "since")
    start = end + 1 if preposition else end
    stop = _calendar(tokens, start)
    if stop > start:
        return stop
    if preposition and start < len(tokens) and tokens[end].lower in ("this", "last", "next"):
        word = tokens[start].lower
        if word in _SPANS | _DAYTIME:
            return start + 1
    if (
        preposition
        and tokens[end].lower == "in"
        and start < len(tokens)
        and re.fullmatch(r"(?:1[89]|20)\d\d", tokens[start].text)
    ):
        return start + 1
    if (
        end < len(tokens)
        and tokens[end].lower in ("yesterday", "today", "tonight")
        and (end == 0 or tokens[end].text.islower())
    ):
        return end + 1 + (end + 1 < len(tokens) and tokens[end + 1].lower in _DAYTIME)
    return at


def _calendar(tokens: Sequence[Token], at: int) -> int:
    """A weekday, a day and month, a month, each with what belongs to it."""
    end = at
    if end < len(tokens) and tokens[end].lower in WEEKDAYS and tokens[end].text[0].isupper():
        end += 1
        if end < len(tokens) and tokens[end].lower in _DAYTIME:
            return end + 1
        if end + 1 < len(tokens) and tokens[end].text == "," and _calendar(tokens, end + 1) > end + 1:
            return _calendar(tokens, end + 1)
    day_first = end + 1 < len(tokens) and _is_day(tokens[end]) and _is_month(tokens[end + 1])
    if day_first:
        end += 2
    elif end < len(tokens) and _is_month(tokens[end]):
        end += 1
        if end < len(tokens) and _is_day(tokens[end]):
            end += 1
    else:
        return end
    if end + 1 < len(tokens) and tokens[end].text == "," and _is_year(tokens[end + 1]):
        return end + 2
    return end + 1 if end < len(tokens) and _is_year(tokens[end]) else end


def _is_day(token: Token) -> bool:
    return bool(re.fullmatch(r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?", token.lower))


def _is_month(token: Token) -> bool:
    return token.text[0].isupper() and token.lower.rstrip(".") in MONTHS


def _is_year(token: Token) -> bool:
    return bool(re.fullmatch(r"(?:1[89]|20)\d\d", token.text))
