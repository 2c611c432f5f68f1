"""Deeds about time: what goes out when, what may not go out yet, who may read it before, and what was missed."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.stories.actions import (
    LONGEST_HOURS,
    end_preview,
    lend_preview,
    publish_story,
    reschedule_story,
    see_to_missed,
    set_embargo,
    unschedule_story,
)
from twosource.stories.embargo import said
from twosource.stories.models import Missed, PreviewLink
from twosource.stories.waiting import waiting_revision

from .asking import moment_field, zone_help
from .deed import Deed, words_field


class OnTheBoard(Deed):
    """A deed on the schedule's own screen: refused or done, one is back there."""

    place = "schedule"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Several stories stand on one screen, each with its own deeds.
        self.anchor = f"{self.anchor}-of-{self.subject.pk}"
        self.auto_id = f"{self.anchor}-%s"


class ChangeTime(OnTheBoard):
    act, button = "move", gettext_lazy("Change the time")
    at = moment_field(gettext_lazy("Goes live"))

    def prepare(self) -> None:
        self.fields["at"].help_text = zone_help()

    def carry_out(self) -> str:
        at = self.cleaned_data["at"]
        reschedule_story(story=self.subject, at=at, by=self.by)
        return _("Scheduled for %(at)s.") % {"at": date_format(timezone.localtime(at), "j F Y H:i")}


class TakeOff(OnTheBoard):
    act, button = "unschedule", gettext_lazy("Take it off the schedule")

    def carry_out(self) -> str:
        unschedule_story(story=self.subject, by=self.by)
        return _("It will not go live by itself.")


class PublishNow(OnTheBoard):
    act, button = "publish", gettext_lazy("Publish the newest version now")

    def carry_out(self) -> str:
        publish_story(story=self.subject, by=self.by)
        return _("Published.")


class NewestInstead(OnTheBoard):
    act, button = "newest", gettext_lazy("Have the newest version go out then")

    def carry_out(self) -> str:
        waits = waiting_revision(self.subject)
        if waits is None:
            raise ValidationError(_("This story is not scheduled."))
        publish_story(story=self.subject, by=self.by, at=waits.approved_go_live_at)
        return _("The newest version goes out then.")


class SeeTo(OnTheBoard):
    """`row` is the minute that was missed."""

    act, button, weight = "see-to", gettext_lazy("I have seen to it"), "first"
    note = words_field(gettext_lazy("What was done"), rows=2)

    def carry_out(self) -> str:
        missed = Missed.objects.filter(pk=self.row or 0, story=self.subject.pk).first()
        if missed is None:
            raise ValidationError(_("There is no such alarm."))
        see_to_missed(missed=missed, note=self.cleaned_data["note"], by=self.by)
        return _("Seen to. The alarm has ended.")


class SetEmbargo(Deed):
    act, place, button = "embargo", "story", gettext_lazy("Set the embargo")
    until = moment_field(gettext_lazy("Embargoed until"))
    why = words_field(
        gettext_lazy("Why"), rows=2, help_text=gettext_lazy("Who asked for it, or why the hour changes.")
    )
    names = {"reason": "why"}

    def prepare(self) -> None:
        self.fields["until"].help_text = _(
            "Time in %(zone)s. Nobody can publish the story before it, by any way."
        ) % {"zone": timezone.get_current_timezone_name()}
        if self.subject.embargo_until:
            self.initial["until"] = timezone.localtime(self.subject.embargo_until)

    def carry_out(self) -> str:
        told = self.cleaned_data
        set_embargo(story=self.subject, until=told["until"], reason=told["why"], by=self.by)
        return _("Embargoed until %(until)s.") % {"until": said(told["until"])}


class LiftEmbargo(Deed):
    act, place, button, weight = "lift-embargo", "story", gettext_lazy("Lift the embargo"), "grave"
    why = words_field(gettext_lazy("Why"), rows=2)
    names = {"reason": "why"}

    def carry_out(self) -> str:
        set_embargo(story=self.subject, until=None, reason=self.cleaned_data["why"], by=self.by)
        return _("The embargo is lifted.")


class LendPreview(Deed):
    act, place, button = "lend", "story", gettext_lazy("Make the link")
    whom = forms.CharField(
        label=gettext_lazy("Who it is for"),
        max_length=120,
        help_text=gettext_lazy("A name you will know again."),
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Hours it works"), min_value=1, max_value=LONGEST_HOURS, initial=48
    )

    def carry_out(self) -> str:
        told = self.cleaned_data
        link, token = lend_preview(
            story=self.subject, whom=told["whom"], hours=cast(int, told["hours"]), by=self.by
        )
        address = settings.WAGTAILADMIN_BASE_URL + reverse("preview", args=[token])
        words = _("The link for %(whom)s, until %(until)s. It is shown only now; copy it:") % {
            "whom": link.whom, "until": said(link.expires_at),
        }  # fmt: skip
        return format_html("{} <code>{}</code>", words, address)


class EndPreview(Deed):
    """`row` is the link."""

    act, place, button = "end-preview", "story", gettext_lazy("End it")

    def carry_out(self) -> str:
        link = PreviewLink.objects.filter(pk=self.row or 0, story=self.subject.pk).first()
        if link is None:
            raise ValidationError(_("There is no such link."))
        end_preview(link=link, by=self.by)
        return _("The link leads nowhere any more.")


ON_THE_BOARD: dict[str, type[Deed]] = {
    deed.act: deed for deed in (ChangeTime, TakeOff, PublishNow, NewestInstead, SeeTo)
}
