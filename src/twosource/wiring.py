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
        from twosource.stories import handlers as pictures

        connect(
            {
                stories.StoryPublished: (
                    shortlinks.mint_published,
                    search.index_published,
                    pictures.draw_pictures,
                ),
                stories.StoryUnpublished: (search.forget_unpublished,),
                stories.StoryCorrected: (search.index_corrected,),
            }
        )
