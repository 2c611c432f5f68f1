"""The forms of readers: reporting a comment, and appealing against a removal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .standards import in_force


class ReportForm(forms.Form):
    """Which rule a comment breaks, and words if one likes."""

    rule = forms.TypedChoiceField(label=_("Which rule does it break?"), coerce=int, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What a moderator should know"), required=False, max_length=600, widget=forms.Textarea({"rows": 3})
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        rules = [(rule.number, f"{rule.number} {rule.title}") for rule in in_force().rules]
        self.fields["rule"].choices = rules  # type: ignore[attr-defined]


class AppealForm(forms.Form):
    """Why a removal was wrong."""

    words = forms.CharField(
        label=_("Why the removal was wrong"), max_length=1200, widget=forms.Textarea({"rows": 6}),
        help_text=_("Somebody else than who removed it reads this."),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
