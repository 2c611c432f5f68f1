"""What this room does when it hears of a story."""

from __future__ import annotations

from twosource.stories.events import StoryPublished

from .actions import mint_link


def mint_published(fact: StoryPublished) -> None:
    mint_link(story_id=fact.story_id)
