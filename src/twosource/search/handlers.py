"""What the index does when it hears of a story, a claim, or a word that stories are filed under."""

from __future__ import annotations

from typing import Any

from twosource.ledger.actions import together
from twosource.stories.events import StoryCorrected, StoryPublished, StoryUnpublished

from .actions import index_filed_under, index_story, refile_claims, refile_stories

# What a story's delivery to this module is called as long as the index has not heard it.
NAME = __name__


def index_published(fact: StoryPublished) -> None:
    index_story(story_id=fact.story_id)


def index_corrected(fact: StoryCorrected) -> None:
    """A correction's words are found too; a retracted story leaves the index."""
    index_story(story_id=fact.story_id)


def forget_unpublished(fact: StoryUnpublished) -> None:
    """Deliveries may be late: a story that is live again by now stays."""
    index_story(story_id=fact.story_id)


@together
def refile_claims_changed(facts: list[Any]) -> None:
    """Claims stand otherwise, or somebody else said them: their stories are filed so."""
    refile_claims(claim_ids={fact.claim_id for fact in facts})


def refile_moved(fact: Any) -> None:
    """A story stands in another section."""
    refile_stories(story_ids=[fact.story_id])


@together
def index_renamed(facts: list[Any]) -> None:
    """A topic or a tag is called otherwise, or is gone: its stories are found by its new words.

    In filters it has its new name at once; of very many stories the oldest wait for the next rebuild.
    """
    for kind, pk in {(fact.kind, fact.pk) for fact in facts if fact.kind in ("topic", "tag")}:
        index_filed_under(kind=kind, pk=pk)
