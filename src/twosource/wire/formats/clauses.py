"""One sentence → the reports in it: cue, speaker as printed, and the stretch of words that is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import frames
from .adjuncts import Beside, is_outlet, read_beside, read_lead
from .cues import CUES, PARENTHETICAL, TWO_WORD, Cue
from .noun_phrases import NounPhrase, longest
from .quotes import LAST_COMMA, LAST_STOP
from .sentences import Token
from .subjects import with_apposition, inverted_subject, leading_subject, left_of, left_subject, skip_lead

_TRIGGERS = frozenset({form.split()[0] for form in CUES} | {"according", "quoted", "cited"})
_NOBODY = frozenset("nobody none nothing neither no no-one".split())
_CLAUSE_LINKS = frozenset(["but", "while", "whereas", "although", "though", "and"])


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
class _Work:
    tokens: Sequence[Token]
    reports: list[Report] = field(default_factory=list)

    @property
    def end(self) -> int:
        last = len(self.tokens)
        while last > 0 and self.tokens[last - 1].text in tuple(".!?…;"):
            last -= 1
        return last


def read_reports(tokens: Sequence[Token]) -> list[Report]:
    """The reports of one sentence, in order, none inside another's content."""
    work = _Work(tokens)
    after = 0
    for at, token in enumerate(tokens):
        if at >= after and token.lower in _TRIGGERS:
            after = _try(work, at)
    return work.reports


def _try(work: _Work, at: int) -> int:
    """Read a report whose cue begins at token `at`; the token to go on from."""
    tokens = work.tokens
    if tokens[at].kind != "w":
        return at + 1
    low = tokens[at].lower
    if low == "according" and at + 2 < len(tokens) and tokens[at + 1].lower == "to":
        return _according(work, at)
    if low in ("quoted", "cited") and (found := _quoted_as(work, at)):
        return found
    size = 1
    cue: Cue | None = None
    if low in TWO_WORD and at + 1 < len(tokens):
        cue = CUES.get(f"{low} {tokens[at + 1].lower}")
        size = 2 if cue else 1
    cue = cue or CUES.get(low)
    if cue is None or (tokens[at].text[0].isupper() and at > 0 and tokens[at - 1].kind == "w"):
        return at + 1  # a capital in the middle of a sentence is a name's: "Dr Omar Said"
    if cue.frame == "put":
        return _put_it(work, at)
    report = _read(work, at, size, cue)
    if report:
        _take_lead(work, report, at)
        work.reports.append(report)
        return max(report.beside.end, at + size)
    return at + size


def _take_lead(work: _Work, report: Report, cue_at: int) -> None:
    """Time, channel and listener may also stand before the speaker, or between speaker and cue."""
    tokens = work.tokens
    start = max((max(other.content[1], other.beside.end) for other in work.reports), default=0)
    spans = []
    if report.side == "right" and not any(token.kind == "q" for token in tokens[start : report.begin]):
        spans.append((start, report.begin))
    if report.subject and report.begin == report.subject.start and report.begin < cue_at:
        inside = (at for at in range(report.begin, cue_at) if tokens[at].text == ",")
        spans.append((next(inside, cue_at), cue_at))
    for first, last in spans:
        lead = read_lead(tokens, first, last)
        report.beside.addressee = report.beside.addressee or lead.addressee
        report.beside.channel = report.beside.channel or lead.channel
        report.beside.when = report.beside.when or lead.when


def _read(work: _Work, at: int, size: int, cue: Cue) -> Report | None:
    tokens, after = work.tokens, at + size
    name = " ".join(token.lower for token in tokens[at:after])
    if cue.tense == "ing" and not _progressive(tokens, at):
        return _participle(work, at, after, cue, name)
    if cue.frame in PARENTHETICAL and (report := _inverted(work, at, after, cue, name)):
        return report
    last = left_of(tokens, at, progressive=cue.tense == "ing")
    if last is None or (last >= 0 and tokens[last].lower == "who" and cue.frame == "quote"):
        return None
    subject = _subject(work, last)
    if subject is None and _continues(work, last):
        subject = work.reports[-1].subject if work.reports else leading_subject(tokens, last)
        begin = last if tokens[last - 1].text != "," else last - 1
    elif subject is None:
        return None
    else:
        begin = subject.start
    if subject is None or not _agrees(subject, cue, tokens, at, after):
        return None
    return _placed(
        work, Report(name, cue.frame, subject, begin, "right", (after, after), Beside(after)), at, cue
    )


def _subject(work: _Work, last: int) -> NounPhrase | None:
    found = left_subject(work.tokens, last)
    return None if found and found.text.lower() in ("i", "we", "you") else found


def _progressive(tokens: Sequence[Token], at: int) -> bool:
    before = at - 1
    while before >= 0 and tokens[before].lower in ("also", "now", "still", "already", "again"):
        before -= 1
    return before >= 0 and tokens[before].lower in ("is", "are", "was", "were", "been")


def _continues(work: _Work, last: int) -> bool:
    """ "… and said": the verb goes on with the subject the sentence already has."""
    tokens = work.tokens
    return last > 0 and tokens[last].lower in ("and", "but", "then") and tokens[last].kind == "w"


def _agrees(subject: NounPhrase, cue: Cue, tokens: Sequence[Token], at: int, after: int) -> bool:
    following = tokens[after].lower if after < len(tokens) else ""
    if subject.text.lower().split()[0] in _NOBODY:
        return False
    if cue.tense == "base":
        plural = (
            subject.kind == "group"
            or bool(subject.parts)
            or subject.text.lower() in ("they", "who", "police")
        )
        return plural and (not cue.noun_like or following == "that")
    if cue.tense == "present" and cue.noun_like:
        return following == "that" or (after < len(tokens) and tokens[after].kind == "q")
    return not (subject.kind == "document" and cue.frame in ("label", "accuse", "vow"))


def _placed(work: _Work, report: Report, at: int, cue: Cue) -> Report | None:
    """Decide on which side the reported words stand, and whether the frame is met."""
    tokens, end = work.tokens, work.end
    before = tokens[report.begin - 1].lower if report.begin else ""
    if before in ("if", "unless", "whether", "nor", "neither"):
        return None
    if before == "as" and _after_comma(tokens, report.begin - 1):
        report.begin -= 1
    report.beside = read_beside(tokens, report.content[0], listener=cue.frame in ("tell", "inform"))
    if _after_quote(tokens, report.begin) and cue.frame in PARENTHETICAL:
        report.adjacent = True
        return _from_left(work, report)
    right = report.beside.end
    if cue.frame in PARENTHETICAL and _after_comma(tokens, report.begin) and _closes(tokens, right, end):
        return (
            _from_left(work, report)
            if not _quote_follows(tokens, right, end)
            else _from_right(work, report, cue, at)
        )
    return _from_right(work, report, cue, at)


def _after_quote(tokens: Sequence[Token], begin: int) -> bool:
    """Does the reporting clause stand right after a quotation that leads to it?"""
    if begin <= 0:
        return False
    before = tokens[begin - 1]
    if before.kind == "q":
        return before.text[-1] in (LAST_COMMA, LAST_STOP) or begin == 1
    return before.text in (",", "—", "–") and begin >= 2 and tokens[begin - 2].kind == "q" and begin == 2


def _after_comma(tokens: Sequence[Token], begin: int) -> bool:
    return begin > 0 and tokens[begin - 1].text in (",", "—", "–", "-", "(")


def _closes(tokens: Sequence[Token], at: int, end: int) -> bool:
    return at >= end or tokens[at].text in (",", ";", "—", "–", "-", ")")


def _quote_follows(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "In Harwick, Poole said, "…"": nothing quoted before, a quotation to the end after."""
    return (
        at + 1 < end
        and tokens[at].text == ","
        and tokens[at + 1].kind == "q"
        and not any(t.kind == "q" for t in tokens[:at])
    )


def _from_left(work: _Work, report: Report) -> Report | None:
    tokens, end = work.tokens, work.end
    start = _left_start(work, report)
    stop = report.begin
    while stop > start and tokens[stop - 1].text in tuple(",—–-("):
        stop -= 1
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
    if not any(token.kind == "q" for token in spoken) and len(spoken) < 3:
        return None
    return report


def _left_start(work: _Work, report: Report) -> int:
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
    """After a parenthesis: a second quotation, or the rest of the same sentence ("The bridge, she said, is safe")."""
    if after >= end:
        return
    first = tokens[after]
    if first.kind == "q":
        report.more = (after, after + 1)
        return
    linked = first.lower in _CLAUSE_LINKS or first.lower in (
        "who",
        "which",
        "as",
        "after",
        "when",
        "before",
        "in",
        "a",
        "an",
    )
    participle = first.lower.endswith("ing") or first.lower in ("also",)
    if (
        not linked
        and not participle
        and not any(t.kind == "q" for t in tokens[report.content[0] : report.content[1]])
    ):
        report.side, report.content = "around", (report.content[0], end)


def _from_right(work: _Work, report: Report, cue: Cue, at: int) -> Report | None:
    tokens, end = work.tokens, work.end
    start = report.beside.end
    met = frames.content(tokens, start, end, cue, report, cue_at=at)
    if met is None:
        return None
    start, report.after_that = met
    if not _stands_apart(work, report):
        return None
    report.content = (start, _right_end(tokens, start, end))
    _cut_earlier(work, report)
    return report


def _right_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where reported words end: before ", citing two officials", and after a whole quotation that goes on no further."""
    if tokens[start].kind == "q" and start + 1 < end:
        if tokens[start].text[-1] == LAST_STOP or (tokens[start + 1].text == "," and start + 2 < end):
            return start + 1
    for at in range(start, end - 1):
        if tokens[at].text == "," and tokens[at + 1].lower in ("citing", "quoting"):
            return at
    return end


def _stands_apart(work: _Work, report: Report) -> bool:
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
    if tokens[link].text not in (",", ";", "—", "–") and tokens[link].lower not in _CLAUSE_LINKS:
        return False
    between = tokens[start:link]
    return any(token.kind == "q" for token in between) or len([t for t in between if t.kind == "w"]) >= 3


def _cut_earlier(work: _Work, report: Report) -> None:
    """What an earlier cue reports ends where this reporting clause begins."""
    tokens = work.tokens
    stop = report.begin
    while stop > 0 and (tokens[stop - 1].text in tuple(",;—–-") or tokens[stop - 1].lower in _CLAUSE_LINKS):
        stop -= 1
    for other in work.reports:
        if other.side in ("right", "around") and other.content[1] > stop:
            other.content = (other.content[0], max(stop, other.content[0]))


def _participle(work: _Work, at: int, after: int, cue: Cue, name: str) -> Report | None:
    """ ", adding that …": with the speaker of the clause it hangs on."""
    tokens = work.tokens
    before = at - 1
    while before > 0 and tokens[before].lower in ("also", "again", "later", "and", "while"):
        before -= 1
    if before <= 0 or tokens[before].text != ",":
        return None
    subject = work.reports[-1].subject if work.reports else leading_subject(tokens, before)
    if subject is None:
        return None
    report = Report(name, cue.frame, subject, before, "right", (after, after), Beside(after))
    report.beside = read_beside(tokens, after, listener=cue.frame in ("tell", "inform"))
    return _from_right(work, report, cue, at)


def _inverted(work: _Work, at: int, after: int, cue: Cue, name: str) -> Report | None:
    tokens = work.tokens
    if cue.tense not in ("past", "present") or cue.verb == "tell":
        return None
    after_quote = at > 0 and (
        tokens[at - 1].kind == "q" or (tokens[at - 1].text == "," and at > 1 and tokens[at - 2].kind == "q")
    )
    if at > 0 and not after_quote and tokens[at - 1].text not in (",", "—", "–"):
        return None
    if at > 0 and not after_quote and (left_subject(tokens, at - 1) or not frames.has_verb(tokens, 0, at)):
        return None
    subject = inverted_subject(tokens, after, after_quote=after_quote)
    if subject is None or (subject.text.lower() in ("i", "we", "you")):
        return None
    report = Report(name, cue.frame, subject, at, "left", (0, at), Beside(after), adjacent=after_quote)
    report.beside = read_beside(tokens, subject.end, listener=False)
    if at == 0:
        return _from_right(work, report, cue, at)
    return _from_left(work, report)


def _according(work: _Work, at: int) -> int:
    tokens, end = work.tokens, work.end
    stop = at + 2
    while stop < min(len(tokens), at + 26) and tokens[stop].kind == "w":
        stop += 1
    found = longest(tokens, at + 2, stop)
    if found is None:
        return at + 2
    found = with_apposition(tokens, found)
    beside = read_beside(tokens, _apposition_end(tokens, found), listener=False)
    report = Report("according to", "say", found, at, "left", (0, at), beside)
    if any(other.side != "left" or other.content[1] > at for other in work.reports) and work.reports:
        if is_outlet(found.text):
            work.reports[-1].extra_channel = found.text
            last = work.reports[-1]
            if last.content[1] > at:
                _cut_earlier(work, report)
        return found.end
    words_before = [token for token in tokens[:at] if token.kind != "p"]
    if skip_lead(tokens, 0, at) >= at or not words_before:
        start = beside.end + (beside.end < end and tokens[beside.end].text == ",")
        report.side, report.content = "right", (start, end)
        if start >= end:
            return found.end
        work.reports.append(report)
        return start
    if not _from_left(work, report):
        return found.end
    if beside.end < end and report.side == "left" and tokens[beside.end].text != "," and report.more is None:
        report.beside.end = found.end
    work.reports.append(report)
    return max(found.end, report.beside.end)


def _apposition_end(tokens: Sequence[Token], found: NounPhrase) -> int:
    """Past ", the mayor of Harwick," after a name, so that the content begins behind it."""
    at = found.end
    if found.post is None or at >= len(tokens) or tokens[at].text != ",":
        return at
    stop = next((k for k in range(at + 1, min(len(tokens), at + 14)) if tokens[k].kind != "w"), None)
    if stop is None or tokens[stop].text != ",":
        return at
    other = longest(tokens, at + 1, stop)
    return stop if other and other.end == stop and other.kind == "post" else at


def _put_it(work: _Work, at: int) -> int:
    """ ", as Poole put it"."""
    tokens = work.tokens
    as_at = next((k for k in range(at - 1, max(-1, at - 12), -1) if tokens[k].lower == "as"), None)
    if as_at is None or at + 1 >= len(tokens) or tokens[at + 1].lower != "it":
        return at + 1
    found = longest(tokens, as_at + 1, at)
    if found is None or found.end != at:
        return at + 1
    report = Report(f"{tokens[at].lower} it", "say", found, as_at, "left", (0, as_at), Beside(at + 2))
    report.adjacent = True
    if as_at == 0:
        start = at + 2 + (at + 2 < work.end and tokens[at + 2].text == ",")
        report.side, report.content = "right", (start, work.end)
        if start < work.end:
            work.reports.append(report)
    elif _from_left(work, report):
        work.reports.append(report)
    return at + 2


def _quoted_as(work: _Work, at: int) -> int | None:
    """ "was quoted by the Gazette as saying that …", "the Gazette quoted Poole as saying …"."""
    tokens, end = work.tokens, work.end
    as_at = next(
        (
            k
            for k in range(at + 1, min(at + 16, end - 1))
            if tokens[k].lower == "as" and tokens[k + 1].lower == "saying"
        ),
        None,
    )
    if as_at is None:
        return None
    passive = at > 0 and tokens[at - 1].lower in ("was", "were", "is", "are", "been")
    outlet: NounPhrase | None
    if passive:
        last = at - 1
        while last > 0 and tokens[last].lower in (
            "was",
            "were",
            "is",
            "are",
            "been",
            "has",
            "have",
            "also",
            "later",
        ):
            last -= 1
        subject = left_subject(tokens, last)
        outlet = longest(tokens, at + 2, as_at) if tokens[at + 1].lower == "by" else None
    else:
        outlet = left_subject(tokens, at - 1)
        subject = longest(tokens, at + 1, as_at)
    if subject is None:
        return None
    start = as_at + 2
    that = start < end and tokens[start].lower == "that"
    start += int(that) + int(start < end and tokens[start].text in ",:")
    if start >= end:
        return None
    begin = outlet.start if outlet and not passive else min(subject.start, at)
    report = Report(
        "quoted as saying", "say", subject, begin, "right", (start, end), Beside(as_at + 2), after_that=that
    )
    report.extra_channel = outlet.text if outlet else None
    work.reports.append(report)
    return start
