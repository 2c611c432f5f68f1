"""Deeds of moderators beside the queue: appeals, threads, topics, and the standards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.discussion.actions.appealing import decide_appeal
from twosource.discussion.actions.ruling import close_thread, reopen_thread, rule_thread, rule_topic
from twosource.discussion.actions.standards import MOST_RULES, edit_standards
from twosource.discussion.models.threads import Premoderation

from .deed import Day, Deed, OneOf, words_field

SPARE_RULES = 2
WAITS = [("", gettext_lazy("as the topic, or the newsroom, has it")), *Premoderation.choices]


class DecideAppeal(Deed):
    act, place, button, weight = "decide", "appeal", gettext_lazy("Tell the author"), "first"

    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"), widget=OneOf,
        choices=[("upheld", gettext_lazy("It is shown again")), ("rejected", gettext_lazy("The removal stands"))],
    )  # fmt: skip
    answer = words_field(
        gettext_lazy("Why"), most=1200, help_text=gettext_lazy("The author reads exactly this.")
    )

    def prepare(self) -> None:
        self.anchor = f"appeal-{self.subject.pk}"
        self.auto_id = f"{self.anchor}-%s"

    @property
    def url(self) -> str:
        return reverse("desk:appeal_decide", args=[self.subject.pk])

    def carry_out(self) -> str:
        told = self.cleaned_data
        decide_appeal(
            appeal=self.subject.pk, uphold=told["outcome"] == "upheld", answer=told["answer"], by=self.by
        )
        return _("The author can read it, and gets a letter.")


def end_of(day: Any) -> datetime:
    """The last moment of a day, in the paper's time."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


class CloseThread(Deed):
    act, place, button, weight = "close", "comment_thread", gettext_lazy("Close it"), "first"

    why = words_field(gettext_lazy("Why"), most=300, rows=2, help_text=gettext_lazy("Readers see it."))

    def carry_out(self) -> str:
        close_thread(thread=self.subject.pk, why=self.cleaned_data["why"], by=self.by)
        return _("It is closed. It stays to be read.")


class ReopenThread(Deed):
    act, place, button, weight = "reopen", "comment_thread", gettext_lazy("Open it again"), "first"

    closes_on = forms.DateField(
        label=gettext_lazy("Closes at the end of"), required=False, widget=Day(),
        help_text=gettext_lazy("Empty: when somebody closes it."),
    )  # fmt: skip
    names = {"closes_at": "closes_on"}

    def carry_out(self) -> str:
        day = self.cleaned_data["closes_on"]
        reopen_thread(thread=self.subject.pk, closes_at=end_of(day) if day else None, by=self.by)
        return _("It is open.")


class RuleThread(Deed):
    act, place, button = "rule", "comment_thread", gettext_lazy("Save")

    premoderation = forms.ChoiceField(
        label=gettext_lazy("Which comments wait"), required=False, widget=OneOf, choices=WAITS
    )
    closes_on = ReopenThread.base_fields["closes_on"]
    names = {"closes_at": "closes_on"}

    def prepare(self) -> None:
        closes_at = self.subject.closes_at
        self.initial.update({
            "premoderation": self.subject.premoderation,
            "closes_on": timezone.localtime(closes_at).date() if closes_at else None,
        })  # fmt: skip

    def carry_out(self) -> str:
        told, row = self.cleaned_data, self.subject
        day = told["closes_on"]
        same = row.closes_at and timezone.localtime(row.closes_at).date() == day
        closes_at = row.closes_at if same else end_of(day) if day else None
        rule_thread(thread=row.pk, premoderation=told["premoderation"], closes_at=closes_at, by=self.by)
        return _("That holds from now on.")


class RuleTopic(Deed):
    """The subject is the topic."""

    act, place, button = "rule", "topic_talk", gettext_lazy("Save")

    premoderation = forms.ChoiceField(
        label=gettext_lazy("Which comments wait"), required=False,
        choices=[("", gettext_lazy("as the newsroom has it")), *Premoderation.choices],
    )  # fmt: skip
    closes_after_days = forms.IntegerField(
        label=gettext_lazy("Threads close after days"), required=False, min_value=0, max_value=3650,
        help_text=gettext_lazy("Of threads opened from now on. Empty: as the newsroom has it; 0: never."),
    )  # fmt: skip

    def prepare(self) -> None:
        self.anchor = f"topic-{self.subject.pk}"
        self.auto_id = f"{self.anchor}-%s"

    @property
    def url(self) -> str:
        return reverse("desk:topic_talk", args=[self.subject.pk])

    def carry_out(self) -> str:
        told = self.cleaned_data
        rule_topic(
            topic=self.subject, premoderation=told["premoderation"],
            closes_after_days=told["closes_after_days"], by=self.by,
        )  # fmt: skip
        return _("That holds under “%(topic)s” from now on.") % {"topic": self.subject}


class EditStandards(Deed):
    """A new edition, begun with the words of the one in force. The subject is that one."""

    act, place, button, weight = "edit", "standards", gettext_lazy("Make a new edition"), "first"

    since = forms.DateField(
        label=gettext_lazy("In force from the beginning of"), required=False,
        widget=Day(), help_text=gettext_lazy("Empty: at once."),
    )  # fmt: skip
    intro = words_field(gettext_lazy("What stands before the rules"), required=False, most=2000)

    def prepare(self) -> None:
        self.initial["intro"] = self.subject.intro
        number = min(max(len(self.subject.rules), self._sent()) + SPARE_RULES, MOST_RULES)
        for n in range(1, number + 1):
            rule = self.subject.rules[n - 1] if n <= len(self.subject.rules) else None
            self.fields[f"title-{n}"] = forms.CharField(
                label=_("Rule %(n)d: title") % {"n": n}, required=False, max_length=120,
                initial=rule.title if rule else "",
            )  # fmt: skip
            self.fields[f"text-{n}"] = words_field(
                _("Rule %(n)d: text") % {"n": n}, required=False, most=2000
            )
            self.initial[f"text-{n}"] = rule.text if rule else ""

    def _sent(self) -> int:
        """How many rules the form that was sent has words for."""
        return sum(1 for name, value in (self.data or {}).items() if name.startswith("title-") and value)

    @property
    def url(self) -> str:
        return reverse("desk:standards")

    def _rules(self) -> Iterator[tuple[str, str]]:
        told = self.cleaned_data
        for n in range(1, MOST_RULES + 1):
            title, text = told.get(f"title-{n}", ""), told.get(f"text-{n}", "")
            if title or text:
                yield title, text

    def carry_out(self) -> str:
        told = self.cleaned_data
        since = timezone.make_aware(datetime.combine(told["since"], time())) if told["since"] else None
        made = edit_standards(intro=told["intro"], rules=list(self._rules()), since=since, by=self.by)
        if since and since > timezone.now():
            words = _("Edition %(n)d comes into force that day. Readers see it then.")
        else:
            words = _("Edition %(n)d is in force. What was decided before keeps the edition it cites.")
        return words % {"n": made.number}
