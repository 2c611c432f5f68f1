"""Deeds about what a claim rests on."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.kernel.vocabulary import Basis
from twosource.verification.actions import (
    add_item,
    attach_evidence,
    authenticate_item,
    link_origin,
    retract_item,
    set_aside,
)
from twosource.verification.actions.evidence import HowKnown
from twosource.verification.models import Actor, Evidence, Item

from ..boards.nearby import items_near, voices_near
from .copies import GatheringDeed, file_field, item_words_field
from .deed import Choices, Deed, OneOf, words_field
from .voices import kind_field, name_field, voices_of

DIRECTIONS = [("supports", gettext_lazy("supports the claim")), ("denies", gettext_lazy("denies the claim"))]


def bases() -> list[tuple[str, str]]:
    return [("", _("not stated")), *((basis.value, basis.label.say(_, ngettext)) for basis in Basis)]


class AddEvidence(GatheringDeed):
    """Put an item on record with our own copy of it and, in one go, say that it supports or denies the claim."""

    act, place, button, weight = "add-evidence", "claim", gettext_lazy("Add to the evidence"), "first"

    title = forms.CharField(
        label=gettext_lazy("What it is"), max_length=300,
        help_text=gettext_lazy("For example: the harbour office’s letter of 3 May"),
    )  # fmt: skip
    direction = forms.ChoiceField(
        label=gettext_lazy("What it does"), widget=OneOf, initial="supports",
        choices=[*DIRECTIONS, ("passes", gettext_lazy("neither: others got it from here"))],
    )  # fmt: skip
    voices = forms.ModelMultipleChoiceField(
        label=gettext_lazy("By whom"), queryset=Actor.objects.none(), required=False, widget=Choices
    )
    another = name_field(
        gettext_lazy("By someone else"),
        required=False,
        help_text=gettext_lazy("Several: part them with a semicolon."),
    )
    another_kind = kind_field()
    anonymous = forms.BooleanField(
        label=gettext_lazy("Unnamed, and unknown to us too: an outlet vouches for them"), required=False
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("How they know"), required=False,
        help_text=gettext_lazy("Their own knowledge. What they were told by others goes under “Got it from”."),
    )  # fmt: skip
    via = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Got it from"), queryset=Item.objects.none(), required=False, widget=Choices
    )
    needs_all = forms.BooleanField(label=gettext_lazy("Needs all of these together"), required=False)
    carrier = forms.BooleanField(
        label=gettext_lazy("Only carries it: a platform with the original upload"), required=False
    )
    own_staff = forms.BooleanField(label=gettext_lazy("Our own staff saw it"), required=False)
    link = forms.URLField(
        label=gettext_lazy("Address"), required=False, max_length=1000, assume_scheme="https"
    )
    file = file_field()
    fetch = forms.BooleanField(
        label=gettext_lazy("Fetch what is at this address now, and keep it"), required=False
    )
    words = item_words_field()
    note = words_field(gettext_lazy("Note"), required=False, rows=2, most=5000)

    def prepare(self) -> None:
        super().prepare()
        cast(forms.ChoiceField, self.fields["basis"]).choices = bases()
        for name, rows in (("voices", voices_near(self.subject)), ("via", items_near(self.subject))):
            cast(Any, self.fields[name]).queryset = rows
            if not rows.exists():
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("anonymous") and not told.get("another", "").strip():
            self.add_error("another", _("Say how they are called, such as “an official of the ministry”."))
        if told.get("own_staff") and told.get("basis") != "witnessed":
            self.add_error("basis", _("What our own staff saw is known by “saw or heard it”."))
        return told

    def carry_out(self) -> str:
        told = self.cleaned_data
        named = voices_of(told["another"], told["another_kind"], by=self.by, anonymous=told["anonymous"])
        item = add_item(
            title=told["title"], actors=[*told.get("voices", ()), *named], by=self.by,
            note=told["note"], url=told["link"],
            known=HowKnown(
                told["basis"], tuple(told.get("via", ())), told["needs_all"], told["carrier"], told["own_staff"]
            ),
        )  # fmt: skip
        more = self.put_on_record(item)
        if told["direction"] == "passes":
            said = _("“%(item)s” is on record. Choose it under “Got it from” of what came from it.")
        else:
            attach_evidence(claim=self.subject, item=item, direction=told["direction"], by=self.by)
            said = _("“%(item)s” is part of the evidence.")
        return " ".join([said % {"item": item}, *more])


class AttachItem(Deed):
    """Say that an item on record speaks to this claim too."""

    act, place, button = "attach", "claim", gettext_lazy("Attach")

    item = forms.ModelChoiceField(label=gettext_lazy("Item on record"), queryset=Item.objects.none())
    direction = forms.ChoiceField(
        label=gettext_lazy("What it does"), choices=DIRECTIONS, widget=OneOf, initial="supports"
    )

    def prepare(self) -> None:
        cast(forms.ModelChoiceField, self.fields["item"]).queryset = items_near(self.subject).exclude(
            evidence__claim=self.subject
        )

    def carry_out(self) -> str:
        item = self.cleaned_data["item"]
        attach_evidence(claim=self.subject, item=item, direction=self.cleaned_data["direction"], by=self.by)
        return _("“%(item)s” is part of the evidence.") % {"item": item}


class RowDeed(Deed):
    """A deed about one piece of the claim's evidence: `row` is its id."""

    place = "claim"

    @property
    def evidence(self) -> Evidence:
        found = Evidence.objects.select_related("item").filter(claim=self.subject, pk=self.row or 0).first()
        if found is None:
            raise ValidationError(_("This is not evidence on this claim."))
        return found


class LinkOrigin(RowDeed):
    """It turned out where an item got it from."""

    act, button = "origin", gettext_lazy("Record the origin")
    origin = forms.ModelChoiceField(
        label=gettext_lazy("It got it from"), queryset=Item.objects.none(),
        help_text=gettext_lazy("Two lines may turn out to be one."),
    )  # fmt: skip

    def prepare(self) -> None:
        own = Evidence.objects.filter(claim=self.subject, pk=self.row or 0).values("item")
        cast(forms.ModelChoiceField, self.fields["origin"]).queryset = items_near(self.subject).exclude(
            pk__in=own
        )

    def carry_out(self) -> str:
        item, origin = self.evidence.item, self.cleaned_data["origin"]
        link_origin(item=item, origin=origin, by=self.by)
        return _("On record: “%(item)s” got it from “%(origin)s”.") % {"item": item, "origin": origin}


class Authenticate(RowDeed):
    act, button = "authenticate", gettext_lazy("I vouch for it")
    method = words_field(
        gettext_lazy("How you know it is genuine"),
        rows=2,
        help_text=gettext_lazy("Two people make it conclusive."),
    )

    def carry_out(self) -> str:
        item = self.evidence.item
        authenticate_item(item=item, method=self.cleaned_data["method"], by=self.by)
        return _("You vouched for “%(item)s”.") % {"item": item}


class SetEvidenceAside(RowDeed):
    act, button = "set-aside", gettext_lazy("Leave it out")
    reason = words_field(
        gettext_lazy("Why it is to be left out"),
        rows=2,
        help_text=gettext_lazy("It is out when two people say so."),
    )

    def carry_out(self) -> str:
        row = self.evidence
        set_aside(evidence=row, reason=self.cleaned_data["reason"], by=self.by)
        return _("Your word to leave “%(item)s” out is on record.") % {"item": row.item}


class RetractItem(RowDeed):
    act, button, weight = "retract", gettext_lazy("Retract the item"), "grave"
    reason = words_field(
        gettext_lazy("Why it falls"),
        rows=2,
        help_text=gettext_lazy("It falls from every claim that rests on it."),
    )

    def carry_out(self) -> str:
        item = self.evidence.item
        retract_item(item=item, reason=self.cleaned_data["reason"], by=self.by)
        return _("“%(item)s” was retracted.") % {"item": item}
