"""The one bridge from Wagtail's signals to our facts.

Wagtail publishes by several ways; all of them send these signals, inside the publishing transaction.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from wagtail.signals import page_published, page_unpublished, post_page_move

from twosource.ledger.actions import record
from twosource.ledger.clock import now

from . import obligations, shelves, versions
from .body_view import unmarked
from .events import StoryCorrected, StoryPublished, StoryUnpublished
from .missed import end_missed
from .models import Correction, Missed, Obligation, Refusal, StoryPage
from .notices import noted_at, notices_in
from .quotes import index_quotes


def connect() -> None:
    """Start listening. Called once, when Django is ready."""
    page_published.connect(story_went_live, sender=StoryPage, dispatch_uid="twosource.story_went_live")
    page_unpublished.connect(story_went_away, sender=StoryPage, dispatch_uid="twosource.story_went_away")
    post_page_move.connect(story_moved, sender=StoryPage, dispatch_uid="twosource.story_moved")


def words_digest(story: StoryPage) -> str:
    """A digest of what readers read: headline, standfirst, body. Equal when nothing they see has changed."""
    words = [story.title, story.standfirst, [unmarked(raw) for raw in story.body.raw_data]]
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()


def story_went_live(*, instance: StoryPage, revision: Any = None, **_: Any) -> None:
    if not instance.live:  # scheduled: Wagtail sends the signal then too
        return
    with transaction.atomic():
        by = revision.user if revision is not None else None
        first = not instance.words_digest
        _note_change(instance, first)
        _show_corrections(instance, by)
        index_quotes(instance)
        Refusal.objects.filter(story=instance).delete()
        end_missed(instance, Missed.How.OUT, by=by)
        versions.begin(instance, revision=revision, by=by)
        obligations.close_all(instance, Obligation.How.NEW_VERSION, by=by)
        version = revision.pk if revision is not None else 0
        record(StoryPublished(instance.pk, first=first, revision_id=version), by=by)


def _note_change(story: StoryPage, first: bool) -> None:
    """`changed_at` moves only when readers see other words than before."""
    digest = words_digest(story)
    if digest != story.words_digest:
        story.words_digest = digest
        story.changed_at = None if first else now()
        StoryPage.objects.filter(pk=story.pk).update(words_digest=digest, changed_at=story.changed_at)


def _show_corrections(story: StoryPage, by: Any) -> None:
    """Every correction note in the body becomes a row of the corrections page, once."""
    known = set(story.corrections.values_list("note_id", flat=True))
    for raw in notices_in(story.body):
        value = raw["value"]
        Correction.objects.update_or_create(
            story=story,
            note_id=raw["id"],
            defaults={"kind": value["kind"], "text": value["text"], "at": noted_at(value)},
        )
        if raw["id"] not in known:
            record(StoryCorrected(story.pk, kind=value["kind"]), by=by)


def story_went_away(*, instance: StoryPage, **_: Any) -> None:
    with transaction.atomic():
        versions.end(instance)
        shelves.take_off(instance.pk)
        obligations.close_all(instance, Obligation.How.NO_LONGER_CARRIED)
        record(StoryUnpublished(instance.pk), by=None)


def story_moved(*, instance: StoryPage, **_: Any) -> None:
    """It stands in another section now."""
    shelves.settle(StoryPage.objects.get(pk=instance.pk))
