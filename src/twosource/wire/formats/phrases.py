"""Attributions that are phrases and not verbs: "according to …", "as … put it", "was quoted as saying"."""

from __future__ import annotations

from collections.abc import Sequence

from .adjuncts import Beside, read_beside
from .channels import is_outlet
from .noun_phrases import NounPhrase, longest
from .reports import Report, Work, cut_earlier, from_left
from .sentences import Token
from .subjects import left_subject, skip_lead, with_apposition


def according(work: Work, at: int) -> int:
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
                cut_earlier(work, report)
        return found.end
    words_before = [token for token in tokens[:at] if token.kind != "p"]
    if skip_lead(tokens, 0, at) >= at or not words_before:
        start = beside.end + (beside.end < end and tokens[beside.end].text == ",")
        report.side, report.content = "right", (start, end)
        if start >= end:
            return found.end
        work.reports.append(report)
        return start
    if not from_left(work, report):
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


def put_it(work: Work, at: int) -> int:
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
    elif from_left(work, report):
        work.reports.append(report)
    return at + 2


def quoted_as(work: Work, at: int) -> int | None:
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
