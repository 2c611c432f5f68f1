"""Plain text of a saved page → parts. The shape is the one browsers give when a page is saved as text:
clock and site furniture above, then topic, headline, paragraphs, and below them topic, related headlines,
tags and furniture again, a line each. Any of these may be missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from . import layout
from .channels import is_outlet
from .dates import Stamp, published, read_stamp
from .furniture import is_separator, read_furniture
from .parts import Parts, add_new, collapse, date_by_dateline, read_dateline

_DISCUSSION_STARTS = re.compile(
    r"^(?:community standards|discussion|comments?|(?:leave|add|post) a comment"
    r"|join the discussion|view comments)\b",
    re.I,
)
_TAG_HEADS = frozenset(["tags", "keywords", "topics"])
_RELATED_HEAD = re.compile(
    r"(?:related(?: stories| articles| news)?|read more|read also|see also|more news"
    r"|more on this (?:story|topic)|you may also like|recommended(?: for you)?)"
)
_STRONG = re.compile(r"[.…。।][\"'”’»›)\]]*$|[?!][\"”’»›)\]]+$")


@dataclass(slots=True)
class _Line:
    text: str
    kind: str  # stamp furniture topic byline label headline sentence short
    stamp: Stamp | None = None


def read_text(text: str) -> Parts:
    """The parts of a plain-text page; `paragraphs` is empty when there is no running text."""
    known: dict[str, _Line] = {}
    lines: list[_Line] = []
    for line in unwrap(text.split("\n")):
        if line not in known:
            known[line] = _classify(line)
        lines.append(known[line])
    parts = Parts()
    first, last = _body(lines)
    _read_top(lines[:first], parts, lines[first:last])
    _read_body(lines[first:last], parts)
    _read_bottom(lines[last:], parts)
    date_by_dateline(parts)
    return parts


def unwrap(raw: list[str]) -> list[str]:
    """The non-empty lines; paragraphs that were wrapped at a fixed width are put together again."""
    lines = [(collapse(line), len(line.expandtabs(4).rstrip())) for line in raw]
    width = _wrap_width(lines)
    out: list[str] = []
    pieces: list[str] = []
    before = ("", 0)
    for line in lines:
        if not (pieces and before[0] and line[0] and width and _goes_on(before, line, width)):
            out.append(" ".join(pieces))
            pieces = []
        pieces.append(line[0])
        before = line
    out.append(" ".join(pieces))
    return [line for line in out if line and not is_separator(line)]


def _wrap_width(lines: list[tuple[str, int]]) -> int:
    """The width the text was wrapped at, or 0 when each paragraph is one line."""
    pairs = [(a, b) for a, b in pairwise(lines) if a[0] and b[0]]
    running = [a for a, b in pairs if b[0][0].islower() and not layout.ENDS.search(a[0])]
    if len(running) < 2 or len(running) < 0.3 * len(pairs):
        return 0
    width = max(length for _, length in running)
    return width if 40 <= width <= 130 else 0


def _goes_on(line: tuple[str, int], next_line: tuple[str, int], width: int) -> bool:
    """A wrapped line is full: the next word would not have fitted. A longer one stands for itself."""
    (text, length), (following, next_length) = line, next_line
    if max(length, next_length) > width:
        return False
    if following[0].islower() and not layout.ENDS.search(text):
        return True
    first_word = following.split(" ", 1)[0]
    return length + 1 + len(first_word) > width and not _is_apart(text) and not _is_apart(following)


def _is_apart(line: str) -> bool:
    return bool(read_stamp(line) or read_furniture(line) or layout.read_topic(line))


def _classify(line: str) -> _Line:
    if stamp := read_stamp(line):
        return _Line(line, "stamp", stamp)
    if read_furniture(line):
        return _Line(line, "furniture")
    if layout.read_topic(line):
        return _Line(line, "topic")
    if layout.read_byline(line):
        return _Line(line, "byline")
    if layout.read_related_label(line) is not None:
        return _Line(line, "label")
    if layout.read_headline_label(line):
        return _Line(line, "headline")
    if layout.read_tags(line) is None and layout.is_sentence(line):
        return _Line(line, "sentence")
    return _Line(line, "short")


def _body(lines: list[_Line]) -> tuple[int, int]:
    """Where the running text begins and ends (exclusive)."""
    sentences = [at for at, line in enumerate(lines) if line.kind == "sentence"]
    if not sentences:
        long = [at for at, line in enumerate(lines) if line.kind == "short" and layout.words(line.text) >= 14]
        return (long[0], long[-1] + 1) if long else (len(lines), len(lines))
    first = sentences[0]
    limit = _limit(lines, first)
    strong = [at for at in sentences if at < limit and _is_strong(lines[at].text)]
    inside = [at for at in sentences if at < limit]
    return first, (strong or inside)[-1] + 1


def _limit(lines: list[_Line], first: int) -> int:
    """Past this line nothing is body: the readers' discussion, or the topic printed again at the end."""
    limit = len(lines)
    for at in range(first + 1, len(lines)):
        if lines[at].kind == "furniture" and _DISCUSSION_STARTS.match(lines[at].text):
            limit = at
            break
    topics = [at for at in range(first + 1, limit) if lines[at].kind == "topic"]
    if topics:
        after = [ln for ln in lines[topics[-1] + 1 : limit] if ln.kind == "sentence"]
        if not any(layout.words(ln.text) >= 14 and ln.text.endswith(".") for ln in after):
            limit = topics[-1]
    return limit


def _is_strong(text: str) -> bool:
    return (
        bool(_STRONG.search(text))
        or layout.words(text) >= 28
        or (text.endswith("?") and layout.words(text) >= 18)
    )


def _read_top(lines: list[_Line], parts: Parts, body: list[_Line]) -> None:
    stamps: list[tuple[Stamp, bool]] = []
    shorts: list[str] = []
    labelled: str | None = None
    for line in lines:
        if line.kind == "stamp" and line.stamp:
            stamps.append((line.stamp, bool(shorts)))
        elif line.kind == "headline":
            labelled = labelled or layout.read_headline_label(line.text)
        elif line.kind == "short" and _is_dateline(line.text, parts):
            continue
        elif line.kind == "short" and layout.is_headline(line.text):
            shorts.append(line.text)
        elif line.kind != "short":
            _take(line, parts)
    _date(parts, stamps)
    parts.headline = labelled or _headline(shorts)
    if parts.headline is None and len(body) > 1 and _asks(body[0].text):
        parts.headline = body.pop(0).text
    if shorts and shorts[0] != parts.headline and is_outlet(shorts[0]):
        parts.site_name = shorts[0]
    if parts.headline in shorts:
        standfirsts = shorts[shorts.index(parts.headline) + 1 :]
        parts.paragraphs += [line for line in standfirsts if layout.words(line) >= 4]


def _is_dateline(line: str, parts: Parts) -> bool:
    """A dateline on a line of its own; its day is taken if it has a year."""
    found = read_dateline(line + " .")
    if found and found[0] >= len(line):
        parts.date_from(found[1])
        return True
    return False


def _headline(shorts: list[str]) -> str | None:
    """The first line long enough to be one; names of site and section come before it and are short."""
    for line in shorts:
        if layout.words(line) >= 4:
            return line
    return max(shorts, key=layout.words, default=None)


def _asks(line: str) -> bool:
    """A first line like "Who owns the harbour?" is a headline though it ends like a sentence."""
    return layout.words(line) <= 14 and line.rstrip("'’\"”").endswith(("?", "!")) and line[0] not in '"“«'


def _date(parts: Parts, stamps: list[tuple[Stamp, bool]]) -> None:
    """Tell the page's clock from the date of publication: labelled, or a second one, or a day under the
    headline."""
    zone: timedelta | None = None
    merged = merge(stamps)
    for stamp, below_headline in merged:
        if stamp.label == "updated":
            continue
        if (
            stamp.label is None
            and parts.crawled_at is None
            and zone is None
            and stamp.hour
            and stamp.offset is not None
        ):
            parts.crawled_at, zone = stamp.moment(), stamp.offset
        elif parts.published_at is None and (stamp.label or below_headline or zone is not None):
            found = published(stamp, zone or timedelta(0))
            if found:
                parts.published_at, parts.published_precision = found


def merge(stamps: list[tuple[Stamp, bool]]) -> list[tuple[Stamp, bool]]:
    """A clock and a day printed on two lines, one after the other, are one stamp."""
    out: list[tuple[Stamp, bool]] = []
    for stamp, below in stamps:
        if out and out[-1][1] == below and stamp.label is None:
            before = out[-1][0]
            if before.day is None and before.hour and stamp.day and stamp.hour is None:
                out[-1] = (Stamp(stamp.day, before.hour, before.offset, before.label), below)
                continue
            if before.day and before.hour is None and stamp.hour and stamp.day is None:
                out[-1] = (Stamp(before.day, stamp.hour, stamp.offset, before.label), below)
                continue
        out.append((stamp, below))
    return out


def _take(line: _Line, parts: Parts) -> bool:
    """Take what is the same wherever it stands; whether it was taken."""
    if line.kind == "furniture":
        add_new(parts.furniture, read_furniture(line.text) or ())
    elif line.kind == "topic" and (topic := layout.read_topic(line.text)):
        if parts.topic is None:
            parts.topic, parts.printed_count = topic
    elif line.kind == "byline":
        add_new(parts.bylines, layout.read_byline(line.text) or ())
    elif line.kind == "label":
        add_new(parts.related, [layout.read_related_label(line.text) or ""])
    elif line.kind == "stamp" and line.stamp:
        found = published(line.stamp, timedelta(0)) if line.stamp.label == "published" else None
        if found and parts.published_at is None:
            parts.published_at, parts.published_precision = found
    else:
        return False
    return True


def take_line(text: str, parts: Parts) -> bool:
    """Take a line that is furniture, topic, byline, date or a related link, not running text; whether it
    was."""
    return _take(_classify(text), parts)


def _read_body(lines: list[_Line], parts: Parts) -> None:
    parts.paragraphs += [line.text for line in lines if not _take(line, parts)]


def _read_bottom(lines: list[_Line], parts: Parts) -> None:
    under: str | None = None
    for at, line in enumerate(lines):
        is_head = line.text.rstrip(":").casefold()
        if line.kind in ("furniture", "label") and (
            is_head in _TAG_HEADS or _RELATED_HEAD.fullmatch(is_head)
        ):
            under = "tags" if is_head in _TAG_HEADS else "related"
            continue
        if _take(line, parts):
            under = None
        elif under == "tags" and layout.words(line.text) <= 5:
            add_new(parts.tags, layout.read_tags(line.text) or [line.text])
        elif tags := layout.read_tags(line.text, last=_is_last(lines, at)):
            add_new(parts.tags, tags)
        elif layout.words(line.text) >= 3:
            if not (line.text.endswith(".") and layout.words(line.text) >= 8):  # a sentence is no headline
                add_new(parts.related, [line.text])
        elif _is_last(lines, at):
            add_new(parts.tags, [line.text])


def _is_last(lines: list[_Line], at: int) -> bool:
    return all(line.kind in ("furniture", "stamp") for line in lines[at + 1 :])
