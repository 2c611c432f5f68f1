"""What this room does when it hears a fact."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision

from twosource.ledger.actions import together

from .events import StoryPublished, StoryScheduled
from .models import StoryPage
from .obligations import reconcile, reconcile_story
from .reads import picture_of


def draw_pictures(fact: StoryPublished) -> None:
    """Make every size of a published story's pictures now, so that no reader waits for one."""
    story = StoryPage.objects.filter(pk=fact.story_id).select_related("lead_picture").first()
    if story is not None:
        _draw(story)


def draw_scheduled(fact: StoryScheduled) -> None:
    """Make them before the minute comes: of several stories that are due together, none waits for another's."""
    revision = Revision.objects.filter(pk=fact.revision_id).first()
    if revision is not None:
        _draw(revision.as_object())


def _draw(story: StoryPage) -> None:
    in_body = [block.value["picture"] for block in story.body if block.block_type == "picture"]
    for picture in [story.lead_picture, *in_body]:
        picture_of(picture)


@together
def reconcile_claims(facts: list[Any]) -> None:
    """Claims changed: what live stories owe their readers is made to be what it should be."""
    reconcile({fact.claim_id for fact in facts})


def reconcile_published(fact: StoryPublished) -> None:
    """A claim may have changed in the very moment in which a version went live: look once more."""
    reconcile_story(fact.story_id)
