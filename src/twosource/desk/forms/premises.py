"""Deeds about claims that rest on claims."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.verification.actions import no_longer_rest_on, rest_on
from twosource.verification.models import Claim, Premise

from ..boards.nearby import claims_near
from .deed import Deed

NEWEST = 40


class RestOn(Deed):
    """Put on record that this claim rests on another."""

    act, place, button = "rest-on", "claim", gettext_lazy("It rests on that")
    premise = forms.ModelChoiceField(
        label=gettext_lazy("The claim it rests on"), queryset=Claim.objects.none(),
        help_text=gettext_lazy("If that one falls, every story that carries this one is looked at again."),
    )  # fmt: skip

    def prepare(self) -> None:
        newest = set(Claim.objects.propositions().values_list("pk", flat=True)[:NEWEST])
        known = set(self.subject.premises.filter(ended_at=None).values_list("premise_id", flat=True))
        near = (claims_near(self.subject) | newest) - known - {self.subject.pk}
        cast(Any, self.fields["premise"]).queryset = Claim.objects.filter(pk__in=near)

    def carry_out(self) -> str:
        link = rest_on(claim=self.subject, premise=self.cleaned_data["premise"], by=self.by)
        return _("On record: it rests on “%(premise)s”.") % {"premise": link.premise}


class NoLongerRestOn(Deed):
    """Take a link back; `row` is its id."""

    act, place, button = "off", "claim", gettext_lazy("It does not rest on that")

    def carry_out(self) -> str:
        link = Premise.objects.filter(claim=self.subject, pk=self.row or 0).first()
        if link is None:
            raise ValidationError(_("This claim has no such link."))
        no_longer_rest_on(link=link, by=self.by)
        return _("On record: it no longer rests on that.")
