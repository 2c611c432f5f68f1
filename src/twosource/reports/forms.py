"""The form on which a reader says what is wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .actions import LONGEST
from .guards import LONGEST as OPEN_FOR
from .guards import QUICKEST, age_of


class ReportForm(forms.Form):
    """`address` must stay empty: people do not see it, and machines fill whatever is there."""

    words = forms.CharField(
        label=_("The words it is in"), required=False, max_length=600, widget=forms.Textarea({"rows": 3}),
        help_text=_("Copy them from the story, if it is about certain words."),
    )  # fmt: skip
    wrong = forms.CharField(
        label=_("What is wrong, and what is right"), max_length=LONGEST, widget=forms.Textarea({"rows": 6}),
        help_text=_("If you know where one can look it up, say so."),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Leave this empty"), required=False, max_length=200,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip
    ticket = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, story_id: int, data: Any = None, **more: Any) -> None:
        self.story_id = story_id
        super().__init__(data, label_suffix="", **more)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        age = age_of(told.get("ticket", ""), self.story_id)
        if told.get("address"):
            self.add_error(None, _("A field that must stay empty was filled. Empty it, and send it again."))
        elif age is None or age > OPEN_FOR:
            self.add_error(None, _("The form was open for very long. Look at it again, and send it."))
        elif age < QUICKEST:
            self.add_error(None, _("That was faster than people write. Look at it again, and send it."))
        return told
