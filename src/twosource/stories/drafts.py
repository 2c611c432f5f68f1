"""The version of a story the desk works on."""

from __future__ import annotations

from .models import StoryPage


def latest_draft(story: StoryPage) -> StoryPage:
    """The latest saved version of a story, however old the instance at hand is."""
    return (
        StoryPage.objects.select_related("latest_revision").get(pk=story.pk).get_latest_revision_as_object()
    )
