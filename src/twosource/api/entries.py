"""The stories of a feed, newest and newly corrected first, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _

from twosource.ledger.uses import using
from twosource.shortlinks.reads import short_paths
from twosource.stories.correction_view import correction_note
from twosource.stories.models import StoryPage
from twosource.stories.pages import CorrectionNote, StoryCard
from twosource.stories.reads import Desk, live_stories, page_desk, tag_ref, with_cards
from twosource.stories.shelf_reads import corrected_on, ids_on

from .answers import absolute, writable
from .lists import Channel

MOST = 50


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


def entries_of(channel: Channel) -> list[Entry]:
    """The newest stories of a channel, and those corrected last: a correction brings its story to the top."""
    using("list:corrected")
    wanted = {*ids_on(channel.shelf, most=MOST), *corrected_on(channel.shelf, most=MOST)}
    stories = list(with_cards(live_stories().filter(pk__in=wanted)).prefetch_related("tags"))
    short, desk = short_paths(wanted), page_desk()
    desk.count_topics(story.topic_id for story in stories)
    entries = [_entry(story, desk, short.get(story.pk, "")) for story in stories]
    entries.sort(key=lambda e: (e.updated_at if e.corrections else e.published_at, e.story_id), reverse=True)
    return entries[:MOST]


def guid_of(story: StoryPage) -> str:
    """An identifier that no change of address, host or database changes."""
    return uuid5(story.translation_key, f"story:{story.locale_id}").urn


def updated_at(story: StoryPage) -> datetime:
    """When readers last saw other words than before; its first publication for a story that never changed."""
    first: datetime = story.first_published_at
    return max(first, story.changed_at or first)


def _entry(story: StoryPage, desk: Desk, short_path: str) -> Entry:
    card = desk.card(story, picture=False)
    notes = tuple(correction_note(row.kind, writable(row.text), row.at) for row in story.corrections.all())
    return Entry(
        story_id=story.pk,
        guid=guid_of(story),
        url=absolute(card.url),
        title=writable(card.headline),
        summary="\n".join(_passages(card, notes)),
        summary_html="".join(f"<p>{escape(passage)}</p>" for passage in _passages(card, notes)),
        published_at=story.first_published_at,
        updated_at=updated_at(story),
        authors=tuple(writable(link.text) for link in card.bylines),
        categories=_categories(story, card),
        tally=card.tally.words if card.tally else "",
        corrections=notes,
        short_url=absolute(short_path) if short_path else "",
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


def _categories(story: StoryPage, card: StoryCard) -> tuple[str, ...]:
    names = [card.section.text] if card.section else []
    names += [card.topic.name] if card.topic else []
    names += [tag_ref(tag).name for tag in story.tags.all()]
    return tuple(dict.fromkeys(writable(name) for name in names))
