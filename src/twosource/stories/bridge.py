"""The one bridge from Wagtail's signals to our facts.

Wagtail publishes by several ways; all of them send these signals, inside the publishing transaction.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import Byline, User
from twosource.topics.models import Tag, Topic
from twosource.verification.models import Actor

from . import obligations, shelves, versions
from .body_view import unmarked
from .events import (
    CarryingChanged,
    StoryCorrected,
    StoryMoved,
    StoryPublished,
    StoryUnpublished,
    SurroundingsEdited,
)
from .missed import end_missed
from .models import (
    Correction,
    FrontPage,
    Missed,
    NewsPicture,
    Obligation,
    Refusal,
    SectionPage,
    StoryClaim,
    StoryPage,
)
from .notices import noted_at, notices_in
from .quotes import index_quotes

# What readers see around stories is edited in Wagtail's own screens, which know no actions.
SURROUNDINGS: dict[type[Model], str] = {
    Topic: "topic", Tag: "tag", Byline: "byline", SectionPage: "section", FrontPage: "section",
    NewsPicture: "picture", Actor: "voice", User: "person",
}  # fmt: skip
# A new one of these stands on a page at once; any other only when a story is published with it.
SEEN_WHEN_NEW = ("topic", "tag", "section")


def connect() -> None:
    """Start listening. Called once, when Django is ready."""
    for model in SURROUNDINGS:
        post_save.connect(surroundings_saved, sender=model, dispatch_uid=f"twosource.saved.{model.__name__}")
        post_delete.connect(surroundings_gone, sender=model, dispatch_uid=f"twosource.gone.{model.__name__}")
    m2m_changed.connect(roles_changed, sender=User.groups.through, dispatch_uid="twosource.roles_changed")
    post_save.connect(carrying_saved, sender=StoryClaim, dispatch_uid="twosource.carrying_saved")
    post_delete.connect(carrying_gone, sender=StoryClaim, dispatch_uid="twosource.carrying_gone")
    page_slug_changed.connect(page_moved, dispatch_uid="twosource.page_slug_changed")
    post_page_move.connect(page_moved, dispatch_uid="twosource.page_moved")
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


def surroundings_saved(
    *, instance: Any, created: bool, raw: bool = False, update_fields: Any = None, **_: Any
) -> None:
    kind = SURROUNDINGS[type(instance)]
    if raw or (created and kind not in SEEN_WHEN_NEW) or set(update_fields or ()) == {"last_login"}:
        return
    _edited(kind, instance.pk)


def surroundings_gone(*, instance: Any, **_: Any) -> None:
    _edited(SURROUNDINGS[type(instance)], instance.pk)


def roles_changed(*, instance: Any, action: str, pk_set: Any = None, **_: Any) -> None:
    """What somebody is, stands beside every check they signed."""
    if action.startswith("post_") and isinstance(instance, User):
        _edited("person", instance.pk)


def _edited(kind: str, pk: int) -> None:
    with transaction.atomic():
        record(SurroundingsEdited(kind, pk), by=None)


def carrying_saved(*, instance: StoryClaim, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        with transaction.atomic():
            record(CarryingChanged(instance.story_id, instance.claim_id), by=None)


def carrying_gone(*, instance: StoryClaim, **_: Any) -> None:
    with transaction.atomic():
        record(CarryingChanged(instance.story_id, instance.claim_id), by=None)


def page_moved(*, instance: Any, **_: Any) -> None:
    """A page has another address; with a section all of its stories have."""
    with transaction.atomic():
        if isinstance(instance, StoryPage):
            record(StoryMoved(instance.pk), by=None)
        elif isinstance(instance, SectionPage | FrontPage):
            _edited("section", instance.pk)
