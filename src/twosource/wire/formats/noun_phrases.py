"""Noun phrases that can be a speaker or a listener, recognised word by word without a grammar of English.

The question is always the same: could exactly these words be one who speaks? "Russia's envoy to the UK
Alexander Yakovenko", "some of its allies", "a source who asked not to be named" could;
"the bridge closed" could not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .cues import BE, CUES, FINITE, HAVE, IRREGULAR, MODALS
from .lexicon import word_set
from .names import belonging, is_name_run, is_person_name, late_name
from .nouns import (
    AFTER_HEAD,
    BODIES,
    CALENDAR,
    DETERMINERS,
    DOCUMENTS,
    GROUPS,
    HONORIFICS,
    NOT_SPEAKERS,
    PARTICLES,
    PRONOUNS,
    posts_of,
)
from .sentences import Token

NounKind = Literal["pronoun", "person", "name", "post", "group", "body", "document", "other"]
_LONGEST = 34
_LONGEST_HEAD = 9
_PARTICIPLES = word_set(
    """
    seen obtained published released issued cited compiled collected prepared signed posted reviewed
    written provided
    """
)
_RELATIVES = frozenset(["who", "whose", "which"])
_NEVER_INSIDE = (
    BE
    | HAVE
    | MODALS
    | FINITE
    | IRREGULAR
    | word_set(
        """
    that because if although though while when where as than whether unless until since him them us me he
    she they we i it you but so yet there here what how why
    """
    )
) - {"to"}
_BAD_ENDINGS = ("ing", "ly", "ed", "'s", "s'")
_GOOD_ENDINGS = word_set("king sibling underling hireling bed shed")
_COUNTING = word_set(
    """
    some several many most few all both others another one two three four five six seven eight nine ten
    """
)


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """One who may speak. `name` is the proper name in it, `post` its head noun, `modifiers` the plain words
    before that, `country` the country it belongs to, `place` the words after "of", "to", "for"."""

    start: int
    end: int
    text: str
    kind: NounKind
    name: str | None = None
    post: str | None = None
    modifiers: frozenset[str] = frozenset()
    country: str | None = None
    place: frozenset[str] = frozenset()
    definite: bool = False
    owner: str | None = None
    honorific: str | None = None
    parts: tuple[NounPhrase, ...] = ()


def parse(tokens: Sequence[Token], start: int, end: int) -> NounPhrase | None:
    """The noun phrase made of exactly the tokens `start`..`end` (exclusive); None when they are not one."""
    if not 0 < end - start <= _LONGEST:
        return None
    for at in range(start + 1, end - 1):
        if tokens[at].lower in ("and", "or", "&") and tokens[at].kind != "q":
            left, right = parse(tokens, start, at), _simple(tokens, at + 1, end)
            if left and right and left.kind != "pronoun" and right.kind != "pronoun":
                return NounPhrase(
                    start, end, _text(tokens, start, end), "group", parts=(*(left.parts or (left,)), right)
                )
    return _simple(tokens, start, end)


def longest(tokens: Sequence[Token], start: int, limit: int) -> NounPhrase | None:
    """The longest noun phrase that begins at `start` and ends at or before `limit`."""
    for end in range(min(limit, start + 20), start, -1):
        if found := parse(tokens, start, end):
            return found
    return None


def _text(tokens: Sequence[Token], start: int, end: int) -> str:
    """The words with single spaces; commas and possessive marks close up."""
    out = ""
    before = -1
    for token in tokens[start:end]:
        out += (" " if before >= 0 and token.start > before else "") + token.text
        before = token.end
    return out


def _simple(tokens: Sequence[Token], start: int, end: int) -> NounPhrase | None:
    if end <= start or any(token.kind != "w" and token.text not in ",&" for token in tokens[start:end]):
        return None
    first = tokens[start].lower
    if end - start == 1 and first in PRONOUNS:
        return NounPhrase(start, end, tokens[start].text, "pronoun")
    at = start
    while at < end and (tokens[at].lower in DETERMINERS or tokens[at].lower.isdigit()):
        at += 1
    if at == end:
        kind: NounKind = "other" if first in ("one", "another") else "group"
        counted = tokens[end - 1].lower in _COUNTING
        return NounPhrase(start, end, _text(tokens, start, end), kind) if counted else None
    head_end, relative = _borders(tokens, at, end)
    if head_end == at:
        if (
            tokens[at].lower == "of"
            and at > start
            and tokens[at - 1].lower in _COUNTING | {"those", "dozens", "hundreds"}
        ):
            return _of_group(tokens, start, at, end)
        return None
    if not _clean_head(tokens, at, head_end) or not _clean_tail(tokens, head_end, relative):
        return None
    return _build(tokens, start, at, head_end, relative, end)


def _of_group(tokens: Sequence[Token], start: int, at: int, end: int) -> NounPhrase | None:
    if end - at == 2 and tokens[at + 1].lower in ("them", "these", "those"):
        return NounPhrase(
            start, end, _text(tokens, start, end), "group" if tokens[start].lower != "one" else "other"
        )
    inner = parse(tokens, at + 1, end)
    if inner is None or inner.kind == "pronoun":
        return None
    return NounPhrase(start, end, _text(tokens, start, end), "group", country=inner.country)


def _borders(tokens: Sequence[Token], at: int, end: int) -> tuple[int, int]:
    """Where the head ends (a preposition or relative follows), and where a relative clause begins."""
    relative = next((k for k in range(at + 1, end) if tokens[k].lower in _RELATIVES), end)
    tail = relative - 1 if relative < end and tokens[relative - 1].text == "," else relative
    head_end = next(
        (k for k in range(at, tail) if tokens[k].lower in AFTER_HEAD or _participial(tokens, k, tail)), tail
    )
    return head_end, tail


def _participial(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "figures seen by the Gazette", "a letter signed by …": a participle with its preposition."""
    return (
        tokens[at].lower in _PARTICIPLES
        and at + 1 < end
        and tokens[at + 1].lower in ("by", "in", "on", "from", "at")
    )


def _clean_head(tokens: Sequence[Token], at: int, end: int) -> bool:
    if end - at > _LONGEST_HEAD:
        return False
    for token in tokens[at:end]:
        low = token.lower
        if low in _NEVER_INSIDE and token.text not in ("US", "IT", "WHO"):
            return False
        if token.text == "," or (low in DETERMINERS and low not in ("other", "all", "more")):
            return False
        cue = CUES.get(low)
        if cue and not cue.noun_like and not posts_of(low) and not token.text[0].isupper():
            return False
    return True


def _clean_tail(tokens: Sequence[Token], at: int, end: int) -> bool:
    for k in range(at, end):
        token, low = tokens[k], tokens[k].lower
        if token.text == "," or (low in _NEVER_INSIDE and token.text not in ("US", "IT", "WHO")):
            return False
        cue = CUES.get(low)
        if cue and cue.tense == "past":
            return False
        if (
            low == "to"
            and k + 1 < end
            and tokens[k + 1].text.islower()
            and tokens[k + 1].lower not in DETERMINERS
        ):
            nxt = tokens[k + 1].lower
            if not (posts_of(nxt) or nxt in GROUPS or nxt in BODIES):
                return False
    return end == at or tokens[end - 1].lower not in AFTER_HEAD | DETERMINERS


def _build(
    tokens: Sequence[Token], start: int, at: int, head_end: int, tail: int, end: int
) -> NounPhrase | None:
    words = [token.text for token in tokens[at:head_end]]
    low = [token.lower.rstrip(".") for token in tokens[at:head_end]]
    title = _title(low, words)
    name_words = words[title + 1 :] if is_name_run(words[title + 1 :]) else []
    if title < 0 and (at > start or not name_words):
        name_words = []
    late = late_name(tokens, head_end, tail) if not name_words else []
    name = " ".join(name_words or late) or None
    post = low[title] if title >= 0 else low[-1]
    kind = _kind(words, low, bool(name), title, determined=at > start)
    if late and kind not in ("post", "person"):
        late, name = [], None
    if kind is None or (name_words == [] and title >= 0 and title < len(words) - 1):
        kind = _last_word_kind(words, low, at > start) if not late else kind
        post, name = low[-1], None if not late else name
        if kind is None:
            return None
    if name and kind in ("post", "other", "person"):
        kind = "person"
    before = low[: title if title >= 0 else len(low) - 1]
    country, owner = belonging(words[: max(title, 0)] if name_words else words)
    place_words = tokens[head_end : tail - len(late)] if late else tokens[head_end:tail]
    return NounPhrase(
        start,
        end,
        _text(tokens, start, end),
        kind,
        name=name,
        post=post if not (name and title < 0 and not late) else None,
        modifiers=frozenset(
            word.removesuffix("'s") for word in before if word not in HONORIFICS and word != "and"
        ),
        country=country,
        place=frozenset(t.lower for t in place_words if t.lower not in AFTER_HEAD | DETERMINERS),
        definite=tokens[start].lower in ("the", "his", "her", "its", "their", "our")
        or bool(country and owner),
        owner=owner,
        honorific=next((word for word in low if word in HONORIFICS), None),
    )


def _title(low: list[str], words: list[str]) -> int:
    """The last post or honorific in the head that a name may follow; -1 without one."""
    for at in range(len(low) - 1, -1, -1):
        word = low[at]
        if posts_of(word) or word.split("-")[-1] in ("general", "chief", "elect") or word in ("ceo",):
            return at
        if word in HONORIFICS and at < len(low) - 1:
            return at
    return -1


def _kind(words: list[str], low: list[str], named: bool, title: int, *, determined: bool) -> NounKind | None:
    if named:
        if title >= 0:
            return "person"
        if is_person_name(words):
            return "person"
        return _last_word_kind(words, low, determined)
    return _last_word_kind(words, low, determined)


def _last_word_kind(words: list[str], low: list[str], determined: bool) -> NounKind | None:
    word, last = words[-1], low[-1]
    if last in NOT_SPEAKERS or word in CALENDAR:
        return None
    if last in GROUPS:
        return "group"
    if posts_of(last):
        return "post" if determined or word[0].isupper() or len(words) > 1 else None
    if last in BODIES or last.split("-")[-1] in BODIES:
        return "body" if determined or words[0][0].isupper() else None
    if last in DOCUMENTS:
        return "document"
    if word[0].isupper():
        if all(w[0].isupper() or w.lower() in PARTICLES or w in ("and", "&") for w in words):
            return "name" if len(words) == 1 and not determined else "body"
        return "body" if determined else None
    if last.endswith(_BAD_ENDINGS) and last not in _GOOD_ENDINGS:
        return None
    return "other" if determined and last.isalpha() and len(last) > 2 else None
