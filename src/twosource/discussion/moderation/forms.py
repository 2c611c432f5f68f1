"""The forms of readers: reporting a comment, and appealing against a removal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..guards import TRAP, check_ticket, ticket
from .standards import in_force

NOBODY = 0  # the account a ticket is for that anybody may use


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


class StrangersReportForm(ReportForm):
    """The same for who has no account: with the ticket the form was given, and a field that must stay empty."""

    address = forms.CharField(
        label=_("Leave this empty"), required=False, max_length=200,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip
    ticket = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, comment_id: int, data: Any = None) -> None:
        self.under = f"report:{comment_id}"
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get(TRAP):
            self.add_error(None, _("A field that must stay empty was filled. Empty it, and send it again."))
        elif refusal := check_ticket(told.get("ticket", ""), self.under, NOBODY):
            self.add_error(None, refusal.words)
        return told

    @property
    def new_ticket(self) -> str:
        """For the form that is drawn now."""
        return ticket(self.under, NOBODY)


class AppealForm(forms.Form):
    """Why a removal was wrong."""

    words = forms.CharField(
        label=_("Why the removal was wrong"), max_length=1200, widget=forms.Textarea({"rows": 6}),
        help_text=_("Somebody else than who removed it reads this."),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
