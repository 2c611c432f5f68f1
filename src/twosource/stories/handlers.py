"""What this room does when it hears a fact."""

from __future__ import annotations

from .events import StoryPublished
from .models import StoryPage
from .reads import picture_of


def draw_pictures(fact: StoryPublished) -> None:
    """Make every size of a published story's pictures now, so that no reader waits for one."""
    story = StoryPage.objects.filter(pk=fact.story_id).select_related("lead_picture").first()
    if story is None:
        return
    in_body = [block.value["picture"] for block in story.body if block.block_type == "picture"]
    for picture in [story.lead_picture, *in_body]:
        picture_of(picture)
