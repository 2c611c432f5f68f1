"""Where a story stands at the desk, in a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Revision

from twosource.stories.models import Stage, StoryPage


@dataclass(frozen=True, slots=True)
class Place:
    """`code` is writing, checking, scheduled, refused, live, changed (live, with a newer draft) or away."""

    code: str
    label: str
    at: datetime | None = None
    reasons: tuple[str, ...] = ()


def in_stages(stories: QuerySet[StoryPage]) -> QuerySet[StoryPage]:
    """The same stories with all that `place_of` asks."""
    return stories.select_related("stage", "owner").prefetch_related("refusals")


def scheduled(story_ids: list[int] | None = None) -> dict[int, datetime]:
    """When each scheduled story goes live, by id."""
    due = Revision.objects.filter(approved_go_live_at__isnull=False).values_list(
        "object_id", "approved_go_live_at"
    )
    found = {int(pk): at for pk, at in due}
    return found if story_ids is None else {pk: at for pk, at in found.items() if pk in story_ids}


def place_of(story: StoryPage, due: dict[int, datetime] | None = None) -> Place:
    """Where this story stands; `due` is `scheduled()`, to be asked once for many."""
    due = scheduled([story.pk]) if due is None else due
    refusals = list(story.refusals.all())
    if story.pk in due:
        label = _("live, and a new version waits") if story.live else _("scheduled")
        return Place("scheduled", label, due[story.pk])
    if refusals:
        return Place("refused", _("refused at its minute"), refusals[0].due_at, tuple(refusals[0].reasons))
    if story.live and story.has_unpublished_changes:
        return Place("changed", _("live, with a newer draft"), story.last_published_at)
    if story.live:
        return Place("live", _("live"), story.last_published_at)
    if story.first_published_at and story.last_published_at:
        return Place("away", _("unpublished"), story.last_published_at)
    stage = getattr(story, "stage", None)
    if stage is not None and stage.name == Stage.Name.CHECKING:
        return Place("checking", _("being checked"), stage.since)
    return Place("writing", _("being written"), story.latest_revision_created_at)
