"""The marks that tie claims to words, as they are kept in rich text: `<span data-claim="12">…</span>`.

Pure: text in, text out. Whatever was typed, pasted or sent is made into marks that no page can break over: of
claims that exist, never one in another, never across paragraphs, and never cutting another element in two.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from twosource.kernel.wording import same_words

from .text import plain

_TOKEN = re.compile(r'<!--.*?-->|<(?:[^<>"]|"[^"]*")*>|&(?:#?\w+);|[^<&]|[<&]', re.S)
_NAME = re.compile(r"<(/?)\s*([a-zA-Z][\w-]*)")
_CLAIM = re.compile(r"""\bdata-claim\s*=\s*["']?(\d{1,18})["']?""")
_MODE = re.compile(r"""\bdata-mode\s*=\s*["']?([a-z]{1,16})["']?""")
_VOID = frozenset({"br", "img", "hr", "embed", "wbr"})
BLOCKS = frozenset({"p", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "div"})


@dataclass(slots=True)
class _Piece:
    """A letter or a tag of the markup. `claim` is the claim whose mark it stands in."""

    text: str
    name: str = ""  # of a tag
    closes: bool = False
    claim: int = 0
    paragraph: int = 0

    @property
    def is_tag(self) -> bool:
        return bool(self.name)

    @property
    def tells(self) -> bool:
        """Whether it is a letter, and no space."""
        return not self.name and not html.unescape(self.text).isspace()


@dataclass(slots=True)
class Found:
    """What stands in one piece of rich text: the words of each claim, a mark a paragraph; the mode asked for."""

    words: dict[int, list[str]] = field(default_factory=dict)
    modes: dict[int, str] = field(default_factory=dict)


def is_marked(markup: str) -> bool:
    return "data-claim" in markup


def read(markup: str) -> Found:
    """The claims marked here, and by which words. Of marks in marks the outer one counts."""
    found = Found()
    if not is_marked(markup):
        return found
    pieces, found.modes = _pieces(markup, lambda claim: True)
    _join(pieces)
    for claim, spans in _spans(pieces).items():
        found.words[claim] = [plain("".join(piece.text for piece in pieces[a:b])) for a, b in spans]
    return found


def tidy(markup: str, keep: Collection[tuple[int, int]] | None, claims: Collection[int]) -> str:
    """The same text with marks of these claims alone, each whole within its paragraph; no other span stays.

    `keep` says which of a claim's marks stay, as (claim, its number here from 0); None keeps them all.
    """
    if "span" not in markup.lower():
        return markup
    pieces, _modes = _pieces(markup, claims.__contains__)
    _join(pieces)
    if keep is not None:
        for claim, spans in _spans(pieces).items():
            for number, (start, end) in enumerate(spans):
                if (claim, number) not in keep:
                    for piece in pieces[start:end]:
                        piece.claim = 0
    return _written(pieces)


def put(markup: str, words: str, claim: int) -> str | None:
    """The same text with a mark of this claim round these words, or None where they do not stand unmarked.

    Words are found across bold, italic and links, never across paragraphs; whole words before parts of words.
    """
    wanted = " ".join(words.split())
    pieces, _modes = _pieces(markup, lambda one: True)
    letters, places = _letters(pieces)
    for at in _standing(letters, wanted):
        chosen = range(places[at], places[at + len(wanted) - 1] + 1)
        if any(pieces[number].claim for number in chosen):
            continue
        for number in _grown(pieces, chosen):
            pieces[number].claim = claim
        return _written(pieces)
    return None


def _grown(pieces: list[_Piece], chosen: range) -> range:
    """These pieces, and the tags that touch them whose other half is among them."""
    partner = _partners(pieces)
    start, stop = chosen.start, chosen.stop
    while start > 0 and partner.get(start - 1, -1) in range(start, stop):
        start -= 1
    while partner.get(stop, -1) in range(start, stop):
        stop += 1
    return range(start, stop)


def lift(markup: str, claim: int) -> str:
    """The same text without the marks of this claim."""
    if not is_marked(markup):
        return markup
    return _written(_pieces(markup, lambda one: one != claim)[0])


def shown(markup: str, draw: Callable[[int, str, bool, bool], str | None]) -> str:
    """The text with each mark as `draw` draws it: its claim, its markup, whether it stands in a link, whether it is
    the claim's last here. None leaves the words without a mark.
    """
    if not is_marked(markup):
        return markup
    pieces, _modes = _pieces(markup, lambda one: True)
    last = {piece.claim: number for number, piece in enumerate(pieces) if piece.claim and piece.tells}
    written = []
    in_link = 0
    for claim, run in _runs(pieces):
        inner = "".join(pieces[number].text for number in run)
        drawn = draw(claim, inner, in_link > 0, last.get(claim) in run) if claim else None
        links = [pieces[number].closes for number in run if pieces[number].name == "a"]
        in_link += links.count(False) - links.count(True)
        written.append(inner if drawn is None else drawn)
    return "".join(written)


def chosen(words: Mapping[int, list[str]], known: Mapping[int, str]) -> dict[int, list[int]]:
    """Which of a claim's marks in a whole body tie it to its words, by their numbers; the others are copies.

    A mark that holds the words as they were is the claim's, and alone. Else they stand for it all together: a
    paragraph that was parted in two within a mark still says the same.
    """
    found = {}
    for claim, parts in words.items():
        before = known.get(claim, "")
        whole = next(
            (number for number, part in enumerate(parts) if before and same_words(part, before)), None
        )
        if whole is None and len(parts) > 1 and all(same_words(part, parts[0]) for part in parts):
            whole = 0
        found[claim] = [whole] if whole is not None else list(range(len(parts)))
    return found


# Reading and writing the pieces


def _pieces(markup: str, wanted: Callable[[int], bool]) -> tuple[list[_Piece], dict[int, str]]:
    """The letters and tags of a text, without its spans, each with the claim it is marked for."""
    pieces: list[_Piece] = []
    modes: dict[int, str] = {}
    spans: list[int] = []
    paragraph = 0
    for match in _TOKEN.finditer(markup):
        text = match.group()
        name = _NAME.match(text)
        if name is None:
            if not text.startswith("<!--"):
                pieces.append(_Piece(text, claim=_marking(spans), paragraph=paragraph))
            continue
        closes, tag = bool(name[1]), name[2].lower()
        if tag == "span":
            _step(spans, text, closes, wanted, modes)
            continue
        if tag in BLOCKS:
            paragraph += 1
            spans = [] if closes else spans
        claim = 0 if tag in BLOCKS else _marking(spans)
        pieces.append(_Piece(text, tag, closes, claim, paragraph))
    return pieces, modes


def _step(
    spans: list[int], text: str, closes: bool, wanted: Callable[[int], bool], modes: dict[int, str]
) -> None:
    if closes:
        if spans:
            spans.pop()
        return
    said, mode = _CLAIM.search(text), _MODE.search(text)
    claim = int(said[1]) if said else 0
    spans.append(claim if claim and wanted(claim) else 0)
    if mode and claim:
        modes[claim] = mode[1]


def _marking(spans: list[int]) -> int:
    """The outermost claim of the spans that are open."""
    return next((claim for claim in spans if claim), 0)


def _join(pieces: list[_Piece]) -> None:
    """Make a claim's marks within one paragraph one, from the first letter to the last, unless another's are between.

    The editor cannot have a link inside a mark and parts it there; what is pasted into a mark has none.
    """
    ends: dict[tuple[int, int], list[int]] = {}
    for number, piece in enumerate(pieces):
        if piece.claim and not piece.is_tag:
            ends.setdefault((piece.paragraph, piece.claim), []).append(number)
    for (_paragraph, claim), numbers in ends.items():
        for before, after in pairwise(numbers):
            between = pieces[before + 1 : after]
            if any(piece.claim not in (0, claim) for piece in between):
                continue
            for piece in between:
                piece.claim = claim


def _spans(pieces: list[_Piece]) -> dict[int, list[tuple[int, int]]]:
    """Where each claim's marks begin and end, a mark a stretch of one paragraph; marks of space alone are none."""
    found: dict[int, list[tuple[int, int]]] = {}
    start = 0
    while start < len(pieces):
        claim, paragraph, end = pieces[start].claim, pieces[start].paragraph, start + 1
        while end < len(pieces) and pieces[end].claim == claim and pieces[end].paragraph == paragraph:
            end += 1
        if claim and any(piece.tells for piece in pieces[start:end]):
            found.setdefault(claim, []).append((start, end))
        start = end
    return found


def _written(pieces: list[_Piece]) -> str:
    """The text again, its marks around as much as one element can hold."""
    marked = {
        number for spans in _spans(pieces).values() for start, end in spans for number in range(start, end)
    }
    for number, piece in enumerate(pieces):
        if number not in marked:
            piece.claim = 0
    written = []
    for claim, run in _runs(pieces):
        inner = "".join(pieces[number].text for number in run)
        written.append(f'<span data-claim="{claim}">{inner}</span>' if claim else inner)
    return "".join(written)


def _runs(pieces: list[_Piece]) -> Iterator[tuple[int, range]]:
    """The pieces in stretches (claim or 0, where): a marked stretch has every element it opens whole within it."""
    partner = _partners(pieces)
    start = 0
    while start < len(pieces):
        claim, paragraph = pieces[start].claim, pieces[start].paragraph
        end = start + 1
        while end < len(pieces) and pieces[end].claim == claim and pieces[end].paragraph == paragraph:
            end += 1
        yield from _whole(pieces, partner, claim, range(start, end)) if claim else [(0, range(start, end))]
        start = end


def _whole(
    pieces: list[_Piece], partner: Mapping[int, int], claim: int, run: range
) -> Iterator[tuple[int, range]]:
    """One marked stretch, parted at each tag whose other half stands outside it."""
    start = run.start
    for number in run:
        if pieces[number].is_tag and partner.get(number, number) not in run:
            yield _if_telling(pieces, claim, start, number), range(start, number)
            yield 0, range(number, number + 1)
            start = number + 1
    yield _if_telling(pieces, claim, start, run.stop), range(start, run.stop)


def _if_telling(pieces: list[_Piece], claim: int, start: int, stop: int) -> int:
    """The claim, where a letter of it stands there; nobody marks space or tags alone."""
    return claim if any(pieces[number].tells for number in range(start, stop)) else 0


def _partners(pieces: list[_Piece]) -> dict[int, int]:
    """Each tag's other half, both ways; a tag without one is its own and may stand anywhere but across a mark."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number, piece in enumerate(pieces):
        if not piece.is_tag or piece.name in _VOID:
            continue
        if not piece.closes:
            opened.append(number)
            found[number] = -1
            continue
        found[number] = -1
        for depth in range(len(opened) - 1, -1, -1):
            if pieces[opened[depth]].name == piece.name:
                found[number], found[opened[depth]] = opened[depth], number
                del opened[depth:]
                break
    return found


# Finding words


def _letters(pieces: Iterable[_Piece]) -> tuple[str, list[int]]:
    """The letters with single spaces, and which piece each is; a paragraph's end stands in no words."""
    letters: list[str] = []
    places: list[int] = []
    for number, piece in enumerate(pieces):
        if piece.is_tag:
            letter = " " if piece.name == "br" else "\n" if piece.name in BLOCKS else ""
        else:
            letter = html.unescape(piece.text)[:1]
            letter = " " if letter.isspace() else letter
        if letter and not (letter == " " and letters and letters[-1] == " "):
            letters.append(letter)
            places.append(number)
    return "".join(letters), places


def _standing(letters: str, wanted: str) -> list[int]:
    """Where these words stand: where they are whole words first."""
    found, at = [], letters.find(wanted) if wanted else -1
    while at >= 0:
        found.append(at)
        at = letters.find(wanted, at + 1)
    return sorted(found, key=lambda at: not _whole_words(letters, at, at + len(wanted)))


def _whole_words(letters: str, start: int, end: int) -> bool:
    cuts_before = start > 0 and letters[start - 1].isalnum() and letters[start].isalnum()
    cuts_after = end < len(letters) and letters[end].isalnum() and letters[end - 1].isalnum()
    return not cuts_before and not cuts_after
