"""Deeds about what readers reported."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.reports.actions import LONGEST, decide_report, take_report
from twosource.reports.models import Report

from .deed import Deed, OneOf, words_field


class TakeReport(Deed):
    act, place, button, weight = "take", "report", gettext_lazy("I look into it"), "first"

    def carry_out(self) -> str:
        take_report(report=self.subject, by=self.by)
        return _("It is yours. The reader sees that it is being looked into.")


class DecideReport(Deed):
    act, place, button, weight = "decide", "report", gettext_lazy("Tell the reader"), "first"

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"), widget=OneOf,
        choices=[
            (Report.State.CORRECTED, gettext_lazy("Corrected: the reader was right, and the story says so")),
            (Report.State.NOT_ERROR, gettext_lazy("Not an error: we looked, and it stands")),
            (Report.State.DUPLICATE, gettext_lazy("Reported before: by the number below")),
        ],
    )  # fmt: skip
    duplicate_of = forms.IntegerField(
        label=gettext_lazy("Number of the earlier report"), required=False, min_value=1, max_value=999_999_999
    )
    words = words_field(
        gettext_lazy("What the reader is told"), most=LONGEST,
        help_text=gettext_lazy("They read exactly this, on the page of their report."),
    )  # fmt: skip

    def prepare(self) -> None:
        if not self.subject.is_open:
            self.initial.update({
                "state": self.subject.state, "words": self.subject.outcome,
                "duplicate_of": self.subject.duplicate_of_id,
            })  # fmt: skip

    def carry_out(self) -> str:
        told = self.cleaned_data
        earlier = None
        if told["duplicate_of"] and told["state"] == Report.State.DUPLICATE:
            earlier = Report.objects.filter(pk=cast(int, told["duplicate_of"])).first()
            if earlier is None:
                raise ValidationError(_("duplicate_of: there is no report of this number."))
        decide_report(
            report=self.subject, state=told["state"], words=told["words"], duplicate_of=earlier, by=self.by
        )
        return _("The reader can see it.")
