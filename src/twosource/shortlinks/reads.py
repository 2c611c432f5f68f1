"""What other rooms may ask of short addresses."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from twosource.ledger.uses import using

from .models import ShortLink


def short_path(story_id: int) -> str:
    """`/s/xxxxx`, or nothing for a story that was never published or a paper without short addresses."""
    return short_paths([story_id]).get(story_id, "")


def short_paths(story_ids: Iterable[int]) -> dict[int, str]:
    """The short addresses of these stories by id, in one query; stories without one are left out."""
    if not settings.TWOSOURCE.rooms.shortlinks:
        return {}
    wanted = list(story_ids)
    using(*(f"short:{pk}" for pk in wanted))
    links = ShortLink.objects.filter(story_id__in=wanted).values_list("story_id", "code")
    return {story_id: f"/s/{code}" for story_id, code in links}
