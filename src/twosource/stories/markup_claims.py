"""What claims, reviews, quotations and voices say of themselves to machines: schema.org as JSON-LD.

Terms and where they may stand: schema.org 30.0 (Claim, ClaimReview, Quotation, CorrectionComment). A
`ClaimReview` is given only where two people have signed; a protected source is nobody's `author`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from twosource.verification.reads import Known as KnownClaim

from .claim_pages import ClaimView, Spoken, VoiceView
from .markup import as_script
from .models import Quote
from .pages import Known, Line, StoryView

Data = dict[str, Any]
CONTEXT = "https://schema.org"


def publisher(paper: str, base_url: str) -> Data:
    return {"@type": "NewsMediaOrganization", "name": paper, "url": base_url + "/"}


def somebody(name: str, kind: str, url: str = "") -> Data:
    """Who speaks: a person, or anything else that has a name."""
    said = {"@type": "Person" if kind == "person" else "Organization", "name": name}
    return said | ({"url": url} if url else {})


def claim_page(view: ClaimView, claim: KnownClaim, *, paper: str, base_url: str) -> ClaimView:
    """The page with its JSON-LD: the claim, the review of it where one was made, the quotation where it is one."""
    author = _speaker(view.known, claim, base_url)
    page = {
        "@type": "WebPage",
        "@id": view.absolute_url,
        "url": view.absolute_url,
        "name": view.known.text[:110],
        "publisher": publisher(paper, base_url),
        "mainEntity": {"@id": view.absolute_url + "#claim"},
    }
    graph = [
        page,
        _claim(view, claim, author, base_url),
        *_review(view, claim, paper, base_url),
        *_quotation(view, claim, author),
    ]
    return replace(view, json_ld=as_script({"@context": CONTEXT, "@graph": graph}))


def _speaker(known: Known, claim: KnownClaim, base_url: str) -> Data | None:
    if not claim.speaker_id:
        return None
    url = known.told.pieces[0].url if known.told else ""
    return somebody(claim.speaker, claim.speaker_kind, base_url + url if url else "")


def _claim(view: ClaimView, claim: KnownClaim, author: Data | None, base_url: str) -> Data:
    stories = [
        {
            "@type": "NewsArticle",
            "url": base_url + each.story.url,
            "headline": each.story.text[:110],
            "datePublished": each.published_at.isoformat(),
        }
        for each in view.appearances
    ]
    data: Data = {
        "@type": "Claim",
        "@id": view.absolute_url + "#claim",
        "url": view.absolute_url,
        "text": claim.text,
        "appearance": stories,
        "firstAppearance": _first(claim) or stories[0],
    }
    if author:
        data["author"] = author
    if claim.said_on:
        data["datePublished"] = claim.said_on.isoformat()
    if sources := list(_sources(view.known)):
        data["citation"] = sources
    return data


def _first(claim: KnownClaim) -> Data | None:
    """Where the words were first: what they were said through, as far as that is known."""
    if not claim.channel:
        return None
    told = {"@type": "CreativeWork", "name": claim.channel}
    return told | ({"datePublished": claim.said_on.isoformat()} if claim.said_on else {})


def _sources(known: Known) -> Iterator[Data]:
    """What each line rests on, for and against."""
    lines: Iterable[Line] = (*known.supports, *known.denies)
    yield from ({"@type": "CreativeWork", "name": line.words} for line in lines)


def _review(view: ClaimView, claim: KnownClaim, paper: str, base_url: str) -> Iterator[Data]:
    if not claim.verdict or not claim.signed:
        return
    note = view.known.note
    review: Data = {
        "@type": "ClaimReview",
        "@id": view.absolute_url + "#review",
        "url": view.absolute_url,
        "claimReviewed": claim.text,
        "itemReviewed": {"@id": view.absolute_url + "#claim"},
        "author": publisher(paper, base_url),
        "datePublished": max(sign.at for sign in claim.signed).isoformat(),
        "reviewBody": note.why,
        "reviewRating": {
            "@type": "Rating",
            "alternateName": note.status_label,
            "ratingExplanation": note.why,
        },
    }
    if sources := list(_sources(view.known)):
        review["citation"] = sources
    yield review


def _quotation(view: ClaimView, claim: KnownClaim, author: Data | None) -> Iterator[Data]:
    if claim.kind != "direct" or not author or claim.about_id:
        return
    quotation: Data = {
        "@type": "Quotation",
        "@id": view.absolute_url + "#quotation",
        "text": claim.verbatim or claim.text,
        "spokenByCharacter": author,
    }
    yield quotation | ({"datePublished": claim.said_on.isoformat()} if claim.said_on else {})


def story_parts(view: StoryView, quotes: Iterable[Quote], base_url: str) -> Data:
    """What a NewsArticle says of the claims it mentions and the quotations that are part of it."""
    claims = [
        {
            "@type": "Claim",
            "@id": f"{base_url}{known.url}#claim",
            "url": base_url + known.url,
            "text": known.text,
        }
        for known in view.known
        if known.url
    ]
    spoken = [
        _said(quote.text, somebody(quote.speaker.name, quote.speaker.kind), quote.said_on)
        for quote in quotes
        if quote.speaker.may_be_looked_up
    ]
    return {key: value for key, value in (("mentions", claims), ("hasPart", spoken)) if value}


def _said(text: str, speaker: Data, on: Any) -> Data:
    said = {"@type": "Quotation", "text": text, "spokenByCharacter": speaker}
    return said | ({"datePublished": on.isoformat()} if on else {})


def voice_page(view: VoiceView, kind: str, *, base_url: str) -> VoiceView:
    """The page of a voice with its JSON-LD: who it is, and what they said that stands on it."""
    who = somebody(view.name, kind, view.absolute_url)
    parts = [part for each in view.spoken if (part := _part(each, who, base_url))]
    page: Data = {
        "@context": CONTEXT,
        "@type": "ProfilePage",
        "url": view.absolute_url,
        "name": view.name,
        "mainEntity": who,
    }
    return replace(view, json_ld=as_script(page | ({"hasPart": parts} if parts else {})))


def _part(each: Spoken, who: Data, base_url: str) -> Data | None:
    if each.kind == "quotation":
        return _said(each.text, who, each.on if each.exact else None)
    if each.kind == "claim":
        return {"@type": "Claim", "url": base_url + each.url, "text": each.text, "author": who}
    return None
