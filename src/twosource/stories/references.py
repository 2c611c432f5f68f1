"""Wagtail's index of what refers to what, written once for a save of a story.

Left to itself it is written anew, whole, for the story's row and again for every byline and every claim it carries,
which with ten claims is most of what publishing costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wagtail import signal_handlers
from wagtail.tasks import update_reference_index_task

if TYPE_CHECKING:
    from .models import StoryPage


@contextmanager
def indexed_once(story: StoryPage) -> Iterator[None]:
    """Within this block nothing is written; after it, the story as it is on record then, with all of its rows.

    Does nothing where somebody has switched the index off already.
    """
    if getattr(signal_handlers.reference_index_auto_update_disabled, "value", False):
        yield
        return
    with signal_handlers.disable_reference_index_auto_update():
        yield
    named = story._meta
    update_reference_index_task.enqueue(named.app_label, named.model_name, str(story.pk))
