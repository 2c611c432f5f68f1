"""Deeds about requests for comment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.kernel.replies import refuse_outcome
from twosource.kernel.vocabulary import Channel, Outcome
from twosource.ledger.clock import now as on_record
from twosource.replies.actions import (
    ENDINGS,
    log_outcome,
    remind,
    request_comment,
    strike_outcome,
    waive_request,
)
from twosource.replies.models import Request
from twosource.replies.reads import fact_of
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


def zone_help() -> str:
    """Whose clock a moment is given by."""
    return _("Time in %(zone)s") % {"zone": timezone.get_current_timezone_name()}


def endings_now(request: Request) -> list[tuple[str, str]]:
    """The outcomes that could be logged for this request now, with their words."""
    fact, now = fact_of(request), on_record()
    return [
        (code, Outcome(code).label.say(_, ngettext))
        for code in ENDINGS
        if refuse_outcome(fact, code, now) is None
    ]


class AskForComment(Deed):
    act, place, button = "ask", "claim", gettext_lazy("Put the request on record")

    asked = name_field(gettext_lazy("Whom we asked"))
    kind = kind_field()
    question = words_field(gettext_lazy("Exactly what"), most=5000)
    channels = forms.MultipleChoiceField(label=gettext_lazy("By"), widget=Choices)
    sent = moment_field(gettext_lazy("Sent"))
    deadline = moment_field(gettext_lazy("Answer wanted by"))

    def prepare(self) -> None:
        cast(forms.MultipleChoiceField, self.fields["channels"]).choices = [
            (channel.value, channel.label.say(_, ngettext)) for channel in Channel
        ]
        hours = settings.TWOSOURCE.policy.request_deadline_hours
        now = timezone.localtime().replace(second=0, microsecond=0)
        self.initial.update({"sent": now, "deadline": now + timedelta(hours=hours)})
        accused = self.subject.accused.first()
        self.initial["asked"] = str(accused) if accused else ""
        for name in ("sent", "deadline"):
            self.fields[name].help_text = zone_help()

    def carry_out(self) -> str:
        told = self.cleaned_data
        request = request_comment(
            claim=self.subject, asked=voice_of(told["asked"], told["kind"], by=self.by), question=told["question"],
            channels=told["channels"], times=(told["sent"], told["deadline"]), by=self.by,
        )  # fmt: skip
        return _("The request to %(who)s is on record.") % {"who": request.asked}


class _Logging(Deed):
    """What became of a request, as far as it can be said now."""

    button = gettext_lazy("Log it")
    outcome = forms.ChoiceField(label=gettext_lazy("What became of it"))
    answer = words_field(gettext_lazy("Their words"), required=False, rows=2, most=5000)
    at = moment_field(gettext_lazy("When"), required=False)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def asked(self) -> Request | None:
        raise NotImplementedError

    def prepare(self) -> None:
        request = self.asked()
        self.fields["at"].help_text = _("Empty: now. %(zone)s.") % {"zone": zone_help()}
        choices = endings_now(request) if request else []
        if self.is_bound:
            # What has become impossible since is refused by the action, which says why.
            choices = [(code, Outcome(code).label.say(_, ngettext)) for code in ENDINGS]
        cast(forms.ChoiceField, self.fields["outcome"]).choices = choices
        self.initial["seen"] = request.endings.count() if request else 0

    def carry_out(self) -> str:
        request = self.asked()
        if request is None:
            raise ValidationError(_("This claim has no such request."))
        told = self.cleaned_data
        log_outcome(
            request=request, outcome=told["outcome"], answer=told["answer"], at=told["at"], seen=told["seen"],
            by=self.by,
        )  # fmt: skip
        words = Outcome(told["outcome"]).label.say(_, ngettext)
        return _("On record of %(who)s: %(outcome)s.") % {"who": request.asked, "outcome": words}


class LogOutcome(_Logging):
    """On a claim's screen; `row` is the request's id."""

    act, place = "outcome", "claim"

    def asked(self) -> Request | None:
        return Request.objects.filter(claim=self.subject, pk=self.row or 0).select_related("asked").first()


class LogHere(_Logging):
    """On the request's own screen, and by one key in the ledger."""

    act, place, weight = "log", "request", "first"

    def asked(self) -> Request:
        return cast(Request, self.subject)


class Strike(Deed):
    """The newest outcome was logged by mistake."""

    act, place, button = "strike", "request", gettext_lazy("It was a mistake")
    reason = words_field(gettext_lazy("What was wrong"), rows=2)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.initial["seen"] = self.subject.endings.count()

    def carry_out(self) -> str:
        told = self.cleaned_data
        strike_outcome(request=self.subject, reason=told["reason"], seen=told["seen"], by=self.by)
        return _("On record: that outcome was logged by mistake.")


class Remind(Deed):
    """Send the reminder that is shown above the button, at the address they were asked at."""

    act, place, button = "remind", "request", gettext_lazy("Send the reminder")
    key = forms.UUIDField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.initial["key"] = uuid4()

    def attempt(self) -> str | None:
        """As every deed, but in steps of its own: no transaction is held while the mail server takes its time."""
        if not self.is_valid():
            return None
        try:
            letter = remind(request=self.subject, key=str(self.cleaned_data["key"]), by=self.by)
        except ValidationError as refusal:
            self._take(refusal)
            return None
        return _("The reminder was sent to %(address)s.") % {"address": letter.to}


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


REQUEST_DEEDS: dict[str, type[Deed]] = {deed.act: deed for deed in (LogHere, Strike, Remind)}
