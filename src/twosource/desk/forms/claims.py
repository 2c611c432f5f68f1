"""Deeds about a claim itself: signing, wording, sides, its end."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.kernel.vocabulary import Stake, Verdict
from twosource.verification.actions import (
    accuse,
    declare_stake,
    edit_claim_words,
    record_check,
    record_control,
    withdraw_claim,
)
from twosource.verification.actions.claims import LONGEST

from .deed import Deed, OneOf, words_field
from .voices import kind_field, name_field, voice_of


class SignCheck(Deed):
    """Sign a verdict. The three buttons send it."""

    act, place = "check", "claim"
    method = words_field(
        gettext_lazy("How you checked"),
        rows=2,
        help_text=gettext_lazy("Readers are shown this, and your role."),
    )
    note = words_field(
        gettext_lazy("Note for the desk"), required=False, rows=2, most=5000,
        help_text=gettext_lazy("Needed when it cannot be verified: what you tried."),
    )  # fmt: skip
    verdict = forms.CharField(required=False, widget=forms.HiddenInput)

    def carry_out(self) -> str:
        told = self.cleaned_data
        check = record_check(
            claim=self.subject, verdict=told["verdict"], method=told["method"], note=told["note"], by=self.by
        )
        return _("Signed: %(verdict)s.") % {"verdict": Verdict(check.verdict).label.say(_, ngettext)}


class EditWords(Deed):
    act, place, button = "words", "claim", gettext_lazy("Change the words")
    text = words_field(
        gettext_lazy("The claim"),
        most=LONGEST,
        help_text=gettext_lazy("Changing the words voids every check of them."),
    )

    def prepare(self) -> None:
        self.initial.setdefault("text", self.subject.text)

    def carry_out(self) -> str:
        edit_claim_words(claim=self.subject, text=self.cleaned_data["text"], by=self.by)
        return _("The words are changed; earlier checks no longer count.")


class AddStake(Deed):
    act, place, button = "stake", "claim", gettext_lazy("Record the interest")
    who = name_field(gettext_lazy("Who"))
    kind = kind_field()
    direction = forms.ChoiceField(label=gettext_lazy("What they gain by"), widget=OneOf)

    def prepare(self) -> None:
        cast(forms.ChoiceField, self.fields["direction"]).choices = [
            (s.value, s.label.say(_, ngettext)) for s in Stake
        ]

    def carry_out(self) -> str:
        told = self.cleaned_data
        actor = voice_of(told["who"], told["kind"], by=self.by)
        declare_stake(claim=self.subject, actor=actor, direction=told["direction"], by=self.by)
        return _("The interest of %(who)s is on record.") % {"who": actor}


class AddAccused(Deed):
    act, place, button = "accuse", "claim", gettext_lazy("Name the accused")
    who = name_field(
        gettext_lazy("Whom the claim accuses"),
        help_text=gettext_lazy("They must be asked before a story carries it."),
    )
    kind = kind_field()

    def carry_out(self) -> str:
        actor = voice_of(self.cleaned_data["who"], self.cleaned_data["kind"], by=self.by)
        accuse(claim=self.subject, actor=actor, by=self.by)
        return _("%(who)s is accused by this claim and must be asked.") % {"who": actor}


class AddControl(Deed):
    """Who has power over whom, from the claim's screen."""

    act, place, button = "control", "claim", gettext_lazy("Record the control")
    who = name_field(gettext_lazy("Who is controlled"))
    who_kind = kind_field()
    controller = name_field(
        gettext_lazy("By whom"),
        help_text=gettext_lazy("Editorial or command power only: an owner, a ministry."),
    )
    controller_kind = kind_field()
    note = forms.CharField(label=gettext_lazy("How we know"), max_length=300, required=False)

    def carry_out(self) -> str:
        told = self.cleaned_data
        link = record_control(
            actor=voice_of(told["who"], told["who_kind"], by=self.by),
            controller=voice_of(told["controller"], told["controller_kind"], by=self.by),
            note=told["note"], by=self.by,
        )  # fmt: skip
        return _("On record: %(controller)s has power over %(who)s.") % {
            "controller": link.controller,
            "who": link.actor,
        }


class Withdraw(Deed):
    act, place, button, weight = "withdraw", "claim", gettext_lazy("It was taken back"), "grave"
    reason = words_field(gettext_lazy("Who took it back, when and where"), rows=2)

    def carry_out(self) -> str:
        withdraw_claim(claim=self.subject, reason=self.cleaned_data["reason"], by=self.by)
        return _("The claim is withdrawn.")
