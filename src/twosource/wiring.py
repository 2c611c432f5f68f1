"""The one table: which fact is heard by which handlers."""

from __future__ import annotations

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "twosource"
    label = "twosource"
    verbose_name = "Twosource"

    def ready(self) -> None:
        from twosource.ledger.actions import connect
        from twosource.search import handlers as search
        from twosource.shortlinks import handlers as shortlinks
        from twosource.stories import events as stories

        connect(
            {
                stories.StoryPublished: (search.story_published, shortlinks.story_published),
                stories.StoryUnpublished: (search.story_unpublished,),
            }
        )
