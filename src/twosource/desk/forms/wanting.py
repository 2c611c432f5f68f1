"""Deeds about sentences that need a claim."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.stories.actions import needs_none, want_claim
from twosource.stories.models import Need
from twosource.stories.wanting import LONGEST

from .deed import Deed, words_field


class WantClaim(Deed):
    """Say that a sentence of the draft needs a claim."""

    act, place, button = "want", "story", gettext_lazy("It needs a claim")
    words = words_field(
        gettext_lazy("The sentence"), rows=2, most=LONGEST,
        help_text=gettext_lazy("Exactly as it stands. The gate stays closed until a claim is tied to it."),
    )  # fmt: skip

    def carry_out(self) -> str:
        want_claim(story=self.subject, words=self.cleaned_data["words"], by=self.by)
        return _("The sentence needs a claim; the gate waits for one.")


class NeedsNone(Deed):
    """Another person says why a sentence needs no claim: `row` is the id of the need."""

    act, place, button = "needs-none", "story", gettext_lazy("It needs none")
    reason = forms.CharField(label=gettext_lazy("Why it needs no claim"), max_length=500)

    def carry_out(self) -> str:
        need = Need.objects.select_related("marked_by").filter(story=self.subject, pk=self.row or 0).first()
        if need is None:
            raise ValidationError(_("There is no such sentence."))
        needs_none(need=need, reason=self.cleaned_data["reason"], by=self.by)
        return _("The sentence needs no claim, by your word.")
