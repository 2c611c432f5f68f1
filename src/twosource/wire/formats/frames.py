"""Is a cue's frame met to its right: does what follows make it speech, and where do the reported words
begin?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .cues import CHARGES, FINITE, KEEPS_CUE, NOT_CLAUSES, NOT_DENIALS, PASTS, Cue
from .lexicon import word_set
from .nouns import PRONOUNS
from .sentences import Token

if TYPE_CHECKING:
    from .reports import Report

_THAT = frozenset(["that", "how", "why", "whether", "what"])
_WINDOW = 18
# Right before a quotation these give a name: "a ship called …".
_NAMING = word_set("call dub brand label term describe")
_ASKED = word_set(
    """
    to for about of on with by as at in from into against over up out through
    """
)


def content(
    tokens: Sequence[Token], at: int, end: int, cue: Cue, report: Report, cue_at: int
) -> tuple[int, bool] | None:
    """Where the reported words begin, and whether "that" leads to them; None when the frame is not met."""
    if at >= end and cue.frame not in ("deny", "reject", "label", "accuse"):
        return None
    if cue.frame in KEEPS_CUE and not (cue.frame == "vow" and at < end and tokens[at].lower == "that"):
        start = _kept(tokens, end, cue, report, cue_at)
        if start is not None or cue.frame != "vow":
            return (start, False) if start is not None else None
    if cue.frame == "inform" and report.beside.addressee is None:
        return None
    at = _skip_marks(tokens, at, end)
    if at >= end:
        return None
    if tokens[at].kind == "q":
        return at, False
    if tokens[at].lower == "that" and at + 1 < end:
        return (
            (at + 1, True) if tokens[at + 1].text not in (",", ";") or _closed(tokens, at + 2, end) else None
        )
    return _clause(tokens, at, end, cue, report, cue_at)


def _skip_marks(tokens: Sequence[Token], at: int, end: int) -> int:
    """Past a colon, or past ", however," and the like."""
    if at < end and tokens[at].text in (":", ","):
        at += 1
        if at + 1 < end and tokens[at].kind == "w" and tokens[at + 1].text == ",":
            at += 2
        elif tokens[at - 1].text == "," and (that := _closed(tokens, at, end)):
            at = that + 1
    return at


def _closed(tokens: Sequence[Token], at: int, end: int) -> int | None:
    """The comma that closes a parenthesis: in ", the day after the storm, that …" and "that, if all goes
    well, …"."""
    for k in range(at, min(end - 1, at + 14)):
        if tokens[k].kind == "q":
            return None
        if tokens[k].text == ",":
            return k if tokens[k + 1].lower == "that" or tokens[at - 2].lower == "that" else None
    return None


def _clause(
    tokens: Sequence[Token], at: int, end: int, cue: Cue, report: Report, cue_at: int
) -> tuple[int, bool] | None:
    low = tokens[at].lower
    if tokens[at - 1].text == "," and cue.frame != "say":
        return None
    if cue.frame == "tell":
        return _told(tokens, at, end, report, cue_at)
    if cue.verb == "warn" and low in ("of", "against", "about"):
        return cue_at, False
    if cue.verb == "claim" and low == "responsibility":
        return cue_at, False
    if cue.verb == "admit" and (low.endswith("ing") or low == "to") and low not in ("being",):
        return (
            (cue_at, False)
            if low != "to" or (at + 1 < end and tokens[at + 1].lower.endswith("ing"))
            else None
        )
    if cue.frame in ("say", "clause", "that") and low in _THAT - {"that", "what"}:
        return at, False
    ended = low in NOT_CLAUSES and not _goes_on(tokens, at + 1, end)
    if ended or (low in _ASKED and not (cue.frame == "say" and has_verb(tokens, at, end))):
        return None
    if cue.frame == "say":
        return (at, False) if _is_clause(tokens, at, end) else None
    if cue.frame == "clause":
        return (at, False) if _early_verb(tokens, at, end) else None
    return None


def _goes_on(tokens: Sequence[Token], at: int, end: int) -> bool:
    """After "no", "nothing", "much": a clause with a verb ("said no deal was near"), not the end."""
    return (
        at < end and tokens[at].kind == "w" and tokens[at].lower not in _ASKED and has_verb(tokens, at, end)
    )


def _is_clause(tokens: Sequence[Token], at: int, end: int) -> bool:
    """After "said" nearly anything of some length is a clause, also with a verb that no list has."""
    if has_verb(tokens, at, end) or _has_quote(tokens, at, end):
        return True
    first = tokens[at]
    return end - at >= 4 and (first.text[0].isupper() or first.lower in PRONOUNS)


def _told(tokens: Sequence[Token], at: int, end: int, report: Report, cue_at: int) -> tuple[int, bool] | None:
    if report.beside.addressee is None:
        return None
    low = tokens[at].lower
    if low == "to" and at + 1 < end:
        return cue_at, False
    if low in _THAT:
        return at, False
    return (at, False) if has_verb(tokens, at, end) or _has_quote(tokens, at, end) else None


def _kept(tokens: Sequence[Token], end: int, cue: Cue, report: Report, cue_at: int) -> int | None:
    """For cues that stay in the text: the cue's own token when what follows is speech."""
    after = cue_at + len(report.cue.split())
    window = tokens[after : min(end, after + 14)]
    words = [token.lower for token in window]
    if not words:
        return None
    if cue.frame == "vow":
        return cue_at if words[0] == "to" else None
    if cue.frame == "deny":
        if words[0] in NOT_DENIALS and words[0] not in ("it",):
            return None
        speech = (
            words[0] == "that"
            or words[0].endswith("ing")
            or bool(set(words[:9]) & CHARGES)
            or bool(set(words[:9]) & FINITE)
        )
        return cue_at if speech or any(word.endswith("ing") for word in words[:5]) else None
    if cue.frame == "reject":
        charged = set(words[:8]) & (CHARGES - {"it", "this", "that", "them"})
        quoted = any(token.kind == "q" for token in window)
        return cue_at if charged or quoted else None
    if cue.frame == "accuse":
        return _accused(words, cue.verb, cue_at)
    return _labelled(window, words, cue.verb, cue_at)


def _accused(words: list[str], verb: str, cue_at: int) -> int | None:
    if words[0] in ("of", "for", "on", "by"):
        return None
    wanted = ("of",) if verb == "accuse" else ("for", "on")
    return cue_at if any(word in wanted for word in words[1:]) else None


def _labelled(window: Sequence[Token], words: list[str], verb: str, cue_at: int) -> int | None:
    quoted = next((k for k, token in enumerate(window) if token.kind == "q"), None)
    if quoted is None or words[0] in ("as", "by", "for", "on", "off", "in"):
        return None
    if quoted == 0 and verb in _NAMING:
        return None
    if any(token.text in ",;:" for token in window[:quoted]):
        return None
    return cue_at


def has_verb(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Is there a finite verb among the next words?"""
    for k in range(at, min(end, at + _WINDOW * 2)):
        token, low = tokens[k], tokens[k].lower
        if token.kind == "w" and (
            low in FINITE or low in PASTS or (k > at and low.endswith(("ed", "s")) and low.isalpha())
        ):
            return True
    return False


def _early_verb(tokens: Sequence[Token], at: int, end: int) -> bool:
    """A finite verb before any relative clause: "claimed rebels attacked …", not "claimed 12 lives that
    …"."""
    for k in range(at, min(end, at + _WINDOW)):
        token, low = tokens[k], tokens[k].lower
        if token.text in (",", ";", ":") or low in (
            "which",
            "who",
            "that",
            "whose",
            "where",
            "when",
            "after",
            "before",
            "as",
        ):
            return False
        if (
            token.kind == "w"
            and k > at
            and (low in FINITE or low in PASTS or (low.endswith("ed") and k > at + 1))
        ):
            return True
    return False


def _has_quote(tokens: Sequence[Token], at: int, end: int) -> bool:
    return any(token.kind == "q" for token in tokens[at : min(end, at + 30)])
