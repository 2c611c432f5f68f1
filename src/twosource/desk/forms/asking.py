"""Deeds about requests for comment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.kernel.vocabulary import Channel, Outcome
from twosource.replies.actions import ENDINGS, log_outcome, request_comment, waive_request
from twosource.replies.models import Request
from twosource.verification.models import Actor

from .deed import Choices, Deed, words_field
from .voices import kind_field, name_field, voice_of

MINUTE = "%Y-%m-%dT%H:%M"


def moment_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    """A moment in the paper's zone, to the minute."""
    box = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE)
    return forms.DateTimeField(
        label=label, required=required, widget=box, input_formats=[MINUTE, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text=help_text,
    )  # fmt: skip


class AskForComment(Deed):
    act, place, button = "ask", "claim", gettext_lazy("Put the request on record")

    asked = name_field(gettext_lazy("Whom we asked"))
    kind = kind_field()
    question = words_field(gettext_lazy("Exactly what"), most=5000)
    channels = forms.MultipleChoiceField(label=gettext_lazy("By"), widget=Choices)
    sent = moment_field(gettext_lazy("Sent"))
    deadline = moment_field(gettext_lazy("Answer wanted by"))

    def prepare(self) -> None:
        zone = timezone.get_current_timezone_name()
        cast(forms.MultipleChoiceField, self.fields["channels"]).choices = [
            (channel.value, channel.label.say(_, ngettext)) for channel in Channel
        ]
        hours = settings.TWOSOURCE.policy.request_deadline_hours
        now = timezone.localtime().replace(second=0, microsecond=0)
        self.initial.update({"sent": now, "deadline": now + timedelta(hours=hours)})
        accused = self.subject.accused.first()
        self.initial["asked"] = str(accused) if accused else ""
        for name in ("sent", "deadline"):
            self.fields[name].help_text = _("Time in %(zone)s") % {"zone": zone}

    def carry_out(self) -> str:
        told = self.cleaned_data
        request = request_comment(
            claim=self.subject, asked=voice_of(told["asked"], told["kind"], by=self.by), question=told["question"],
            channels=told["channels"], times=(told["sent"], told["deadline"]), by=self.by,
        )  # fmt: skip
        return _("The request to %(who)s is on record.") % {"who": request.asked}


class LogOutcome(Deed):
    """What became of a request; `row` is its id."""

    act, place, button = "outcome", "claim", gettext_lazy("Log it")
    outcome = forms.ChoiceField(label=gettext_lazy("What became of it"))
    answer = words_field(gettext_lazy("Their words"), required=False, rows=2, most=5000)
    at = moment_field(gettext_lazy("When"), required=False, help_text=gettext_lazy("Empty: now."))

    def prepare(self) -> None:
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            (code, Outcome(code).label.say(_, ngettext)) for code in ENDINGS
        ]

    def carry_out(self) -> str:
        request = Request.objects.filter(claim=self.subject, pk=self.row or 0).first()
        if request is None:
            raise ValidationError(_("This claim has no such request."))
        told = self.cleaned_data
        log_outcome(
            request=request, outcome=told["outcome"], answer=told["answer"], at=told["at"], by=self.by
        )
        return _("The outcome is on record.")


class Waive(Deed):
    """An editor's word that an accused need not be asked."""

    act, place, button = "waive", "claim", gettext_lazy("Waive it")
    accused = forms.ModelChoiceField(label=gettext_lazy("Who is not asked"), queryset=Actor.objects.none())
    reason = words_field(
        gettext_lazy("Why"), rows=2,
        help_text=gettext_lazy("For example: asking would put a source in danger. Two editors must agree."),
    )  # fmt: skip

    def prepare(self) -> None:
        cast(forms.ModelChoiceField, self.fields["accused"]).queryset = self.subject.accused.all()

    def carry_out(self) -> str:
        told = self.cleaned_data
        waive_request(claim=self.subject, accused=told["accused"], reason=told["reason"], by=self.by)
        return _("Your word is on record. It counts when a second editor agrees.")
