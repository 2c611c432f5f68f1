"""Deeds of moderators: a ban, of whom it says, and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.discussion.actions.banning import Sentence, ban_network, ban_network_of, ban_reader, lift_ban
from twosource.discussion.moderation.refusals import BadValue
from twosource.discussion.moderation.standards import in_force
from twosource.people.models import User
from twosource.readers.models import Reader, name_key

from .deed import Day, Deed, OneOf, words_field
from .moderation import end_of

READER, NETWORK, RANGE = "reader", "network", "range"


def rules_in_force() -> list[tuple[int, str]]:
    """The rules as choices of a form."""
    return [(rule.number, f"{rule.number} {rule.title}") for rule in in_force().rules]


class Ban(Deed):
    """Of a reader by name, or of a network. The subject is the reader's account it was opened for, or None."""

    act, place, button, weight = "ban", "ban", gettext_lazy("Ban"), "grave"

    reader = forms.CharField(label=gettext_lazy("Reader, by name"), required=False, max_length=60)
    network = forms.CharField(
        label=gettext_lazy("Or a network"), required=False, max_length=50,
        help_text=gettext_lazy("As 192.0.2.0/24 or 2001:db8::/48; who writes from there cannot, whoever they are."),
    )  # fmt: skip
    rule = forms.TypedChoiceField(label=gettext_lazy("By which rule"), coerce=int)
    until = forms.DateField(
        label=gettext_lazy("Until the end of"), widget=Day(),
        help_text=gettext_lazy("A ban always ends, within a year."),
    )  # fmt: skip
    reason = words_field(
        gettext_lazy("Why"), most=600, help_text=gettext_lazy("The reader reads exactly this.")
    )

    def prepare(self) -> None:
        self.prepare_terms()
        known = Reader.objects.filter(user=self.subject).first() if self.subject else None
        if known:
            self.initial["reader"] = known.name

    def prepare_terms(self) -> None:
        """By which rule, and until when."""
        self.fields["rule"].choices = rules_in_force()  # type: ignore[attr-defined]
        self.initial.setdefault("until", timezone.localdate() + timedelta(days=7))

    @property
    def url(self) -> str:
        return reverse("desk:bans")

    def carry_out(self) -> str:
        told = self.cleaned_data
        if bool(told["reader"]) is bool(told["network"]):
            raise BadValue(_("reader: name a reader or a network, and not both."))
        sentence = Sentence(told["rule"], told["reason"], end_of(told["until"]))
        if told["network"]:
            ban_network(network=told["network"], sentence=sentence, by=self.by)
            return _("Nobody can write from there until then.")
        found = Reader.objects.filter(key=name_key(told["reader"])).select_related("user").first()
        if found is None:
            raise BadValue(_("reader: there is no reader of this name."))
        return self._ban_reader(found.user, found.name, sentence)

    def _ban_reader(self, user: User, name: str, sentence: Sentence) -> str:
        ban_reader(reader=user, sentence=sentence, by=self.by)
        return _("%(who)s cannot write until then, reads why, and gets a letter.") % {"who": name}


class BanForComment(Ban):
    """Of who wrote a comment, of the network it came from, or of a range. The subject is the comment."""

    reader = None  # type: ignore[assignment]
    whom = forms.ChoiceField(label=gettext_lazy("Who"), widget=OneOf)
    network = forms.CharField(
        label=gettext_lazy("The range"), required=False, max_length=50,
        help_text=gettext_lazy("For a range by hand only, as 192.0.2.0/24 or 2001:db8::/48."),
    )  # fmt: skip
    field_order = ("whom", "network")

    def prepare(self) -> None:
        self.prepare_terms()
        row, offered = self.subject, [(RANGE, _("a range by hand"))]
        if row.sender:
            offered.insert(0, (NETWORK, _("the network it came from, whoever writes from there")))
            help_text = _(
                "One address can be many people's, and another's tomorrow: keep a ban of a network short."
            )
        else:
            help_text = _("Which network it came from is not known any more: that is kept for a day.")
        reader = Reader.objects.filter(user=row.author_id).first() if row.author_id else None
        if reader:
            offered.insert(0, (READER, _("%(name)s, under all their accounts") % {"name": reader.name}))
        whom: Any = self.fields["whom"]
        whom.choices, whom.help_text = offered, help_text
        self.initial.setdefault("whom", offered[0][0])

    @property
    def url(self) -> str:
        return f"{super().url}?comment={self.subject.pk}#{self.anchor}"

    def carry_out(self) -> str:
        told, row = self.cleaned_data, self.subject
        sentence = Sentence(told["rule"], told["reason"], end_of(told["until"]))
        if told["whom"] != RANGE and told["network"]:
            raise BadValue(_("network: only for a range by hand. Empty it, or choose that."))
        if told["whom"] == READER:
            return self._ban_reader(row.author, row.author.reader.name, sentence)
        if told["whom"] == NETWORK:
            ban_network_of(comment=row.pk, sentence=sentence, by=self.by)
        else:
            ban_network(network=told["network"], sentence=sentence, by=self.by)
        return _("Nobody can write from there until then.")


class LiftBan(Deed):
    act, place, button = "lift", "ban", gettext_lazy("Lift it now")

    def prepare(self) -> None:
        self.anchor = f"ban-{self.subject.pk}"

    @property
    def url(self) -> str:
        return reverse("desk:ban_lift", args=[self.subject.pk])

    def carry_out(self) -> str:
        lift_ban(ban=self.subject.pk, by=self.by)
        return _("It is lifted.")
