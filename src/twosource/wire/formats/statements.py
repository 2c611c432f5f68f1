"""Paragraphs → proposed statements: every quotation and reported statement, with what the text says of it.

A machine's reading of English, by rule and without a grammar: it prefers to leave a sentence out, or a
speaker open, to putting words into the wrong mouth. People at the desk accept or refuse what it proposes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from .channels import as_channel, as_document, is_outlet
from .clauses import read_reports
from .dates import said_day
from .mentions import People
from .noun_phrases import NounPhrase, longest
from .parts import read_dateline
from .quotes import STARTS_QUOTED, Quote, find_quotes, mask
from .reports import Report
from .sentences import Token, split_sentences, tokenize
from .speakers import Speakers, Voice
from .values import Kind, Statement

_TRIM_LEFT = " ,;:—–-…"
_FULL_QUOTE = 3
_LONG_QUOTE = 6
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CHANNEL_OF_CUE = {"tweet": "Twitter"}
_LONGEST_SENTENCE = 400  # tokens; anything longer is no sentence, and reading it would only cost time
_TITLE = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class _Sentence:
    tokens: list[Token]
    quotes: list[Quote]
    reports: list[Report]
    paragraph: int = -1


@dataclass(slots=True)
class _Reader:
    paragraphs: Sequence[str]
    published_on: date | None
    speakers: Speakers
    statements: list[Statement] = field(default_factory=list)
    last: Voice | None = None  # who spoke in the sentence before, if anybody did
    last_paragraph: int = -1
    open_end: bool = False
    pending: list[int] = field(default_factory=list)  # statements whose speaker the next attribution names


def read_statements(paragraphs: Sequence[str], published_at: datetime | None = None) -> tuple[Statement, ...]:
    """The statements that these paragraphs report, in reading order.

    The text of a direct statement stands verbatim in its paragraph. `said_at` is filled only where the
    words give a day, counted from `published_at` where they are relative.
    """
    people = People()
    seen: dict[tuple[str, bool], list[_Sentence]] = {}
    read = [_split(paragraphs, at, seen) for at in range(len(paragraphs))]
    for sentence in (sentence for sentences in seen.values() for sentence in sentences):
        people.scan(sentence.tokens)
    for sentence in (sentence for sentences in seen.values() for sentence in sentences):
        for report in sentence.reports:
            for phrase in (report.subject, *(report.subject.parts if report.subject else ())):
                if phrase:
                    people.learn(phrase, proved=True)
    reader = _Reader(paragraphs, published_at.date() if published_at else None, Speakers(people))
    for paragraph, sentences in enumerate(read):
        for sentence in sentences:
            _read_sentence(reader, replace(sentence, paragraph=paragraph))
    return tuple(reader.statements)


def _split(
    paragraphs: Sequence[str], at: int, seen: dict[tuple[str, bool], list[_Sentence]]
) -> list[_Sentence]:
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
            out.append(_Sentence(tokens, quotes[first:index], read_reports(tokens)))
    seen[text, goes_on] = out
    return out


def _read_sentence(reader: _Reader, sentence: _Sentence) -> None:
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
        reader.last, reader.last_paragraph, reader.open_end = voice, sentence.paragraph, _is_open(sentence)
        taken += [_chars(sentence, span) for span in (report.content, report.more) if span]
    for quote in sentence.quotes:
        if not any(start <= quote.start and quote.end <= end for start, end in taken):
            spoke = _leftover(reader, sentence, quote, reported=bool(sentence.reports)) or spoke
    if not spoke:
        reader.last = None
        reader.pending.clear()


def _is_open(sentence: _Sentence) -> bool:
    return bool(sentence.quotes and sentence.quotes[-1].open_end)


def _settle(reader: _Reader, voice: Voice) -> None:
    """Quotations that stood alone before an attribution in the same paragraph get its speaker."""
    for at in reader.pending:
        reader.statements[at] = replace(
            reader.statements[at], speaker=voice.speaker, speaker_mention=voice.mention
        )
    reader.pending.clear()


def _chars(sentence: _Sentence, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    if end <= start or start >= len(sentence.tokens):
        return 0, 0
    return sentence.tokens[start].start, sentence.tokens[end - 1].end


def _statements(reader: _Reader, sentence: _Sentence, report: Report, voice: Voice) -> list[Statement]:
    blank = Statement("", "indirect", voice.speaker, voice.mention, *_whereto(reader, sentence, report, voice.speaker), report.cue,
                      sentence.paragraph, _said_at(reader, sentence, report))  # fmt: skip
    out = _content(reader, sentence, report, blank)
    if out and report.more:
        start, end = _chars(sentence, report.more)
        out += [
            replace(blank, text=text, kind="direct", cue=None)
            for quote in sentence.quotes
            if start <= quote.start and quote.end <= end and (text := _inner(reader, sentence, quote))
        ]
    return out


def _whereto(
    reader: _Reader, sentence: _Sentence, report: Report, speaker: str | None
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


def _said_at(reader: _Reader, sentence: _Sentence, report: Report) -> date | None:
    if report.beside.when and (day := said_day(report.beside.when.strip(), reader.published_on)):
        return day
    return None


def _content(reader: _Reader, sentence: _Sentence, report: Report, blank: Statement) -> list[Statement]:
    """The reported stretch as direct, mixed or indirect statements."""
    first, last = report.content
    start, end = _chars(sentence, report.content)
    quotes = [quote for quote in sentence.quotes if start <= quote.start and quote.end <= end]
    words = sum(1 for token in sentence.tokens[first:last] if token.kind == "w")
    if not quotes:
        text = _slice(reader, sentence, start, end)
        return [replace(blank, text=text)] if len(text.split()) >= 2 else []
    if words == 0:
        return [
            replace(blank, text=text, kind="direct")
            for quote in quotes
            if (text := _inner(reader, sentence, quote))
        ]
    if (whole := _whole(reader, sentence, report, quotes, words)) is not None:
        return [replace(blank, text=_inner(reader, sentence, whole), kind="direct")]
    tail = quotes[-1]
    if _ends_in_speech(reader, sentence, report, tail):
        before = replace(report, content=(first, _token_at(sentence, tail.start)), more=None)
        return [
            *_content(reader, sentence, before, blank),
            replace(blank, text=_inner(reader, sentence, tail), kind="direct"),
        ]
    return [replace(blank, text=_slice(reader, sentence, start, end), kind="mixed")]


def _whole(
    reader: _Reader, sentence: _Sentence, report: Report, quotes: list[Quote], words: int
) -> Quote | None:
    """The one quotation that is the statement, though a word or two of the sentence stand beside it."""
    if report.frame in ("deny", "reject", "accuse", "label", "vow") and report.side != "left":
        return None
    inner = _inner(reader, sentence, quotes[-1 if report.adjacent else 0])
    size = len(inner.split())
    first, last = report.content
    if (
        len(quotes) == 1
        and sentence.tokens[first].kind == "q"
        and size >= 5
        and words <= max(4, size // 3)
        and words <= 6
    ):
        return quotes[0]
    leads = report.adjacent and last > first and sentence.tokens[last - 1].kind == "q"
    if leads and size >= _FULL_QUOTE and inner[:1].isupper() and _before(sentence, quotes[-1]) in (",", ":"):
        return quotes[-1]
    return None


def _before(sentence: _Sentence, quote: Quote) -> str:
    at = _token_at(sentence, quote.start)
    return sentence.tokens[at - 1].text if at > 0 else ""


def _token_at(sentence: _Sentence, start: int) -> int:
    return next(
        (at for at, token in enumerate(sentence.tokens) if token.start >= start), len(sentence.tokens)
    )


def _ends_in_speech(reader: _Reader, sentence: _Sentence, report: Report, tail: Quote) -> bool:
    """ "… the deal was dead: "We have nothing to discuss."": the reported clause, then whole words."""
    inner = _inner(reader, sentence, tail)
    at = _token_at(sentence, tail.start)
    lead = sentence.tokens[at - 1].text if at > report.content[0] else ""
    return (
        at > report.content[0] + 2
        and at == report.content[1] - 1
        and (lead == ":" or (lead == "," and inner[:1].isupper()))
        and len(inner.split()) >= _FULL_QUOTE
    )


def _slice(reader: _Reader, sentence: _Sentence, start: int, end: int) -> str:
    text = reader.paragraphs[sentence.paragraph][start:end].strip().lstrip(_TRIM_LEFT)
    return text.rstrip(" ,;:—–-.") if not text.endswith("…") else text


def _inner(reader: _Reader, sentence: _Sentence, quote: Quote) -> str:
    return reader.paragraphs[sentence.paragraph][quote.inner : quote.inner_end].strip().rstrip(",").strip()


def _leftover(reader: _Reader, sentence: _Sentence, quote: Quote, *, reported: bool) -> bool:
    """A quotation that no cue claimed: speech going on, or words whose speaker the text leaves open."""
    inner = _inner(reader, sentence, quote)
    size = len(_WORD.findall(inner))
    alone = not any(token.kind == "w" for token in sentence.tokens)
    if alone:
        return _alone(reader, sentence, inner, size)
    if reported or size < _LONG_QUOTE or _is_title(inner):
        return False
    introduced = _introduced(sentence, quote)
    voice = reader.speakers.resolve(introduced, sentence.tokens) if introduced else Voice(None, None)
    kind: Kind = "direct" if (inner[:1].isupper() and inner[-1:] in tuple(".?!,…")) or introduced else "mixed"
    reader.statements.append(
        Statement(inner, kind, voice.speaker, voice.mention, None, None, None, sentence.paragraph)
    )
    if introduced:
        reader.speakers.heard(voice)
        reader.last, reader.last_paragraph = voice, sentence.paragraph
    return introduced is not None


def _alone(reader: _Reader, sentence: _Sentence, inner: str, size: int) -> bool:
    """A sentence that is only a quotation: the one who spoke just before goes on, if anybody did."""
    near = reader.last is not None and sentence.paragraph - reader.last_paragraph <= 1
    if size == 0 or (size < _FULL_QUOTE and not near):
        return False
    voice = reader.last if near and reader.last else Voice(None, None)
    statement = Statement(inner, "direct", voice.speaker, voice.mention, None, None, None, sentence.paragraph)
    reader.statements.append(statement)
    if near:
        reader.last_paragraph = sentence.paragraph
    else:
        reader.pending.append(len(reader.statements) - 1)
    return True


def _introduced(sentence: _Sentence, quote: Quote) -> NounPhrase | None:
    """Who a colon introduces: "Poole was blunt: "…"", "Poole: "…""."""
    at = _token_at(sentence, quote.start)
    if at < 2 or sentence.tokens[at - 1].text != ":":
        return None
    found = longest(sentence.tokens, 0, min(at - 1, 10))
    return found if found and found.kind in ("person", "name", "post", "pronoun") else None


def _is_title(inner: str) -> bool:
    """The name of a book, a film, a law: most of its longer words are capitalised."""
    longer = _TITLE.findall(inner)
    return len(longer) >= 2 and sum(word[0].isupper() for word in longer) >= 0.7 * len(longer)
