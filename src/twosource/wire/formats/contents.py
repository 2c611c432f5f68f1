"""What was said, as pieces of text: whole quotations, clauses with quoted words, plain clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .noun_phrases import NounPhrase, longest
from .quotes import Quote
from .reports import Report
from .sentences import Token
from .values import Kind

FULL_QUOTE = 3
_TRIM_LEFT = " ,;:—–-…"
_TITLE = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class Sentence:
    """A sentence of a paragraph's `text` with its quotations and reports; positions are in the paragraph."""

    text: str
    tokens: list[Token]
    quotes: list[Quote]
    reports: list[Report]
    paragraph: int = -1


def chars(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    if end <= start or start >= len(sentence.tokens):
        return 0, 0
    return sentence.tokens[start].start, sentence.tokens[end - 1].end


def pieces(sentence: Sentence, report: Report) -> list[tuple[str, Kind]]:
    """The reported stretch as texts with their kinds, in order; empty when nothing is left of it."""
    first, last = report.content
    start, end = chars(sentence, report.content)
    quotes = [quote for quote in sentence.quotes if start <= quote.start and quote.end <= end]
    words = sum(1 for token in sentence.tokens[first:last] if token.kind == "w")
    if not quotes:
        text = _slice(sentence, start, end)
        return [(text, "indirect")] if len(text.split()) >= 2 else []
    if words == 0:
        return [(text, "direct") for quote in quotes if (text := inner(sentence, quote))]
    if (whole := _whole(sentence, report, quotes, words)) is not None:
        return [(inner(sentence, whole), "direct")]
    tail = quotes[-1]
    if _ends_in_speech(sentence, report, tail):
        before = replace(report, content=(first, token_at(sentence, tail.start)), more=None)
        return [*pieces(sentence, before), (inner(sentence, tail), "direct")]
    return [(_slice(sentence, start, end), "mixed")]


def _whole(sentence: Sentence, report: Report, quotes: list[Quote], words: int) -> Quote | None:
    """The one quotation that is the statement, though a word or two of the sentence stand beside it."""
    if report.frame in ("deny", "reject", "accuse", "label", "vow") and report.side != "left":
        return None
    spoken = inner(sentence, quotes[-1 if report.adjacent else 0])
    size = len(spoken.split())
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
    if leads and size >= FULL_QUOTE and spoken[:1].isupper() and _before(sentence, quotes[-1]) in (",", ":"):
        return quotes[-1]
    return None


def _before(sentence: Sentence, quote: Quote) -> str:
    at = token_at(sentence, quote.start)
    return sentence.tokens[at - 1].text if at > 0 else ""


def token_at(sentence: Sentence, start: int) -> int:
    return next(
        (at for at, token in enumerate(sentence.tokens) if token.start >= start), len(sentence.tokens)
    )


def _ends_in_speech(sentence: Sentence, report: Report, tail: Quote) -> bool:
    """ "… the deal was dead: "We have nothing to discuss."": the reported clause, then whole words."""
    spoken = inner(sentence, tail)
    at = token_at(sentence, tail.start)
    lead = sentence.tokens[at - 1].text if at > report.content[0] else ""
    return (
        at > report.content[0] + 2
        and at == report.content[1] - 1
        and (lead == ":" or (lead == "," and spoken[:1].isupper()))
        and len(spoken.split()) >= FULL_QUOTE
    )


def _slice(sentence: Sentence, start: int, end: int) -> str:
    text = sentence.text[start:end].strip().lstrip(_TRIM_LEFT)
    return text.rstrip(" ,;:—–-.") if not text.endswith("…") else text


def inner(sentence: Sentence, quote: Quote) -> str:
    return sentence.text[quote.inner : quote.inner_end].strip().rstrip(",").strip()


def introduced(sentence: Sentence, quote: Quote) -> NounPhrase | None:
    """Who a colon introduces: "Poole was blunt: "…"", "Poole: "…""."""
    at = token_at(sentence, quote.start)
    if at < 2 or sentence.tokens[at - 1].text != ":":
        return None
    found = longest(sentence.tokens, 0, min(at - 1, 10))
    return found if found and found.kind in ("person", "name", "post", "pronoun") else None


def is_title(words: str) -> bool:
    """The name of a book, a film, a law: most of its longer words are capitalised."""
    longer = _TITLE.findall(words)
    return len(longer) >= 2 and sum(word[0].isupper() for word in longer) >= 0.7 * len(longer)
