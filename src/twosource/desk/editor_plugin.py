"""The button in Wagtail's editor that ties a claim to the words that are selected.

The mark itself, as it is kept, is `stories`' (`stories.wagtail_hooks`); here is what a person meets: a button, a
key, a dialog, and what is said when words that were checked become others.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

from twosource.stories.wagtail_hooks import ENTITY


class ClaimFeature(EntityFeature):
    """An entity with a key of its own."""

    def construct_options(self, options: dict[str, Any]) -> None:
        super().construct_options(options)
        options.setdefault("plugins", []).append({"type": "CLAIM_KEYS"})


def claim_plugin() -> ClaimFeature:
    """The editor's plugin, with every sentence it says in the language of who writes."""
    return ClaimFeature(_options(), js=["desk/claim-marks.js"], css={"all": ["desk/claim-marks.css"]})


def _options() -> dict[str, Any]:
    return {
        "type": ENTITY,
        "icon": "check",
        "description": _("Claim: tie one to these words (Ctrl + Alt + C)"),
        "attributes": ["claim", "mode"],
        "allowlist": {"claim": "^[0-9]+$"},
        "urls": {
            "tie": reverse_lazy("desk:tie"),
            "alike": reverse_lazy("desk:alike"),
            "marked": reverse_lazy("desk:marked"),
        },
        "words": {
            "select": _("Select the words that carry the claim first."),
            "across": _("Select words of one paragraph: a claim is not carried across two."),
            "void": _(
                "The words of “%(claim)s” are others now. Checks that will be void when you save: %(n)s."
            ),
            "changed": _("The words of “%(claim)s” are others now. No check of it stands."),
            "again": _("The words of “%(claim)s” are again those that were checked."),
            "voids": _("checks will be void: %(n)s"),
            "other": _("words changed"),
            "tied": _("“%(claim)s” is tied to these words."),
            "off": _("“%(claim)s” is taken off."),
            "take_off": _("Take the claim off"),
            "unknown": _("This claim is not on record; the mark will go when you save."),
            "failed": _("The desk did not answer. Try again."),
        },
    }
