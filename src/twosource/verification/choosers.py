"""Choosing a voice or a claim in Wagtail's own forms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

voice_chooser = ChooserViewSet(
    "voice_chooser",
    model="verification.Actor",
    icon="user",
    choose_one_text=_("Choose a voice"),
    choose_another_text=_("Choose another voice"),
    form_fields=["name", "kind", "about"],
)
claim_chooser = ChooserViewSet(
    "claim_chooser",
    model="verification.Claim",
    icon="check",
    choose_one_text=_("Choose a claim"),
    choose_another_text=_("Choose another claim"),
)

SpeakerBlock = voice_chooser.get_block_class(
    name="SpeakerBlock", module_path="twosource.verification.choosers"
)
