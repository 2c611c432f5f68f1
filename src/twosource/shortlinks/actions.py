"""Minting short addresses."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from twosource.ledger.actions import record
from twosource.stories.models import StoryPage

from .codes import LENGTH, LONGEST, new_code
from .events import LinkMinted
from .models import ShortLink

TRIES = 4  # of one length, before a code grows by a letter


def mint_link(*, story_id: int) -> ShortLink | None:
    """The short address of a published story, made if it has none; always the same one.

    None for a story that readers do not see and that has none.
    """
    known = ShortLink.objects.filter(story_id=story_id).first()
    if known or not StoryPage.objects.live().filter(pk=story_id).exists():
        return known
    for attempt in range(TRIES * (LONGEST - LENGTH)):
        try:
            with transaction.atomic():
                link, made = ShortLink.objects.get_or_create(
                    story_id=story_id,
                    defaults={"code": new_code(LENGTH + attempt // TRIES), "made_at": timezone.now()},
                )
                if made:
                    record(LinkMinted(story_id), by=None)
            return link
        except IntegrityError:  # the code is another story's
            continue
    raise RuntimeError(f"No free short address was found for story {story_id}.")
