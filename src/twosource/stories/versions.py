"""Which version of a story readers had before them, and what they were told with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from twosource.ledger.clock import now

from .carrying import carrying_words, passages_in_context
from .models import Shown, StoryPage, Version
from .notices import notices_in, retracted_when
from .present import Presents


def begin(story: StoryPage, *, revision: Any, by: Any) -> Version:
    """Readers have this version before them from now on; the one before it ends. Part of the publishing."""
    end(story)
    moment = now()
    version = Version.objects.create(
        story=story, revision=revision, at=moment, by=by, changed_at=story.changed_at,
        content=revision.content if revision is not None else story.serializable_data(),
        notes=[note["id"] for note in notices_in(story.body)],
    )  # fmt: skip
    # Of a retracted story readers are told nothing but that.
    modes = {} if story.retracted_at or retracted_when(story.body) else _modes(story)
    present, passages = Presents(modes), passages_in_context(story, carrying_words(story))
    Shown.objects.bulk_create(
        shown_row(version, (claim_id, ways, passages.get(claim_id, "")), present, moment)
        for claim_id, ways in modes.items()
    )
    return version


def end(story: StoryPage) -> None:
    """Readers have no version of this story before them any more, or are about to have another."""
    moment = now()
    Version.objects.filter(story=story, ended_at=None).update(ended_at=moment)
    Shown.objects.filter(story=story, ended_at=None).update(ended_at=moment)


def told_anew(rows: Iterable[Shown]) -> None:
    """What is so now is what readers are taken to have been told from now on: two people looked at it."""
    rows, moment = list(rows), now()
    present = Presents(row.claim_id for row in rows)
    Shown.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=moment)
    Shown.objects.bulk_create(
        shown_row(row.version, (row.claim_id, row.modes, row.passage), present, moment) for row in rows
    )


def shown_row(
    version: Version, carried: tuple[int, list[str], str], present: Presents, at: datetime
) -> Shown:
    """What readers of this version are told of one claim: `carried` are its id, the modes, and the words."""
    claim_id, modes, passage = carried
    told = present.told(claim_id, modes, passage)
    return Shown(
        version=version, story_id=version.story_id, claim_id=claim_id, modes=modes, passage=passage, at=at,
        status=told.status, premises=told.premises, rules=told.rules, replies=told.replies,
    )  # fmt: skip


def _modes(story: StoryPage) -> dict[int, list[str]]:
    """In which modes the story carries each of its claims; the same claim may be carried by several words."""
    modes: dict[int, list[str]] = {}
    for row in story.carried.all():
        modes.setdefault(row.claim_id, []).append(row.mode)
    return {claim_id: sorted(set(found)) for claim_id, found in modes.items()}


def version_at(story: StoryPage, moment: datetime) -> Version | None:
    """The version readers had before them at a moment (aware); None when they had none."""
    versions = Version.objects.filter(story=story, at__lte=moment).order_by("-at", "-pk")
    found = versions.first()
    return found if found and (found.ended_at is None or found.ended_at > moment) else None
