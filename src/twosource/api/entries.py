"""The stories of a feed, newest and newly corrected first, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _

from twosource.ledger.uses import good_until, using
from twosource.stories.models import Correction
from twosource.stories.pages import CorrectionNote, StoryCard
from twosource.stories.reads import live_stories
from twosource.stories.shelf_reads import corrected_on, ids_on

from .answers import absolute, writable
from .listed import Listed
from .lists import Channel

MOST = 50


class Place(NamedTuple):
    """Where a story stands in a feed: by `at`, the later before the earlier."""

    at: datetime
    story_id: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A story in a feed. `guid` stays the same whatever its address becomes; `summary_html` is safe."""

    story_id: int
    guid: str
    url: str
    title: str
    summary: str
    summary_html: str
    published_at: datetime
    updated_at: datetime
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    tally: str
    corrections: tuple[CorrectionNote, ...]
    short_url: str


def places_in(channel: Channel) -> list[Place]:
    """The newest stories of a channel, and those corrected last: a correction brings its story to the top."""
    using("list:corrected")
    wanted = {*ids_on(channel.shelf, most=MOST), *corrected_on(channel.shelf, most=MOST)}
    return sorted(_places(wanted), reverse=True)[:MOST]


def _places(ids: Iterable[int]) -> Iterable[Place]:
    """The place of each of these; of all of them it is noted that they have one, also of those that come too late."""
    noted = Exists(Correction.objects.order_by().filter(story=OuterRef("pk")))
    stories = live_stories().order_by().filter(pk__in=list(ids)).annotate(noted=noted)
    found = stories.values_list("pk", "first_published_at", "changed_at", "expire_at", "noted")
    for pk, published, changed, ends, is_noted in found:
        using(f"story:{pk}")
        good_until(ends)
        updated = updated_at(published, changed)
        yield Place(updated if is_noted else published, pk, updated)


def updated_at(published: datetime, changed: datetime | None) -> datetime:
    """When readers last saw other words than before; its first publication for a story that never changed."""
    return max(published, changed or published)


def entry_of(story: Listed) -> Entry:
    """The same story as feeds have it, in characters that XML can hold."""
    card = story.card
    notes = tuple(replace(note, text=writable(note.text)) for note in story.corrections)
    passages = _passages(card, notes)
    return Entry(
        story_id=story.story_id,
        guid=story.guid,
        url=absolute(card.url),
        title=writable(card.headline),
        summary="\n".join(passages),
        summary_html="".join(f"<p>{escape(passage)}</p>" for passage in passages),
        published_at=story.published_at,
        updated_at=updated_at(story.published_at, story.changed_at),
        authors=tuple(writable(link.text) for link in card.bylines),
        categories=_categories(story),
        tally=card.tally.words if card.tally else "",
        corrections=notes,
        short_url=absolute(story.short_path) if story.short_path else "",
    )


def _passages(card: StoryCard, notes: tuple[CorrectionNote, ...]) -> list[str]:
    """What a feed says of a story: its standfirst, how its claims stand, what was corrected."""
    said = [writable(card.standfirst)] if card.standfirst else []
    if card.tally:
        said.append(_("How its claims stand: %(tally)s") % {"tally": card.tally.words})
    said += [f"{note.kind_label}, {_day(note.at)}: {note.text}" for note in notes]
    return said


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def _categories(story: Listed) -> tuple[str, ...]:
    card = story.card
    names = [card.section.text] if card.section else []
    names += [card.topic.name] if card.topic else []
    names += [tag.name for tag in story.tags]
    return tuple(dict.fromkeys(writable(name) for name in names))
