"""Deeds about statements the machine proposed: a person decides."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.verification.actions.claims import LONGEST
from twosource.verification.models import Actor
from twosource.wire.actions import PROPOSED, accept_proposal, refuse_proposal
from twosource.wire.models import Proposal

from .deed import Deed, words_field
from .statements import (
    addressee_field,
    channel_field,
    cue_field,
    said_on_field,
    verbatim_field,
    where_field,
    wording_field,
)
from .voices import KINDS, name_field


class ProposalRow(Deed):
    """A deed about one proposal of the story: `row` is its id."""

    place = "story"

    @property
    def proposal(self) -> Proposal:
        found = Proposal.objects.select_related("story").filter(story=self.subject, pk=self.row or 0).first()
        if found is None:
            raise ValidationError(_("This story has no such proposal."))
        return found


class Accept(ProposalRow):
    act, button, weight = "accept", gettext_lazy("Accept"), "first"

    text = words_field(gettext_lazy("The claim"), most=LONGEST)
    speaker = name_field(gettext_lazy("Said by"))
    speaker_kind = forms.ChoiceField(
        label=gettext_lazy("Who that is"), choices=KINDS, initial=Actor.Kind.PERSON
    )
    addressee, channel, where = addressee_field(), channel_field(), where_field()
    said_on, kind, cue, verbatim = said_on_field(), wording_field(), cue_field(), verbatim_field()
    accused = name_field(
        gettext_lazy("Whom it accuses"),
        required=False,
        help_text=gettext_lazy("Several: part them with a semicolon."),
    )

    def prepare(self) -> None:
        row = Proposal.objects.filter(story=self.subject, pk=self.row or 0).first()
        if row is not None:
            self.initial.update({name: getattr(row, name) for name in PROPOSED}, verbatim=row.text)

    def carry_out(self) -> str:
        changes = dict(self.cleaned_data)
        changes["place"] = changes.pop("where")
        if not changes["verbatim"].strip():
            del changes["verbatim"]  # what the page said is not lost by leaving the field empty
        changes["accused"] = tuple(name.strip() for name in changes["accused"].split(";") if name.strip())
        accept_proposal(proposal=self.proposal, by=self.by, changes=changes)
        return _("Accepted: the claim and the claim that it was said are open.")


class AcceptAsItIs(ProposalRow):
    """Accept what was found without changing a word."""

    act, button = "accept-as-it-is", gettext_lazy("Accept")

    def carry_out(self) -> str:
        accept_proposal(proposal=self.proposal, by=self.by)
        return _("Accepted: the claim and the claim that it was said are open.")


class Refuse(ProposalRow):
    act, button = "refuse", gettext_lazy("Refuse")

    def carry_out(self) -> str:
        refuse_proposal(proposal=self.proposal, by=self.by)
        return _("Refused.")
