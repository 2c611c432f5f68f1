"""Paragraphs → proposed statements: every quotation and reported statement, with what the text says of it.

A machine's reading of English, by rule and without a grammar: it prefers to leave a sentence out, or a
speaker open, to putting words into the wrong mouth. People at the desk accept or refuse what it proposes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import accumulate, takewhile

from .channels import as_channel, as_document, is_outlet
from .clauses import read_reports
from .contents import FULL_QUOTE, Sentence, chars, inner, introduced, is_title, pieces
from .dates import said_day
from .mentions import People
from .parts import read_dateline
from .quotes import STARTS_QUOTED, Quote, find_quotes, mask
from .reports import Report
from .sentences import split_sentences, tokenize, without_asides
from .speakers import Speakers, Voice
from .values import Kind, Statement

_LONG_QUOTE = 6
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_TEXT = 2_000_000  # characters; a page longer than several books is read no further
_LONGEST_SENTENCE = 400  # tokens; anything longer is no sentence, and reading it would only cost time


@dataclass(slots=True)
class _Reader:
    paragraphs: Sequence[str]
    published_on: date | None
    speakers: Speakers
    statements: list[Statement] = field(default_factory=list)
    last: Voice | None = None  # who spoke in the sentence before, if anybody did
    last_paragraph: int = -1
    pending: list[int] = field(default_factory=list)  # statements whose speaker the next attribution names


def read_statements(
    paragraphs: Sequence[str], published_at: datetime | None = None, names: Sequence[str] = ()
) -> tuple[Statement, ...]:
    """The statements that these paragraphs report, in reading order.

    The text of a direct statement stands verbatim in its paragraph. `said_at` is filled only where the
    words give a day, counted from `published_at` where they are relative. `names` are words that the page
    prints elsewhere, as tags: full names among them help to tell who a surname is.
    """
    people = People()
    seen: dict[tuple[str, bool], list[Sentence]] = {}
    within = takewhile(lambda size: size <= _MOST_TEXT, accumulate(map(len, paragraphs)))
    read = [_split(paragraphs, at, seen) for at, _ in enumerate(within)]
    for sentence in (sentence for sentences in seen.values() for sentence in sentences):
        people.scan(sentence.tokens)
    for sentence in (sentence for sentences in seen.values() for sentence in sentences):
        for report in sentence.reports:
            for phrase in (report.subject, *(report.subject.parts if report.subject else ())):
                if phrase:
                    people.learn(phrase, proved=True)
    for name in names:
        people.know(name)
    reader = _Reader(paragraphs, published_at.date() if published_at else None, Speakers(people))
    for paragraph, sentences in enumerate(read):
        for sentence in sentences:
            _read_sentence(reader, replace(sentence, paragraph=paragraph))
    return tuple(reader.statements)


def _split(
    paragraphs: Sequence[str], at: int, seen: dict[tuple[str, bool], list[Sentence]]
) -> list[Sentence]:
    """The sentences of a paragraph with their reports; a paragraph printed twice is read once."""
    text = paragraphs[at]
    goes_on = bool(STARTS_QUOTED.match(paragraphs[at + 1])) if at + 1 < len(paragraphs) else False
    if (text, goes_on) in seen:
        return seen[text, goes_on]
    quotes = find_quotes(text, goes_on=goes_on)
    masked = mask(text, quotes)
    dateline = read_dateline(text)
    start = dateline[0] if dateline else 0
    out = []
    index = 0
    for begin, end in split_sentences(masked, start):
        while index < len(quotes) and quotes[index].start < begin:
            index += 1
        first = index
        while index < len(quotes) and quotes[index].start < end:
            index += 1
        tokens = tokenize(masked, begin, end)
        if len(tokens) <= _LONGEST_SENTENCE:
            tokens = without_asides(tokens)
            out.append(Sentence(text, tokens, quotes[first:index], read_reports(tokens)))
    seen[text, goes_on] = out
    return out


def _read_sentence(reader: _Reader, sentence: Sentence) -> None:
    reader.speakers.begin_sentence(sentence.paragraph, sentence.tokens)
    taken: list[tuple[int, int]] = []
    spoke = False
    for report in sentence.reports:
        voice = reader.speakers.resolve(report.subject, sentence.tokens)
        made = _statements(reader, sentence, report, voice)
        if not made:
            continue
        spoke = True
        reader.speakers.heard(voice)
        if any(statement.kind == "direct" for statement in made):
            _settle(reader, voice)
        reader.statements += made
        reader.last, reader.last_paragraph = voice, sentence.paragraph
        taken += [chars(sentence, span) for span in (report.content, report.more) if span]
    for quote in sentence.quotes:
        if not any(start <= quote.start and quote.end <= end for start, end in taken):
            spoke = _leftover(reader, sentence, quote, reported=bool(sentence.reports)) or spoke
    if not spoke:
        reader.last = None
        reader.pending.clear()


def _settle(reader: _Reader, voice: Voice) -> None:
    """Quotations that stood alone before an attribution in the same paragraph get its speaker."""
    for at in reader.pending:
        reader.statements[at] = replace(
            reader.statements[at], speaker=voice.speaker, speaker_mention=voice.mention
        )
    reader.pending.clear()


def _statements(reader: _Reader, sentence: Sentence, report: Report, voice: Voice) -> list[Statement]:
    blank = Statement(
        "",
        "indirect",
        voice.speaker,
        voice.mention,
        *_whereto(reader, sentence, report, voice.speaker),
        report.cue,
        sentence.paragraph,
        _said_at(reader, sentence, report),
    )
    out = [replace(blank, text=text, kind=kind) for text, kind in pieces(sentence, report)]
    if out and report.more:
        start, end = chars(sentence, report.more)
        out += [
            replace(blank, text=text, kind="direct", cue=None)
            for quote in sentence.quotes
            if start <= quote.start and quote.end <= end and (text := inner(sentence, quote))
        ]
    return out


def _whereto(
    reader: _Reader, sentence: Sentence, report: Report, speaker: str | None
) -> tuple[str | None, str | None]:
    """Addressee and channel; speaking to a newspaper or a station is its own channel."""
    beside = report.beside
    addressee: str | None = None
    if beside.addressee:
        voice = reader.speakers.resolve(beside.addressee, sentence.tokens)
        if beside.addressee.kind == "pronoun" and voice.speaker == speaker:
            voice = Voice(None, None)
        addressee = voice.speaker or (None if beside.addressee.kind == "pronoun" else beside.addressee.text)
        if beside.addressee.kind != "person":
            addressee = _bare(addressee)
    channel = beside.channel
    if addressee and (gathering := as_channel(addressee)):
        addressee, channel = None, channel or gathering
    if channel is None and addressee and is_outlet(addressee):
        channel = addressee
    if channel is None and report.extra_channel:
        channel = _bare(report.extra_channel)
    if channel is None and report.cue.startswith("tweet"):
        channel = "Twitter"
    if (
        channel is None
        and report.subject
        and report.subject.kind == "document"
        and " " in report.subject.text
    ):
        channel = as_document(report.subject.post)
    return addressee, channel


def _bare(name: str | None) -> str | None:
    """ "the Gazette" → "Gazette"; "the committee" stays."""
    words = (name or "").split(" ")
    return (
        " ".join(words[1:])
        if len(words) > 1 and words[0].lower() == "the" and words[1][0].isupper()
        else name
    )


def _said_at(reader: _Reader, sentence: Sentence, report: Report) -> date | None:
    if report.beside.when and (day := said_day(report.beside.when.strip(), reader.published_on)):
        return day
    return None


def _leftover(reader: _Reader, sentence: Sentence, quote: Quote, *, reported: bool) -> bool:
    """A quotation that no cue claimed: speech going on, or words whose speaker the text leaves open."""
    spoken = inner(sentence, quote)
    size = len(_WORD.findall(spoken))
    alone = not any(token.kind == "w" for token in sentence.tokens)
    if alone:
        return _alone(reader, sentence, spoken, size)
    if reported or size < _LONG_QUOTE or is_title(spoken):
        return False
    named = introduced(sentence, quote)
    voice = reader.speakers.resolve(named, sentence.tokens) if named else Voice(None, None)
    kind: Kind = "direct" if (spoken[:1].isupper() and spoken[-1:] in tuple(".?!,…")) or named else "mixed"
    reader.statements.append(
        Statement(spoken, kind, voice.speaker, voice.mention, None, None, None, sentence.paragraph)
    )
    if named:
        reader.speakers.heard(voice)
        reader.last, reader.last_paragraph = voice, sentence.paragraph
    return named is not None


def _alone(reader: _Reader, sentence: Sentence, spoken: str, size: int) -> bool:
    """A sentence that is only a quotation: the one who spoke just before goes on, if anybody did."""
    near = reader.last is not None and sentence.paragraph - reader.last_paragraph <= 1
    if size == 0 or (size < FULL_QUOTE and not near):
        return False
    voice = reader.last if near and reader.last else Voice(None, None)
    statement = Statement(
        spoken, "direct", voice.speaker, voice.mention, None, None, None, sentence.paragraph
    )
    reader.statements.append(statement)
    if near:
        reader.last_paragraph = sentence.paragraph
    else:
        reader.pending.append(len(reader.statements) - 1)
    return True
