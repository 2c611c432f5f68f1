"""Tying a claim to words that are selected in Wagtail's editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.kernel.vocabulary import Mode
from twosource.people.models import User
from twosource.verification.actions import open_claim, open_said_claim
from twosource.verification.actions.claims import LONGEST
from twosource.verification.models import Claim

from .deed import DeskRenderer, words_field
from .stories import mode_field
from .voices import kind_field, name_field, voice_of


class TieClaim(forms.Form):
    """What the editor's dialog asks for: how the story carries the claim, and a new claim's words and speaker."""

    default_renderer = DeskRenderer

    mode = mode_field()
    text = words_field(
        gettext_lazy("The claim"),
        most=LONGEST,
        rows=2,
        help_text=gettext_lazy(
            "In words that can be true or false. Earlier claims alike are listed below as you write."
        ),
    )
    speaker = name_field(gettext_lazy("Said by"), required=False)
    speaker_kind = kind_field()
    also_said = forms.BooleanField(
        label=gettext_lazy("Open the claim that it was said, too"), required=False, initial=True
    )

    def __init__(self, by: User, data: Any = None) -> None:
        self.by = by
        super().__init__(data, auto_id="tie-%s", label_suffix="")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("mode") == Mode.ATTRIBUTED and not told.get("speaker", "").strip():
            self.add_error("speaker", _("Say who said it, or carry it another way."))
        return told

    def open(self) -> Claim | None:
        """The new claim; None when it is refused, and the form says why."""
        if not self.is_valid():
            return None
        told = self.cleaned_data
        try:
            with transaction.atomic():
                said: dict[str, object] = {}
                if told["speaker"].strip():
                    said = {"speaker": voice_of(told["speaker"], told["speaker_kind"], by=self.by)}
                claim = open_claim(text=told["text"], said=said, by=self.by)
                if said and told["also_said"]:
                    open_said_claim(claim=claim, by=self.by)
                return claim
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return None
