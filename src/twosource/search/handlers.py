"""What the index does when it hears of a story."""

from __future__ import annotations

from twosource.stories.events import StoryCorrected, StoryPublished, StoryUnpublished

from .actions import index_story


def index_published(fact: StoryPublished) -> None:
    index_story(story_id=fact.story_id)


def index_corrected(fact: StoryCorrected) -> None:
    """A correction's words are found too; a retracted story leaves the index."""
    index_story(story_id=fact.story_id)


def forget_unpublished(fact: StoryUnpublished) -> None:
    """Deliveries may be late: a story that is live again by now stays."""
    index_story(story_id=fact.story_id)
