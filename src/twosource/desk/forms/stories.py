"""Deeds about a story: the claims it carries, and its way to readers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.kernel.vocabulary import Mode
from twosource.stories.actions import (
    carry_claim,
    change_mode,
    correct_story,
    overrule_gate,
    publish_story,
    send_to_checking,
    stop_carrying,
    unpublish_story,
    unschedule_story,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.embargo import said
from twosource.stories.text import stands_in
from twosource.stories.waiting import waiting_revision
from twosource.verification.actions import open_claim, open_said_claim
from twosource.verification.actions.claims import LONGEST
from twosource.verification.models import Claim

from .asking import moment_field
from .deed import Deed, OneOf, words_field
from .statements import (
    addressee_field,
    channel_field,
    cue_field,
    said_on_field,
    statement,
    verbatim_field,
    where_field,
    wording_field,
)
from .voices import kind_field, name_field, voice_of, voices_of

MOST_WORDS = 600  # characters of the words that carry a claim


def modes() -> list[tuple[str, str]]:
    return [
        (mode.value, mode.label.say(_, ngettext))
        for mode in (Mode.ATTRIBUTED, Mode.FACT, Mode.BACKGROUND, Mode.REFUTATION)
    ]


def mode_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Carried"), choices=modes)


class ClaimRow(Deed):
    """A deed about one claim of the story: `row` is its id."""

    place = "story"

    @property
    def claim(self) -> Claim:
        found = Claim.objects.filter(pk=self.row or 0).first()
        if found is None:
            raise ValidationError(_("There is no such claim."))
        return found


class OpenClaim(Deed):
    """Open a claim from words of the story and carry it; with one tick also the claim that it was said."""

    act, place, button, weight = "open-claim", "story", gettext_lazy("Open the claim"), "first"

    text = words_field(
        gettext_lazy("The claim"),
        most=LONGEST,
        help_text=gettext_lazy("What is claimed, in words that can be true or false."),
    )
    words = words_field(
        gettext_lazy("The words of the story that carry it"), required=False, rows=2, most=MOST_WORDS,
        help_text=gettext_lazy("Exactly as they stand in a paragraph. Empty: the claim itself, if it stands there."),
    )  # fmt: skip
    mode = mode_field()
    speaker = name_field(gettext_lazy("Said by"), required=False)
    speaker_kind = kind_field()
    addressee, channel, where = addressee_field(), channel_field(), where_field()
    said_on, kind, cue, verbatim = said_on_field(), wording_field(), cue_field(), verbatim_field()
    accused = name_field(
        gettext_lazy("Whom it accuses"),
        required=False,
        help_text=gettext_lazy("Several: part them with a semicolon."),
    )
    accused_kind = kind_field()
    also_said = forms.BooleanField(
        label=gettext_lazy("Open the claim that it was said, too"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("mode") == Mode.ATTRIBUTED and not told.get("speaker", "").strip():
            self.add_error("speaker", _("Say who said it, or carry it another way."))
        return told

    def carry_out(self) -> str:
        told = self.cleaned_data
        said: dict[str, object] = {}
        if told["speaker"].strip():
            speaker = voice_of(told["speaker"], told["speaker_kind"], by=self.by)
            said = {"speaker": speaker, **statement(told)}
        accused = voices_of(told["accused"], told["accused_kind"], by=self.by)
        claim = open_claim(text=told["text"], said=said, accused=accused, by=self.by)
        if said and told["also_said"]:
            open_said_claim(claim=claim, by=self.by)
        draft = latest_draft(self.subject)
        words = told["words"] or (told["text"] if stands_in(draft.body, told["text"]) else "")
        carry_claim(story=self.subject, claim=claim, mode=told["mode"], words=words[:MOST_WORDS], by=self.by)
        return _("The claim is open.")


class OpenSaid(ClaimRow):
    """Open the claim that a claim was said."""

    act, button = "open-said", gettext_lazy("Open the claim that it was said")

    def carry_out(self) -> str:
        open_said_claim(claim=self.claim, by=self.by)
        return _("The claim that it was said is open.")


class CarryClaim(ClaimRow):
    """Carry a claim that is on record."""

    act, button = "carry", gettext_lazy("Carry it")
    mode = mode_field()
    # From the form for a new claim, where an earlier one was taken instead: whichever stands in the story carries it.
    words = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    text = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    def carry_out(self) -> str:
        told = self.cleaned_data
        body = latest_draft(self.subject).body
        written = (told["words"], told["text"], self.claim.text)
        words = next((one for one in written if len(one) <= MOST_WORDS and stands_in(body, one)), "")
        carry_claim(story=self.subject, claim=self.claim, mode=told["mode"], words=words, by=self.by)
        return _("The story carries the claim.")


class ChangeMode(ClaimRow):
    act, button = "mode", gettext_lazy("Change")
    mode = mode_field()

    def carry_out(self) -> str:
        change_mode(story=self.subject, claim=self.claim, mode=self.cleaned_data["mode"], by=self.by)
        return _("The claim is now carried another way.")


class DropClaim(ClaimRow):
    act, button = "drop", gettext_lazy("Stop carrying it")

    def carry_out(self) -> str:
        stop_carrying(story=self.subject, claim=self.claim, by=self.by)
        return _("The story no longer carries the claim. The claim itself stays on record.")


class Overrule(ClaimRow):
    """An editor lets one claim through one rule. The rule comes with the form."""

    act, button, weight = "overrule", gettext_lazy("Overrule, with my name"), "grave"
    rule = forms.CharField(max_length=4, widget=forms.HiddenInput)
    reason = words_field(
        gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("Readers see your name and this reason under the story."),
    )

    def carry_out(self) -> str:
        told = self.cleaned_data
        overrule_gate(
            story=self.subject, claim=self.claim, rule=told["rule"], reason=told["reason"], by=self.by
        )
        return _("Overruled, in your name. Readers will see it.")


class SendToChecking(Deed):
    act, place, button = "send", "story", gettext_lazy("Send to checking")

    def carry_out(self) -> str:
        send_to_checking(story=self.subject, by=self.by)
        return _("The story is being checked.")


class Publish(Deed):
    act, place, button, weight = "publish", "story", gettext_lazy("Publish now"), "first"

    def carry_out(self) -> str:
        publish_story(story=self.subject, by=self.by)
        return _("Published.")


class Schedule(Deed):
    act, place, button = "schedule", "story", gettext_lazy("Schedule")
    at = moment_field(gettext_lazy("Goes live"))

    def prepare(self) -> None:
        self.fields["at"].help_text = _("Time in %(zone)s. The gate is asked again at that minute.") % {
            "zone": timezone.get_current_timezone_name()
        }
        if self.subject.embargo_until and self.subject.embargo_until > timezone.now():
            self.initial["at"] = timezone.localtime(self.subject.embargo_until)

    def carry_out(self) -> str:
        at, before = self.cleaned_data["at"], waiting_revision(self.subject)
        publish_story(story=self.subject, by=self.by, at=at)
        done = _("Scheduled for %(at)s.") % {"at": date_format(timezone.localtime(at), "j F Y H:i")}
        if before is None:
            return done
        return f"{done} " + _("It takes the place of the version that waited for %(at)s.") % {
            "at": said(before.approved_go_live_at)
        }


class Unschedule(Deed):
    act, place, button = "unschedule", "story", gettext_lazy("Take it off the schedule")

    def carry_out(self) -> str:
        unschedule_story(story=self.subject, by=self.by)
        return _("It will not go live by itself.")


class Unpublish(Deed):
    act, place, button, weight = "unpublish", "story", gettext_lazy("Unpublish"), "grave"
    sure = forms.BooleanField(label=gettext_lazy("Readers shall no longer see this story"))

    def carry_out(self) -> str:
        unpublish_story(story=self.subject, by=self.by)
        return _("Readers no longer see the story.")


class Correct(Deed):
    act, place, button = "correct", "story", gettext_lazy("Publish the note")
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), widget=OneOf, initial="correction",
        choices=[
            ("correction", gettext_lazy("Correction: something was wrong")),
            ("clarification", gettext_lazy("Clarification: something could be misread")),
            ("retraction", gettext_lazy("Retraction: the story does not stand")),
        ],
    )  # fmt: skip
    text = words_field(
        gettext_lazy("What was wrong, and what is right"), most=5000,
        help_text=gettext_lazy("The newest version of the draft is published with it."),
    )  # fmt: skip

    def carry_out(self) -> str:
        waits = waiting_revision(self.subject)
        correct_story(
            story=self.subject, kind=self.cleaned_data["kind"], text=self.cleaned_data["text"], by=self.by
        )
        if waits is None:
            return _("The note is published.")
        return _(
            "The note is published under the text that readers have. The version that waits for %(at)s does not "
            "have it and will be refused then; the draft has both: look at it, and schedule it in its place."
        ) % {"at": said(waits.approved_go_live_at)}
