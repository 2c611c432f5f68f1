"""How many comments there are, on every card and page that says it: looked up once for all of a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from django.conf import settings

from twosource.discussion.reads import counts
from twosource.stories.claim_pages import ClaimView
from twosource.stories.markup import as_script
from twosource.stories.pages import (
    ArchiveView,
    FrontView,
    ListView,
    Numbered,
    SearchView,
    StoryCard,
    StoryView,
    Talk,
)

V = TypeVar("V", ListView, ArchiveView, SearchView)
Cards = tuple[StoryCard, ...]


def _is_on() -> bool:
    return bool(settings.TWOSOURCE.rooms.discussion)


def talk_path(under: str) -> str:
    """Where readers talk about it: `story:7` at /discussion/story/7/."""
    return f"/discussion/{under.replace(':', '/')}/"


def _talks(unders: Iterable[str]) -> dict[str, Talk]:
    return {under: Talk(under, count, talk_path(under)) for under, count in counts(unders).items()}


def _of(card: StoryCard) -> str:
    return f"story:{card.story_id}"


def _marked(cards: Cards, talks: Mapping[str, Talk]) -> Cards:
    return tuple(replace(card, talk=talks.get(_of(card))) for card in cards)


def front_with_talks(view: FrontView) -> FrontView:
    """The front page with the number of comments on each card."""
    if not _is_on():
        return view
    top = ((view.lead,) if view.lead else ()) + view.cards
    every = (*top, *(card for _link, band in view.sections for card in band))
    talks = _talks(map(_of, every))
    return replace(
        view,
        lead=_marked((view.lead,), talks)[0] if view.lead else None,
        cards=_marked(view.cards, talks),
        sections=tuple((link, _marked(band, talks)) for link, band in view.sections),
    )


def list_with_talks(view: V) -> V:
    """A list of stories with the number of comments on each card."""
    if not _is_on() or view.list is None:
        return view
    cards = view.list.cards
    counted: Numbered = replace(view.list, cards=_marked(cards, _talks(map(_of, cards))))
    return replace(view, list=counted)


def story_with_talk(view: StoryView, story_id: int) -> StoryView:
    """A story's page with its discussion, and the number of comments on the cards of related stories.

    Nobody talks under a retracted story: its discussion is not there.
    """
    if not _is_on():
        return view
    own = f"story:{story_id}"
    talks = _talks([*([] if view.retracted else [own]), *map(_of, view.related)])
    view = replace(view, related=_marked(view.related, talks))
    return view if view.retracted else replace(view, talk=talks[own], json_ld=_said(view.json_ld, talks[own]))


def claim_with_talk(view: ClaimView) -> ClaimView:
    """A claim's page with its discussion."""
    if not _is_on():
        return view
    under = f"claim:{view.claim_id}"
    talk = _talks([under])[under]
    return replace(view, talk=talk, json_ld=_said(view.json_ld, talk))


def _said(json_ld: str, talk: Talk) -> str:
    """The same for machines: the number, and where the comments are.

    Of a claim's page the page itself says it: the claim is somebody else's work, which is talked about elsewhere too.
    """
    if not json_ld:
        return ""
    data = json.loads(json_ld)
    [page] = [each for each in data.get("@graph", [data]) if each["@type"] in ("NewsArticle", "WebPage")]
    page |= {"commentCount": talk.count, "discussionUrl": settings.WAGTAILADMIN_BASE_URL + talk.url}
    return as_script(data)
