"""What waits for its minute: a new story, or a new version of one that readers have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Revision

from .embargo import said
from .models import StoryPage, Version


class Outdated(ValidationError):
    """A version may not take the place of one that went out after it was made."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One version that waits. `edited_since`: the newest draft is another, and does not go out with it.

    `newer` is the live version that is newer than the one that waits, which will therefore be refused.
    """

    story: StoryPage
    revision: Revision
    at: datetime
    edited_since: bool
    newer: Version | None

    @property
    def is_new(self) -> bool:
        """Whether readers have no version of this story yet."""
        return not self.story.live


def waiting_revision(story: StoryPage) -> Revision | None:
    """The version of this story that waits for its minute, if there is one."""
    due = Revision.objects.filter(approved_go_live_at__isnull=False, object_id=str(story.pk))
    return due.filter(content_type=story.cached_content_type).select_related("user").first()


def waiting_version(story: StoryPage) -> Waiting | None:
    """The same, with what people should know about it."""
    revision = waiting_revision(story)
    return next(iter(_known([revision])), None) if revision is not None else None


def waiting_versions() -> list[Waiting]:
    """Everything that waits, soonest first; a fixed number of queries."""
    due = Revision.objects.filter(approved_go_live_at__isnull=False).select_related("user")
    return _known(due.order_by("approved_go_live_at", "pk"))


def _known(revisions: Iterable[Revision]) -> list[Waiting]:
    rows = list(revisions)
    ids = [int(one.object_id) for one in rows]
    stories = StoryPage.objects.defer("body").select_related("owner").in_bulk(ids)
    live = Version.objects.filter(story__in=ids, ended_at=None).defer("content").select_related("by")
    versions = {version.story_id: version for version in live}
    return [
        Waiting(
            story=story,
            revision=one,
            at=one.approved_go_live_at,
            edited_since=story.latest_revision_id != one.pk,
            newer=_newer(versions.get(story.pk), one),
        )
        for one in rows
        if (story := stories.get(int(one.object_id))) is not None
    ]


def _newer(live: Version | None, revision: Any) -> Version | None:
    """The live version, if it was made after the one that waits. Revisions are numbered as they are made."""
    made_later = live is not None and live.revision_id is not None and live.revision_id > revision.pk
    return live if made_later else None


def refuse_outdated(revision: Revision) -> None:
    """Raises Outdated when something newer than this version is live: it would be lost without a word."""
    live = Version.objects.filter(story=int(revision.object_id), ended_at=None).defer("content")
    newer = _newer(live.select_related("by").first(), revision)
    if newer is not None:
        raise Outdated([outdated_in_words(newer)])


def outdated_in_words(newer: Version) -> str:
    """Why a version that waits cannot go out, and what to do."""
    return _(
        "Another version went out on %(at)s, after this one was made, and would be lost. Take what is new in it into "
        "the draft, and publish or schedule that."
    ) % {"at": said(newer.at)}
