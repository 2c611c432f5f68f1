"""Keeping the index in step with what readers see. Every verb may be run again."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from twosource.language.words import terms_of
from twosource.stories.reads import live_stories

from .documents import texts_of
from .engines import engine
from .models import Document


@transaction.atomic
def index_story(*, story_id: int) -> bool:
    """Have the index hold a story's words as readers see them now; a story they do not see leaves it.

    Returns whether the index holds the story.
    """
    seen = live_stories().filter(pk=story_id)
    if not seen.exists():
        forget_story(story_id=story_id)
        return False
    # The row is held before the story is read: of two that index one story, the later read is kept.
    Document.objects.select_for_update().get_or_create(
        story_id=story_id, defaults={"indexed_at": timezone.now()}
    )
    story = seen.first()
    if story is None:
        forget_story(story_id=story_id)
        return False
    texts = texts_of(story)
    Document.objects.filter(pk=story_id).update(
        headline=texts.headline, filed=texts.filed, body=texts.body, indexed_at=timezone.now()
    )
    language = settings.LANGUAGE_CODE
    engine().store(story_id, [terms_of(part, language) for part in (texts.headline, texts.filed, texts.body)])
    return True


@transaction.atomic
def forget_story(*, story_id: int) -> None:
    """Take a story out of the index; nothing happens when it is not in it."""
    Document.objects.filter(pk=story_id).delete()


def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Index every story readers see and forget every other, a transaction each. Returns how many are held.

    `progress` is told (done, of how many) after each story. Needed when the paper changes its language.
    """
    seen = list(live_stories().values_list("pk", flat=True))
    stale = Document.objects.exclude(pk__in=live_stories().order_by().values("pk"))
    for story_id in list(stale.values_list("pk", flat=True)):
        forget_story(story_id=story_id)
    held = 0
    for done, story_id in enumerate(seen, start=1):
        held += index_story(story_id=story_id)
        if progress is not None:
            progress(done, len(seen))
    return held
