"""Who belongs to a cue: to its left ("the mayor, Ann Poole, said"), inverted ("said the mayor"), or
further back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .adjuncts import read_channel
from .cues import BE, CUES, FINITE, HAVE, IRREGULAR, MODALS, is_adverb
from .lexicon import word_set
from .names import is_person_name
from .noun_phrases import NounPhrase, longest, parse
from .nouns import DETERMINERS
from .sentences import Token
from .times import read_time

_HARD = word_set("; : ( ) — – - [ ] …")
_SOFT = word_set(
    """
    but while whereas although though because when that if as after before since until where so yet and or
    nor which who than says said
    """
)
_LEADS = word_set(
    """
    but and so however meanwhile then later also still yet nevertheless nonetheless therefore earlier
    instead now today yesterday afterwards separately additionally moreover furthermore finally besides
    indeed thus hence though although while because when whereas if last only perhaps once previously
    recently elsewhere
    """
)
_FARTHEST = 40
_SPEAKING = word_set("person name post group body pronoun other")
_HEADS = (_SPEAKING - {"pronoun"}) | {"document"}
_FINITE_ANYWHERE = (FINITE | MODALS | BE) - {"to"}
_ENDS_INVERSION = word_set("and as when while after before during following who but")


def left_of(tokens: Sequence[Token], cue: int, *, progressive: bool) -> int | None:
    """The last token of the subject region before a cue, past "has", "also", "repeatedly"; None where nobody
    spoke: negated, passive, in the infinitive, under a modal."""
    at = cue - 1
    while at >= 0:
        low = tokens[at].lower
        if low in MODALS and tokens[at].text != "Will":
            return None
        if low in BE:
            if not progressive:
                return None
        elif not (low in HAVE and low != "having") and not (is_adverb(low) and tokens[at].text[0].islower()):
            break
        if low.endswith("n't"):
            return None
        at -= 1
    if at >= 0 and tokens[at].lower in ("having", "as", "by", "of"):
        return None
    return at


def left_subject(tokens: Sequence[Token], last: int) -> NounPhrase | None:
    """The noun phrase that ends at token `last`, from the clause's beginning; with an apposition if it has
    one."""
    if last < 0 or tokens[last].kind == "q":
        return None
    if tokens[last].lower in ("who", "which"):
        return (
            left_subject(tokens, last - (2 if last and tokens[last - 1].text == "," else 1)) if last else None
        )
    if tokens[last].text == ",":
        return _with_apposition(tokens, last)
    return _plain(tokens, last)


def _plain(tokens: Sequence[Token], last: int) -> NounPhrase | None:
    starts: list[int] = []
    at = last
    floor = max(0, last - _FARTHEST)
    while at >= floor:
        token = tokens[at]
        if token.kind == "q" or token.text == "," or token.text in _HARD:
            break
        if token.lower in _SOFT:
            starts.append(at + 1)
        at -= 1
    starts.append(at + 1)
    for start in reversed(starts):
        begin = skip_lead(tokens, start, last + 1)
        if begin <= last and (found := parse(tokens, begin, last + 1)):
            return _with_list(tokens, found)
    return None


def _with_list(tokens: Sequence[Token], found: NounPhrase) -> NounPhrase:
    """ "Poole, Grant and Hale": take the names before the commas in, when the sentence begins with them."""
    if not found.parts or found.start < 2 or tokens[found.start - 1].text != ",":
        return found
    start, parts = found.start, list(found.parts)
    while start >= 2 and tokens[start - 1].text == ",":
        before = _bounded(tokens, start - 2)
        if (
            before is None
            or before.kind not in ("person", "name", "body", "post", "group")
            or before.text.lower() in _LEADS
        ):
            return found
        parts.insert(0, before)
        start = before.start
    if start > 0:
        return found
    text = ", ".join(part.text for part in parts[:-1]) + " and " + parts[-1].text
    return replace(found, start=start, parts=tuple(parts), text=text)


def _bounded(tokens: Sequence[Token], last: int) -> NounPhrase | None:
    at = last
    while at >= 0 and tokens[at].kind == "w" and last - at < 12:
        at -= 1
    return parse(tokens, at + 1, last + 1)


def _with_apposition(tokens: Sequence[Token], comma: int) -> NounPhrase | None:
    """The head before "…, the harbour master, said": tries one to three commas back."""
    best: NounPhrase | None = None
    tried = 0
    for at in range(comma - 1, max(-1, comma - _FARTHEST), -1):
        if tokens[at].kind == "q" or tokens[at].text in _HARD:
            break
        if tokens[at].text != ",":
            continue
        tried += 1
        head = _plain(tokens, at - 1) if at > 0 else None
        if head is None or head.kind not in _HEADS or not _is_apposition(tokens, at + 1, comma):
            pass
        elif best is None or _opens_clause(tokens, head.start):
            # "one resident, Jo Grant, 34," has its head further back, where the clause begins
            best = _joined(tokens, head, at + 1, comma)
        if tried == 3:
            break
    return best


def _opens_clause(tokens: Sequence[Token], at: int) -> bool:
    return at == 0 or tokens[at - 1].kind == "q" or tokens[at - 1].text in _HARD


def _is_apposition(tokens: Sequence[Token], start: int, end: int) -> bool:
    first = tokens[start]
    if first.lower in ("who", "whose", "which"):
        return True
    if first.lower.isdigit():
        return end - start == 1 or (
            tokens[start + 1].text == "," and start + 2 < end and _is_apposition(tokens, start + 2, end)
        )
    if first.lower.endswith(("ing", "ed")) and first.text[0].islower():
        return True
    return not any(token.lower in _FINITE_ANYWHERE for token in tokens[start:end]) and first.lower not in (
        "and",
        "but",
        "or",
    )


def _joined(tokens: Sequence[Token], head: NounPhrase, start: int, end: int) -> NounPhrase:
    """Head and apposition as one: "the mayor, Ann Poole" and "Ann Poole, the mayor" are the same person."""
    other = parse(tokens, start, end) or longest(tokens, start, end)
    if other is None:
        return head
    whole = other.end == end or tokens[other.end].text == ","
    counted = head.text.lower().split()[0] in ("one", "another")
    if other.kind == "person" and (counted or head.kind in ("post", "other", "body")) and whole:
        return replace(
            other,
            start=head.start,
            post=other.post or head.post,
            modifiers=other.modifiers | head.modifiers,
            country=other.country or head.country,
            place=other.place | head.place,
            text=other.text,
        )
    if head.kind in ("person", "name") and other.kind == "post":
        return replace(
            head,
            post=head.post or other.post,
            modifiers=other.modifiers,
            country=head.country or other.country,
            place=other.place,
        )
    return head


def skip_lead(tokens: Sequence[Token], start: int, end: int) -> int:
    """Past words that open a clause without being its subject: "However", "On Monday", "In a statement"."""
    at = start
    while at < end:
        if tokens[at].lower in _LEADS and not (
            tokens[at].lower == "last" and at + 1 < end and tokens[at + 1].lower not in DETERMINERS
        ):
            at += 1
        elif (after := read_time(tokens, at)) > at and after < end:
            at = after
        elif (channel := read_channel(tokens, at)) and channel[2] < end:
            at = channel[2]
        elif (after := _short_place(tokens, at, end)) > at:
            at = after
        else:
            break
    return at


def _short_place(tokens: Sequence[Token], at: int, end: int) -> int:
    """ "In Moscow the minister …": a preposition and one capitalised word before a determiner or pronoun."""
    if tokens[at].lower in ("in", "at", "from") and at + 2 < end and tokens[at + 1].text[0].isupper():
        following = tokens[at + 2].lower
        if following in DETERMINERS or following in ("he", "she", "they"):
            return at + 2
    return at


def inverted_subject(tokens: Sequence[Token], cue_end: int, *, after_quote: bool) -> NounPhrase | None:
    """The speaker after the cue: ", said the mayor"; None unless the clause closes after it."""
    limit = cue_end
    while limit < min(len(tokens), cue_end + 24):
        token = tokens[limit]
        if (
            token.kind == "q"
            or token.text in _HARD
            or token.text in ",.!?"
            or token.lower in _ENDS_INVERSION - {"and"}
        ):
            break
        if limit > cue_end and (read_time(tokens, limit) > limit or read_channel(tokens, limit)):
            break
        if limit == cue_end and read_time(tokens, limit) > limit:
            return None
        limit += 1
    found = longest(tokens, cue_end, limit)
    if found is None or found.kind == "document" or (found.kind == "other" and not after_quote):
        return None
    if found.end < limit and not (
        after_quote and tokens[found.end].lower in ("to", "in", "at", "on", "of", "from", "with", "and")
    ):
        return None
    return with_apposition(tokens, found)


def with_apposition(tokens: Sequence[Token], found: NounPhrase) -> NounPhrase:
    """ "said Ann Poole, the mayor of Harwick": learn the post from what follows."""
    at = found.end
    if at + 1 < len(tokens) and tokens[at].text == "," and found.kind in ("person", "name", "post"):
        stop = at + 1
        while (
            stop < min(len(tokens), at + 14)
            and tokens[stop].kind == "w"
            and tokens[stop].lower not in ("who", "which")
        ):
            stop += 1
        other = longest(tokens, at + 1, stop)
        if other and found.kind == "post" and other.kind == "person" and other.end == stop:
            return replace(_joined(tokens, found, at + 1, stop), start=found.start, end=other.end)
        if other and other.kind == "post" and found.kind != "post" and tokens[at + 1].lower not in CUES:
            return replace(
                found,
                post=found.post or other.post,
                modifiers=other.modifiers,
                country=found.country or other.country,
                place=other.place,
            )
    return found


def leading_subject(tokens: Sequence[Token], limit: int) -> NounPhrase | None:
    """The subject the sentence begins with, when a verb follows it: of "The mayor opened the bridge and
    said"."""
    start = skip_lead(tokens, 0, limit)
    stop = start
    while stop < limit and (tokens[stop].kind == "w" or tokens[stop].text == ","):
        stop += 1
    found = longest(tokens, start, min(stop, start + 14))
    if found is None or found.kind not in _SPEAKING:
        return None
    at = found.end
    if at < limit and tokens[at].text == ",":
        close = next((k for k in range(at + 1, min(limit, at + 20)) if tokens[k].text == ","), None)
        if close is None or not _is_apposition(tokens, at + 1, close):
            return None
        found, at = _joined(tokens, found, at + 1, close), close + 1
    while at < limit and is_adverb(tokens[at].lower):
        at += 1
    return found if at < limit and _is_verb(tokens[at]) else None


def _is_verb(token: Token) -> bool:
    low = token.lower
    return token.text[0].islower() and (
        low in BE
        or low in HAVE
        or low in IRREGULAR
        or low in CUES
        or low in MODALS
        or low.endswith(("ed", "s"))
    )


def named(found: NounPhrase) -> bool:
    """Carries a full proper name of a person."""
    return found.kind == "person" and found.name is not None and is_person_name(found.name.split())
