"""Marking the words of a paragraph that carry a claim, without ever cutting a tag."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from . import marks
from .pages import ClaimNote
from .text import plain

_TAG = r'<(?:[^<>"]|"[^"]*")*>'
# A claim's sign was put there by us and is no part of the words.
_PIECE = re.compile(rf'(?P<tag><span class="sign [^>]*>[^<]*</span>|{_TAG})|&(?:#?\w+);|.', re.S)
_TAG_AT_END = re.compile(rf"{_TAG}$")
_TAG_HERE = re.compile(_TAG)
_NAME = re.compile(r"</?(\w+)")
_VOID = ("br",)
_BLOCKS = ("p", "ul", "ol", "li")
_BREAK = "\n"  # stands in no words that are looked for


@dataclass
class Marker:
    """Marks the claims of one page; each is noted in the margin where its words stand first.

    A claim whose mark is kept in the text (`marked`, by id) is marked there and nowhere else; the words of any
    other are looked for.
    """

    carried: list[tuple[str, ClaimNote]]
    marked: Collection[int] = ()
    pending: list[tuple[str, ClaimNote]] = field(init=False)
    notes: dict[int, ClaimNote] = field(init=False)
    noted: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.notes = {claim_of(note): note for _words, note in self.carried}
        self.pending = [(w, note) for w, note in self.carried if w and claim_of(note) not in self.marked]

    def mark(self, markup: str) -> tuple[str, tuple[ClaimNote, ...]]:
        notes: list[ClaimNote] = []
        standing = plain(markup)
        for words, note in list(self.pending):
            found = mark_words(markup, words, note) if " ".join(words.split()) in standing else None
            if found is not None:
                markup = found
                notes.append(note)
                self.pending.remove((words, note))
        return self._kept(markup, notes), tuple(notes)

    def _kept(self, markup: str, notes: list[ClaimNote]) -> str:
        """The markup with the marks kept in it drawn; their notes come in the order of the words."""
        before = len(notes)

        def draw(claim: int, inner: str, in_link: bool, last: bool) -> str | None:
            note = self.notes.get(claim)
            if note is None:
                return None
            if claim not in self.noted:
                self.noted.add(claim)
                notes.insert(len(notes) - before, note)
            return drawn(inner, note, in_link=in_link, signed=last)

        return marks.shown(markup, draw)


def claim_of(note: ClaimNote) -> int:
    """The claim a margin note is of."""
    return int(note.anchor.rpartition("-")[2])


def drawn(inner: str, note: ClaimNote, *, in_link: bool, signed: bool = True) -> str:
    """Words as readers see them marked, with the sign of the claim's status after them; inside a link no other."""
    linked = inner if in_link or "<a" in inner else f'<a href="#{note.anchor}">{inner}</a>'
    sign = f'<span class="sign {note.status}" aria-hidden="true">{html.escape(note.sign)}</span>'
    return f'<mark class="claim {note.status}">{linked}</mark>{sign if signed else ""}'


def mark_words(markup: str, words: str, note: ClaimNote) -> str | None:
    """The markup with these words marked as carrying a claim, or None when they do not stand in it.

    Words are found across inline markup, never inside a tag; where a mark would cut an element in two, they
    are left unmarked. Words inside a link stay that link.
    """
    for start, end in _places(markup, " ".join(words.split())):
        grown = _whole_elements(markup, start, end)
        if grown:
            start, end = grown
            inner = markup[start:end]
            before = markup[:start]
            in_link = before.count("<a ") > before.count("</a>")
            return before + drawn(inner, note, in_link=in_link) + markup[end:]
    return None


def _places(markup: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Where these words begin and end in the markup; where they are whole words first."""
    letters, spans = _letters(markup)
    found, at = [], letters.find(wanted) if wanted else -1
    while at >= 0:
        found.append(at)
        at = letters.find(wanted, at + 1)
    for at in sorted(found, key=lambda at: not _whole_words(letters, at, at + len(wanted))):
        yield spans[at][0], spans[at + len(wanted) - 1][1]


def _letters(markup: str) -> tuple[str, list[tuple[int, int]]]:
    """The words of the markup with single spaces, and where each letter of them stands in it."""
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(markup):
        letter = _letter_of(piece)
        if letter and not (letter == " " and letters and letters[-1] == " "):
            letters.append(letter)
            spans.append(piece.span())
    return "".join(letters), spans


def _letter_of(piece: re.Match[str]) -> str:
    if not piece["tag"]:
        letter = html.unescape(piece[0])
        return " " if letter.isspace() else letter[:1]
    if piece[0].startswith("<br"):
        return " "
    name = _NAME.match(piece[0])
    return _BREAK if name and name[1] in _BLOCKS else ""


def _whole_words(letters: str, start: int, end: int) -> bool:
    cuts_before = start > 0 and letters[start - 1].isalnum() and letters[start].isalnum()
    cuts_after = end < len(letters) and letters[end].isalnum() and letters[end - 1].isalnum()
    return not cuts_before and not cuts_after


def _whole_elements(markup: str, start: int, end: int) -> tuple[int, int] | None:
    """These bounds, moved out over tags that touch them until every element inside is whole; None if none is."""
    closed, opened = _left_open(markup[start:end])
    while closed and (tag := _TAG_AT_END.search(markup[:start])) and not tag[0].startswith("</"):
        start = tag.start()
        closed, opened = _left_open(markup[start:end])
    while opened and (tag := _TAG_HERE.match(markup, end)) and tag[0].startswith("</"):
        end = tag.end()
        closed, opened = _left_open(markup[start:end])
    return None if closed or opened else (start, end)


def _left_open(inner: str) -> tuple[int, int]:
    """How many elements end here that did not begin here, and how many begin that do not end."""
    closed = 0
    opened: list[str] = []
    for tag in _TAG_HERE.findall(inner):
        name = _NAME.match(tag)
        if name is None or name[1] in _VOID:
            continue
        if not tag.startswith("</"):
            opened.append(name[1])
        elif opened and opened[-1] == name[1]:
            opened.pop()
        else:
            closed += 1
    return closed, len(opened)
