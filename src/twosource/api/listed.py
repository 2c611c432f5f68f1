"""What lists for programs say of a story: looked up for many stories at once, and kept until any of it changes.

It is a part, as the cards of readers' pages are (`ledger.uses`): a feed that is made anew looks up the one story that
is new in it. Whatever is drawn of it, an entry in each format or a line of the API's list, is a part made from this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import uuid5

from twosource.ledger.uses import kept_each, using
from twosource.shortlinks.reads import short_paths
from twosource.stories.correction_view import correction_note
from twosource.stories.models import StoryPage
from twosource.stories.pages import CorrectionNote, StoryCard, TagRef
from twosource.stories.reads import cards_by_id, page_desk, tag_ref

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """A story as lists show it. `card` is without a picture and without the number of its topic's stories (`topic_id`);
    `guid` stays the same whatever its address becomes."""

    story_id: int
    guid: str
    card: StoryCard
    topic_id: int | None
    tags: tuple[TagRef, ...]
    published_at: datetime
    changed_at: datetime | None
    corrections: tuple[CorrectionNote, ...]
    short_path: str


def listed(ids: Iterable[int]) -> dict[int, Listed]:
    """These stories by id, without those readers do not have; seven queries for all that are not kept."""
    return kept_each("listed story", ids, _looked_up)


def drawn(kind: str, ids: Iterable[int], draw: Callable[[Listed], T]) -> dict[int, T]:
    """What `draw` makes of each of these stories, by id; it is kept under the name of its kind, and looks at no more.

    The values are shared by whoever asks: nobody changes them.
    """

    def makers(missing: list[int]) -> Mapping[int, Callable[[], T]]:
        # Read again one by one, so that what a story was made from is noted with what is drawn of it.
        return {pk: lambda pk=pk: draw(listed([pk])[pk]) for pk in listed(missing)}  # type: ignore[misc]

    return kept_each(kind, ids, makers)


def guid_of(story: StoryPage) -> str:
    """An identifier that no change of address, host or database changes."""
    return uuid5(story.translation_key, f"story:{story.locale_id}").urn


def _looked_up(ids: list[int]) -> Mapping[int, Callable[[], Listed]]:
    stories = cards_by_id(ids, "tags", picture=False)
    short = short_paths(story.pk for story in stories)
    return {story.pk: partial(_listed, story, short.get(story.pk, "")) for story in stories}


def _listed(story: StoryPage, short_path: str) -> Listed:
    using(f"short:{story.pk}")
    card, topic_id = page_desk().dealt(story, picture=False)
    return Listed(
        story_id=story.pk,
        guid=guid_of(story),
        card=card,
        topic_id=topic_id,
        tags=tuple(tag_ref(tag) for tag in story.tags.all()),
        published_at=story.first_published_at,
        changed_at=story.changed_at,
        corrections=tuple(correction_note(row.kind, row.text, row.at) for row in story.corrections.all()),
        short_path=short_path,
    )
