"""Deeds about a voice: who has power over it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.verification.actions import end_control, record_control, retract_voice
from twosource.verification.models import Control

from ..boards.falling import voice_fall
from .deed import Deed, words_field
from .voices import kind_field, name_field, voice_of


class ControlledBy(Deed):
    act, place, button = "control", "voice", gettext_lazy("Record the control")
    controller = name_field(
        gettext_lazy("Who has power over it"),
        help_text=gettext_lazy("Editorial or command power only: an owner, a ministry."),
    )
    kind = kind_field()
    note = forms.CharField(label=gettext_lazy("How we know"), max_length=300, required=False)

    def carry_out(self) -> str:
        told = self.cleaned_data
        controller = voice_of(told["controller"], told["kind"], by=self.by)
        record_control(actor=self.subject, controller=controller, note=told["note"], by=self.by)
        return _("On record: %(controller)s has power over %(who)s.") % {
            "controller": controller,
            "who": self.subject,
        }


class EndControl(Deed):
    """The power ended; `row` is the link's id."""

    act, place, button = "end-control", "voice", gettext_lazy("It ended")

    def carry_out(self) -> str:
        link = Control.objects.filter(actor=self.subject, pk=self.row or 0).first()
        if link is None:
            raise ValidationError(_("This voice has no such link."))
        end_control(link=link, by=self.by)
        return _("On record: that power ended.")


class RetractVoice(Deed):
    """Everything by this voice falls at once. The list of what would fall was seen first: `seen` names it."""

    act, place, button, weight = "retract", "voice", gettext_lazy("Retract everything by this voice"), "grave"
    reason = words_field(gettext_lazy("Why this voice falls"), rows=2)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def carry_out(self) -> str:
        if self.cleaned_data["seen"] != voice_fall(self.subject).seen:
            raise ValidationError(_("What would fall is not what you were shown. Look again, then decide."))
        fallen = retract_voice(actor=self.subject, reason=self.cleaned_data["reason"], by=self.by)
        return ngettext("%(n)d item fell.", "%(n)d items fell.", len(fallen)) % {"n": len(fallen)}


DEEDS: dict[str, type[Deed]] = {deed.act: deed for deed in (ControlledBy, EndControl, RetractVoice)}
ROW_ACTS = {EndControl.act}
