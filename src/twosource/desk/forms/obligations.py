"""Deeds about what a story owes its readers: one proposes, a second decides."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.kernel.vocabulary import Mode
from twosource.stories.actions.resolving import (
    LEAVE_OUT,
    agree_to_resolution,
    propose_resolution,
    refuse_resolution,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Obligation, Resolution
from twosource.stories.obligations import owed_by

from .deed import Choices, Deed, OneOf, words_field
from .stories import modes

CARRY = "carry_"


class Propose(Deed):
    """How the story settles what it owes. The draft is carried differently at once; nothing is published yet."""

    act, place, button, weight = "propose", "story", gettext_lazy("Propose it"), "first"

    kind = forms.ChoiceField(
        label=gettext_lazy("What readers are told"), widget=OneOf, initial="correction",
        choices=[
            ("correction", gettext_lazy("Correction: something was wrong")),
            ("clarification", gettext_lazy("Clarification: something could be misread")),
            ("retraction", gettext_lazy("Retraction: the story does not stand")),
            ("no_change", gettext_lazy("No change: the story stays as it is")),
        ],
    )  # fmt: skip
    text = words_field(
        gettext_lazy("What was wrong, and what is right; or why nothing changes"), most=5000,
        help_text=gettext_lazy("Readers see this. A note is published with the newest version of the draft."),
    )  # fmt: skip

    def prepare(self) -> None:
        owed = owed_by(self.subject)
        carried = {row.claim_id: row.mode for row in latest_draft(self.subject).carried.all()}
        for one in owed:
            if one.claim_id in carried:
                self.fields[f"{CARRY}{one.claim_id}"] = _carry_field(one, carried[one.claim_id])
        if len(owed) > 1:
            self.fields["only"] = forms.MultipleChoiceField(
                label=_("What “no change” is about"), widget=Choices, required=False,
                choices=[(str(one.pk), str(one.claim)) for one in owed],
                initial=[str(one.pk) for one in owed], help_text=_("A note settles all of them."),
            )  # fmt: skip

    def carry_out(self) -> str:
        told = self.cleaned_data
        no_change = told["kind"] == Resolution.Kind.NO_CHANGE
        carried = {
            int(name.removeprefix(CARRY)): value
            for name, value in told.items()
            if name.startswith(CARRY) and value and not no_change
        }
        only = {int(pk) for pk in told["only"]} if no_change and "only" in told else None
        propose_resolution(
            story=self.subject, kind=told["kind"], text=told["text"], carried=carried, only=only, by=self.by
        )
        return _("Proposed. It is done when a second person agrees.")


def _carry_field(one: Obligation, mode: str) -> forms.ChoiceField:
    now = dict(modes()).get(mode, mode)
    choices = [
        ("", _("as it is: %(mode)s") % {"mode": now}),
        *((code, label) for code, label in modes() if code != mode),
        (LEAVE_OUT, _("no longer: take it out")),
    ]
    field = forms.ChoiceField(
        label=_("Carry “%(claim)s”") % {"claim": one.claim}, choices=choices, required=False
    )
    if mode == Mode.FACT and one.claim.status != "confirmed":
        field.help_text = _("In our own voice only what is confirmed goes out.")
    return field


class OfProposal(Deed):
    """A deed about one proposal of the story: `row` is its id."""

    place = "story"

    @property
    def resolution(self) -> Resolution:
        found = Resolution.objects.filter(story=self.subject, pk=self.row or 0).first()
        if found is None:
            raise ValidationError(_("This story has no such proposal."))
        return found


class Agree(OfProposal):
    """The second word. Only “no change” asks for a reason of one's own."""

    act, button, weight = "agree", gettext_lazy("Agree, and do it"), "first"
    reason = words_field(gettext_lazy("Why you agree that nothing changes"), rows=2, required=False)

    def prepare(self) -> None:
        found = Resolution.objects.filter(story=self.subject, pk=self.row or 0).first()
        if found is not None and found.kind != Resolution.Kind.NO_CHANGE:
            del self.fields["reason"]
        elif found is not None:
            cast(Any, self.fields["reason"]).required = True

    def carry_out(self) -> str:
        done = agree_to_resolution(
            resolution=self.resolution, reason=self.cleaned_data.get("reason", ""), by=self.by
        )
        if done.kind == Resolution.Kind.NO_CHANGE:
            return _("Decided by two people: nothing changes.")
        return _("Published, with the note.")


class TurnDown(OfProposal):
    act, button = "turn-down", gettext_lazy("Refuse it")
    reason = words_field(gettext_lazy("Why not"), rows=2)

    def carry_out(self) -> str:
        refuse_resolution(resolution=self.resolution, reason=self.cleaned_data["reason"], by=self.by)
        return _("The proposal is refused; the story still owes its readers a note.")
