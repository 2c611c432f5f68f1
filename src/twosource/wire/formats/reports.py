"""A report inside a sentence: a cue with its speaker, and which stretch of the sentence is what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import frames
from .adjuncts import Beside
from .cues import Cue
from .lexicon import word_set
from .noun_phrases import NounPhrase
from .quotes import LAST_COMMA, LAST_STOP
from .sentences import Token
from .subjects import skip_lead

_LINKS_ON = word_set("who whose which as after when before in a an")
_CLAUSE_OPENERS = word_set("as when if once though while where until unless")
_CLAUSE_LINKS = word_set("but while whereas although though and")


@dataclass(slots=True)
class Report:
    """A cue with its speaker and what is reported, as token ranges.

    `content` is what was said; `more` a second piece after the attribution ("…," she said, "…").
    `begin` is the token where the reporting clause begins; `side` says where the content stands.
    """

    cue: str
    frame: str
    subject: NounPhrase | None
    begin: int
    side: str  # left, right, around
    content: tuple[int, int]
    beside: Beside
    more: tuple[int, int] | None = None
    after_that: bool = False
    extra_channel: str | None = None
    adjacent: bool = False


@dataclass(slots=True)
class Work:
    tokens: Sequence[Token]
    reports: list[Report] = field(default_factory=list)

    @property
    def end(self) -> int:
        last = len(self.tokens)
        while last > 0 and self.tokens[last - 1].text in tuple(".!?…;"):
            last -= 1
        return last


def from_left(work: Work, report: Report) -> Report | None:
    tokens, end = work.tokens, work.end
    start = _left_start(work, report)
    stop = report.begin
    while stop > start and tokens[stop - 1].text in tuple(",—–-("):
        stop -= 1
    if report.adjacent and stop - 2 > start and tokens[stop - 2].text in ("—", "–"):
        start = stop - 1  # "Her new book – “her last,” she insists – …"
    if any(other.side == "right" and other.content[1] > start for other in work.reports):
        return None  # a second attribution around the first: the first is what was said
    report.side, report.content = "left", (start, stop)
    after = report.beside.end
    if after + 1 <= end and after < len(tokens) and tokens[after].text in (",", ":", "—", "–"):
        after += 1
        _resume(tokens, report, after, end)
    elif after < end and tokens[after].kind == "q":
        report.more = (after, after + 1)
    spoken = [token for token in tokens[report.content[0] : report.content[1]] if token.kind != "p"]
    if not any(token.kind == "q" for token in spoken) and not _is_said(tokens, report.content, len(spoken)):
        return None
    return report


def _is_said(tokens: Sequence[Token], content: tuple[int, int], size: int) -> bool:
    """Enough to be a clause: "It rained", and not "However" or "As planned"."""
    first = tokens[content[0]].lower if size else ""
    return size >= 3 or (size == 2 and first not in _CLAUSE_OPENERS and frames.has_verb(tokens, *content))


def _left_start(work: Work, report: Report) -> int:
    floor = max(
        (other.more[1] if other.more else max(other.content[1], other.beside.end) for other in work.reports),
        default=0,
    )
    while floor < report.begin and (
        work.tokens[floor].text in tuple(",;—–") or work.tokens[floor].lower in _CLAUSE_LINKS
    ):
        if work.tokens[floor].kind == "w" and floor == 0:
            break
        floor += 1
    return floor


def _resume(tokens: Sequence[Token], report: Report, after: int, end: int) -> None:
    """After a parenthesis: a second quotation, or the rest of the same sentence ("The bridge, she said, is
    safe")."""
    if after >= end:
        return
    first = tokens[after]
    if first.lower in ("who", "whose", "which"):  # "…," said Lucy Hall, whose father …, "…"
        after = next((at + 1 for at in range(after, end - 1) if tokens[at].text == ","), after)
    if tokens[after].kind == "q":
        report.more = (after, after + 1)
        return
    linked = first.lower in _CLAUSE_LINKS or first.lower in _LINKS_ON
    participle = first.lower.endswith("ing") or first.lower in ("also",)
    if (
        not linked
        and not participle
        and not any(t.kind == "q" for t in tokens[report.content[0] : report.content[1]])
    ):
        report.side, report.content = "around", (report.content[0], end)


def from_right(work: Work, report: Report, cue: Cue, at: int) -> Report | None:
    tokens, end = work.tokens, work.end
    start = report.beside.end
    met = frames.content(tokens, start, end, cue, report, cue_at=at)
    if met is None:
        return None
    start, report.after_that = met
    if not _stands_apart(work, report):
        return None
    report.content = (start, _right_end(tokens, start, end))
    cut_earlier(work, report)
    return report


def _right_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where reported words end: before ", citing two officials", and after a whole quotation that goes on
    no further."""
    whole = tokens[start].kind == "q" and start + 1 < end
    if whole and (tokens[start].text[-1] == LAST_STOP or (tokens[start + 1].text == "," and start + 2 < end)):
        return start + 1
    for at in range(start, end - 1):
        if tokens[at].text == "," and tokens[at + 1].lower in ("citing", "quoting"):
            return at
    return end


def _stands_apart(work: Work, report: Report) -> bool:
    """Not inside what an earlier cue of the sentence reports ("X said that Y had denied …")."""
    tokens = work.tokens
    earlier = [other for other in work.reports if other.side == "right"]
    if not earlier or report.begin <= 0:
        return True
    start = earlier[-1].content[0]
    link = report.begin - 1
    if tokens[report.begin].text == "," or tokens[report.begin].lower in _CLAUSE_LINKS:
        return True
    while link > start and tokens[link].kind == "w" and tokens[link].lower not in _CLAUSE_LINKS:
        if skip_lead(tokens, link, report.begin) != report.begin:
            break
        link -= 1
    parted = tokens[link].text in (",", ";", "—", "–") or tokens[link].text[-1] == LAST_COMMA
    if not parted and tokens[link].lower not in _CLAUSE_LINKS:
        return False
    between = tokens[start:link]
    return any(token.kind == "q" for token in between) or len([t for t in between if t.kind == "w"]) >= 3


def cut_earlier(work: Work, report: Report) -> None:
    """What an earlier cue reports ends where this reporting clause begins."""
    tokens = work.tokens
    stop = report.begin
    while stop > 0 and (tokens[stop - 1].text in tuple(",;—–-") or tokens[stop - 1].lower in _CLAUSE_LINKS):
        stop -= 1
    for other in work.reports:
        if other.side in ("right", "around") and other.content[1] > stop:
            other.content = (other.content[0], max(stop, other.content[0]))
