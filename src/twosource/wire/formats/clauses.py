"""One sentence → the reports in it: cue, speaker as printed, and the stretch of words that is reported."""

from __future__ import annotations

from collections.abc import Sequence

from . import frames
from .adjuncts import Beside, read_beside, read_lead
from .cues import CUES, PARENTHETICAL, TWO_WORD, Cue
from .lexicon import word_set
from .noun_phrases import NounPhrase
from .phrases import according, put_it, quoted_as
from .quotes import LAST_COMMA, LAST_STOP
from .reports import Report, Work, from_left, from_right
from .sentences import Token
from .subjects import inverted_subject, leading_subject, left_of, left_subject

_TRIGGERS = frozenset({form.split()[0] for form in CUES} | {"according", "quoted", "cited"})
_MAY_NAME_LISTENER = word_set("warn caution promise advise remind")
_NOBODY = word_set("nobody none nothing neither no no-one")


def read_reports(tokens: Sequence[Token]) -> list[Report]:
    """The reports of one sentence, in order, none inside another's content."""
    work = Work(tokens)
    after = 0
    for at, token in enumerate(tokens):
        if at >= after and token.lower in _TRIGGERS:
            after = _try(work, at)
    return work.reports


def _try(work: Work, at: int) -> int:
    """Read a report whose cue begins at token `at`; the token to go on from."""
    tokens = work.tokens
    if tokens[at].kind != "w":
        return at + 1
    low = tokens[at].lower
    if low == "according" and at + 2 < len(tokens) and tokens[at + 1].lower == "to":
        return according(work, at)
    if low in ("quoted", "cited") and (found := quoted_as(work, at)):
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
        return put_it(work, at)
    report = _read(work, at, size, cue)
    if report:
        _take_lead(work, report, at)
        work.reports.append(report)
        return max(report.beside.end, at + size)
    return at + size


def _take_lead(work: Work, report: Report, cue_at: int) -> None:
    """Time, channel and listener may also stand before the speaker, or between speaker and cue."""
    tokens = work.tokens
    start = max((max(other.content[1], other.beside.end) for other in work.reports), default=0)
    spans = []
    first_word = report.subject is not None and report.begin == report.subject.start
    if first_word and report.side == "right" and not any(t.kind == "q" for t in tokens[start : report.begin]):
        spans.append((start, report.begin))
    if report.subject and report.begin == report.subject.start and report.begin < cue_at:
        inside = (at for at in range(report.begin, cue_at) if tokens[at].text == ",")
        spans.append((next(inside, cue_at), cue_at))
    for first, last in spans:
        lead = read_lead(tokens, first, last)
        report.beside.addressee = report.beside.addressee or lead.addressee
        report.beside.channel = report.beside.channel or lead.channel
        report.beside.when = report.beside.when or lead.when


def _read(work: Work, at: int, size: int, cue: Cue) -> Report | None:
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


def _subject(work: Work, last: int) -> NounPhrase | None:
    found = left_subject(work.tokens, last)
    return None if found and found.text.lower() in ("i", "we", "you") else found


def _progressive(tokens: Sequence[Token], at: int) -> bool:
    before = at - 1
    while before >= 0 and tokens[before].lower in ("also", "now", "still", "already", "again"):
        before -= 1
    return before >= 0 and tokens[before].lower in ("is", "are", "was", "were", "been")


def _continues(work: Work, last: int) -> bool:
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


def _placed(work: Work, report: Report, at: int, cue: Cue) -> Report | None:
    """Decide on which side the reported words stand, and whether the frame is met."""
    tokens, end = work.tokens, work.end
    before = tokens[report.begin - 1].lower if report.begin else ""
    if before in ("if", "unless", "whether", "nor", "neither"):
        return None
    if before == "as" and _after_comma(tokens, report.begin - 1):
        report.begin -= 1
    report.beside = _beside(tokens, report.content[0], end, cue)
    if _after_quote(tokens, report.begin) and cue.frame in PARENTHETICAL:
        report.adjacent = True
        return from_left(work, report)
    right = report.beside.end
    if cue.frame in PARENTHETICAL and _after_comma(tokens, report.begin) and _closes(tokens, right, end):
        return (
            from_left(work, report)
            if not _quote_follows(tokens, right, end)
            else from_right(work, report, cue, at)
        )
    return from_right(work, report, cue, at)


def _beside(tokens: Sequence[Token], after: int, end: int, cue: Cue) -> Beside:
    """What stands beside the cue; "warned Ankara that …" names a listener where "warned of …" does not."""
    if cue.verb in _MAY_NAME_LISTENER:
        found = read_beside(tokens, after, listener=True)
        at = found.end
        if found.addressee and (
            at >= end or tokens[at].kind == "q" or tokens[at].lower in ("that", ":", ",")
        ):
            return found
    return read_beside(tokens, after, listener=cue.frame in ("tell", "inform"))


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


def _participle(work: Work, at: int, after: int, cue: Cue, name: str) -> Report | None:
    """ ", adding that …": with the speaker of the clause it hangs on."""
    tokens = work.tokens
    before = at - 1
    while before > 0 and tokens[before].lower in ("also", "again", "later", "and", "while"):
        before -= 1
    quoted = before > 0 and tokens[before].kind == "q" and tokens[before].text[-1] == LAST_COMMA
    if before <= 0 or not (quoted or tokens[before].text == ","):
        return None
    subject = work.reports[-1].subject if work.reports else leading_subject(tokens, before)
    if subject is None:
        return None
    report = Report(name, cue.frame, subject, before + int(quoted), "right", (after, after), Beside(after))
    report.beside = read_beside(tokens, after, listener=cue.frame in ("tell", "inform"))
    return from_right(work, report, cue, at)


def _inverted(work: Work, at: int, after: int, cue: Cue, name: str) -> Report | None:
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
        return from_right(work, report, cue, at)
    return from_left(work, report)
