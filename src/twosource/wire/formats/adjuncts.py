"""What stands beside a cue: to whom, by which channel, when. "told the Gazette in an interview on Monday"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .channels import CHANNEL, PLATFORMS, is_outlet
from .cues import FINITE, is_adverb
from .lexicon import word_set
from .noun_phrases import NounPhrase, longest
from .sentences import Token
from .times import read_time

_CHANNEL_PREPOSITIONS = word_set("in on at via through by during from over")
_STOPS = word_set(", ; : . ! ? ( ) — – -")
_NOT_IN_LISTENER = word_set(
    """
    in on at after before during near outside by via through that how why what whether when where to if
    """
)
_LATER = word_set(
    """
    after before during following ahead amid when as while since despite without
    """
)
_MORE_WORDS = 12
_SPEAKING = word_set(
    """
    speaking talking writing posting appearing addressing testifying tweeting telling responding replying
    """
)


@dataclass(slots=True)
class Beside:
    """What was read beside one cue. `end` is the token after it; `when` the words that say the time."""

    end: int
    addressee: NounPhrase | None = None
    channel: str | None = None
    when: str = ""


def read_beside(tokens: Sequence[Token], at: int, *, listener: bool) -> Beside:
    """Read to the right of a cue from token `at`; `listener` when the verb names one at once ("told X")."""
    beside = Beside(at)
    if listener:
        beside.addressee = read_listener(tokens, at)
        beside.end = beside.addressee.end if beside.addressee else at
    while beside.end < len(tokens):
        if not _one_more(tokens, beside):
            break
    return beside


def _one_more(tokens: Sequence[Token], beside: Beside) -> bool:
    at = beside.end
    if (end := read_time(tokens, at)) > at:
        beside.when += " " + " ".join(token.text for token in tokens[at:end])
        beside.end = end
        return True
    if found := read_channel(tokens, at):
        beside.channel = beside.channel or found[0]
        beside.addressee = beside.addressee or found[1]
        beside.end = _published(tokens, found[2])
        return True
    low = tokens[at].lower
    if low == "to" and beside.addressee is None and (who := read_listener(tokens, at + 1)):
        beside.addressee, beside.end = who, who.end
        return True
    if (is_adverb(low) or low in ("again", "bluntly")) and low != "only":
        beside.end = at + 1
        return True
    if (end := _read_place(tokens, at)) > at or (end := _read_circumstance(tokens, at)) > at:
        beside.end = end
        return True
    return False


def _published(tokens: Sequence[Token], at: int) -> int:
    """Past "posted on its website" after a statement or a letter."""
    if at >= len(tokens) or tokens[at].lower not in (
        "posted",
        "published",
        "released",
        "issued",
        "carried",
        "broadcast",
        "sent",
    ):
        return at
    for end in range(at + 1, min(len(tokens), at + _MORE_WORDS)):
        if (
            tokens[end].kind == "q"
            or tokens[end].text in _STOPS
            or tokens[end].lower == "that"
            or read_time(tokens, end) > end
        ):
            return end
    return at


def read_lead(tokens: Sequence[Token], start: int, end: int) -> Beside:
    """What a clause says of time, channel and listener before its subject: "Speaking to reporters on
    Monday, …"."""
    found = Beside(start)
    at = start
    while at < end:
        low = tokens[at].lower
        if low in _SPEAKING:
            beside = read_beside(tokens[:end], at + 1, listener=low in ("addressing", "telling"))
            _merge(found, beside)
            at = max(beside.end, at + 1)
        elif (stop := read_time(tokens, at)) > at:
            found.when += " " + " ".join(token.text for token in tokens[at:stop])
            at = stop
        elif channel := read_channel(tokens, at):
            _merge(found, Beside(at, channel[1], channel[0]))
            at = channel[2]
        elif tokens[at].text == "," or is_adverb(low):
            at += 1
        else:
            break
    return found


def _merge(found: Beside, more: Beside) -> None:
    found.channel = found.channel or more.channel
    found.addressee = found.addressee or more.addressee
    found.when = found.when or more.when


def read_listener(tokens: Sequence[Token], at: int) -> NounPhrase | None:
    """The listener that begins at `at`; of "told RT Russia would" only RT."""
    limit = at
    while limit < min(len(tokens), at + 10):
        token = tokens[limit]
        if (
            token.kind != "w"
            or (token.lower in _NOT_IN_LISTENER and token.text != "US")
            or read_time(tokens, limit) > limit
        ):
            break
        limit += 1
    found = longest(tokens, at, limit)
    if found is None or (
        found.kind == "pronoun" and found.text.lower() in ("he", "she", "they", "it", "who")
    ):
        return _object_pronoun(tokens, at)
    goes_on = (
        found.end < len(tokens)
        and tokens[found.end].kind == "w"
        and tokens[found.end].lower not in _NOT_IN_LISTENER
    )
    if (
        goes_on
        and found.end - at > 1
        and tokens[at].text[0].isupper()
        and found.kind in ("body", "name", "person")
    ):
        for end in range(at + 1, found.end):
            if is_outlet(tokens[end - 1].text) and (shorter := longest(tokens, at, end)):
                return shorter
        return longest(tokens, at, at + 1) if tokens[at].text.isupper() else found
    return found


def _object_pronoun(tokens: Sequence[Token], at: int) -> NounPhrase | None:
    if at < len(tokens) and tokens[at].lower in ("him", "her", "them", "us", "me", "you"):
        return NounPhrase(at, at + 1, tokens[at].text, "pronoun")
    return None


def read_channel(tokens: Sequence[Token], at: int) -> tuple[str, NounPhrase | None, int] | None:
    """A channel that begins at `at` ("in a joint statement", "on Telegram"), its addressee and the token
    after."""
    if at + 1 >= len(tokens) or tokens[at].lower not in _CHANNEL_PREPOSITIONS:
        return None
    if tokens[at].lower in ("on", "via", "through", "over") and (name := PLATFORMS.get(tokens[at + 1].lower)):
        return _platform(tokens, at, name)
    run_end = at + 1
    while run_end < min(len(tokens), at + 9) and tokens[run_end].kind == "w":
        run_end += 1
    words = " ".join(token.text for token in tokens[at + 1 : run_end])
    found = CHANNEL.match(words)
    if not found:
        return None
    before = found.group()[: found.start("noun") - found.start()].lower().split()
    if set(before) & (FINITE | {"to", "of", "with", "and", "for", "that"}):
        return None
    end = at + 1 + len(found.group().split())
    owner = before[-1] if before else ""
    name = found["noun"].lower()
    name = PLATFORMS.get(owner, name)
    addressee: NounPhrase | None = None
    if end < len(tokens) and tokens[end].lower in ("with", "to") and (who := read_listener(tokens, end + 1)):
        addressee, end = who, who.end
    elif end < len(tokens) and tokens[end].lower in ("on", "for", "by", "from"):
        outlet = longest(tokens, end + 1, _run(tokens, end + 1))
        if outlet and is_outlet(outlet.text):
            addressee, end = outlet, outlet.end
    return name, addressee, end


def _platform(tokens: Sequence[Token], at: int, name: str) -> tuple[str, None, int]:
    if name == "Truth":
        return "Truth Social", None, min(at + 3, len(tokens))
    return name, None, at + 2


def _run(tokens: Sequence[Token], at: int) -> int:
    end = at
    while end < min(len(tokens), at + 6) and tokens[end].kind == "w" and read_time(tokens, end) == end:
        end += 1
    return end


def _read_place(tokens: Sequence[Token], at: int) -> int:
    """ "in Moscow", "outside the town hall", when the clause goes on after it; else `at`."""
    if tokens[at].lower not in ("in", "at", "from", "outside", "near", "of", "about"):
        return at
    end = at + 1
    while (
        end < min(len(tokens), at + 8)
        and tokens[end].kind == "w"
        and tokens[end].lower not in FINITE | {"that"}
    ):
        if end > at + 1 and (read_time(tokens, end) > end or tokens[end].lower in _LATER):
            break
        end += 1
    introduces = end < len(tokens) and (tokens[end].kind == "q" or tokens[end].text == ":")
    if tokens[at].lower in ("of", "about") and not introduces:
        return at
    closes = (
        end >= len(tokens)
        or tokens[end].kind == "q"
        or tokens[end].text in _STOPS
        or tokens[end].lower == "that"
    )
    closes = closes or (end < len(tokens) and (read_time(tokens, end) > end or tokens[end].lower in _LATER))
    return end if closes and end > at + 1 else at


def _read_circumstance(tokens: Sequence[Token], at: int) -> int:
    """ "after the vote", "as he left the court", up to a comma, "that", a quotation or the end; else `at`."""
    if tokens[at].lower not in _LATER:
        return at
    for end in range(at + 1, min(len(tokens), at + _MORE_WORDS)):
        if tokens[end].kind == "q" or tokens[end].text in _STOPS or tokens[end].lower == "that":
            return end
    return at
