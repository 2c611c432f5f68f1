"""A headline proposed from the first paragraph, when the page has none.

It never says more than the lede does: a reported statement keeps its speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .parts import read_dateline
from .values import Statement

_LONGEST = 100
_SUBORDINATE = re.compile(
    r"^(?:although|though|while|after|before|when|as|because|since|despite|amid|following"
    r"|with|if|once|whereas|in spite of"
    r"|according to)\b[^,;:\"“]{3,220}?,\s+",
    re.I,
)
_DISCOURSE = re.compile(
    r"^(?:meanwhile|however|nevertheless|therefore|moreover|earlier|on \w+day),?\s+", re.I
)
_CUT = re.compile(
    r",\s|;\s|\s[—–]\s|:\s|\s(?=(?:which|who|whose|while|although|because|after|before|following|amid|unless|until|if)\b)"
)
_FIRST_SENTENCE = re.compile(r"^.{20,}?[.!?。！？][\"”’»')]*(?=\s+[A-Z\"“«]|$)")


def propose_headline(paragraphs: Sequence[str], statements: Sequence[Statement]) -> str:
    """A line of at most about a hundred characters from the first paragraph."""
    if not paragraphs:
        return ""
    lede = paragraphs[0]
    dateline = read_dateline(lede)
    if dateline:
        lede = lede[dateline[0] :]
    first = next((s for s in statements if s.paragraph == 0), None)
    if first and first.cue and first.speaker and lede.find(first.text) >= 0 and first.kind != "mixed":
        return _attributed(first)
    found = _FIRST_SENTENCE.match(lede[:2000])
    return _capital(_fit(_trim(found.group() if found else lede), _LONGEST))


def _attributed(statement: Statement) -> str:
    speaker = statement.speaker or ""
    if speaker in statement.text and " " in speaker:
        speaker = speaker.split()[-1]  # the full name is in the text already
    if statement.kind == "direct":
        return (
            f"{_capital(speaker)}: “{_fit(statement.text.rstrip('.'), max(30, _LONGEST - len(speaker) - 4))}”"
        )
    if statement.cue and statement.text.startswith(statement.cue):
        return _capital(_fit(f"{speaker} {statement.text}", _LONGEST))
    body = _fit(_trim(statement.text), max(40, _LONGEST - len(speaker) - 2))
    return f"{_capital(speaker)}: {body}"


def _trim(text: str) -> str:
    """Without a leading subordinate clause or link word, when enough is left."""
    text = text.strip().rstrip(".")
    for pattern in (_DISCOURSE, _SUBORDINATE):
        rest = pattern.sub("", text, count=1)
        if len(rest.split()) >= 5:
            text = rest
    return _capital(text)


def _fit(text: str, limit: int) -> str:
    """Cut at the last clause border that leaves a whole thought, else at a word with an ellipsis."""
    if len(text) <= limit:
        return text.rstrip(" ,;:")
    borders = [found.start() for found in _CUT.finditer(text[: limit + 1]) if found.start() >= 0.4 * limit]
    if borders:
        return text[: borders[-1]].rstrip(" ,;:—–-")
    head = text[:limit].rsplit(" ", 1)[0] if " " in text[:limit] else text[:limit]
    return head.rstrip(" ,;:—–-") + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
