"""The one table: which fact is heard by which handlers."""

from __future__ import annotations

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "twosource"
    label = "twosource"
    verbose_name = "Twosource"

    def ready(self) -> None:
        from twosource.ledger.actions import connect

        connect({})
