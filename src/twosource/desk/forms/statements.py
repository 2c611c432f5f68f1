"""The fields of a statement: who said it to whom, through what, where, when, and how close the words are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.kernel.vocabulary import Wording
from twosource.verification.actions import describe_statement
from twosource.verification.actions.claims import LONGEST

from .deed import Day, Deed, words_field


def statement(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields below say, as `open_claim(said=…)` knows it. (`place` is what a deed calls its screen.)"""
    fields = ("addressee", "channel", "said_on", "kind", "cue", "verbatim")
    return {**{name: told[name] for name in fields}, "place": told["where"]}


def addressee_field() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Said to"), required=False, max_length=200)


def channel_field() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Through"), required=False, max_length=200)


def where_field() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Where"), required=False, max_length=200)


def said_on_field() -> forms.DateField:
    return forms.DateField(label=gettext_lazy("Said on"), required=False, widget=Day())


def wording_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("How close to what was said"), required=False, choices=wordings
    )


def wordings() -> list[tuple[str, str]]:
    return [("", _("not stated")), *((w.value, w.label.say(_, ngettext)) for w in Wording)]


def cue_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("By which word"), required=False, max_length=100,
        help_text=gettext_lazy("For example: told, denied that, according to"),
    )  # fmt: skip


def verbatim_field() -> Any:
    return words_field(
        gettext_lazy("Word for word"), required=False, rows=2, most=LONGEST,
        help_text=gettext_lazy("As it stood where we found it. It is kept whatever becomes of the claim’s words."),
    )  # fmt: skip


class Describe(Deed):
    """Say more of how a claim was said."""

    act, place, button = "describe", "claim", gettext_lazy("Put it on record")
    addressee, channel, where = addressee_field(), channel_field(), where_field()
    said_on, kind, cue, verbatim = said_on_field(), wording_field(), cue_field(), verbatim_field()

    def prepare(self) -> None:
        names = ("addressee", "channel", "said_on", "kind", "cue", "verbatim")
        self.initial.update({name: getattr(self.subject, name) for name in names}, where=self.subject.place)

    def carry_out(self) -> str:
        describe_statement(claim=self.subject, said=statement(self.cleaned_data), by=self.by)
        return _("How it was said is on record.")
