"""Deeds of the sealed room. A name that is typed here is never shown again, not even when it is refused."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from twosource.people.models import User
from twosource.people.reads import editors
from twosource.people.roles import EDITOR
from twosource.verification.actions.sealed import hand_on, seal_new_voice

from .deed import Deed, OneOf, words_field


class Unremembered(forms.TextInput):
    """A field no browser keeps, corrects or sends to a service, and that comes back empty."""

    def __init__(self) -> None:
        super().__init__({
            "autocomplete": "off", "autocorrect": "off", "autocapitalize": "off", "spellcheck": "false",
            "translate": "no", "data-1p-ignore": "", "data-lpignore": "true",
        })  # fmt: skip

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


def all_editors() -> Any:
    return (
        User.objects.filter(groups__name=EDITOR, is_active=True).distinct().order_by("first_name", "username")
    )


class SealSource(Deed):
    act, place, button, weight = "seal", "sealed", gettext_lazy("Seal the name"), "first"

    name = forms.CharField(
        label=gettext_lazy("The name"), max_length=300, widget=Unremembered,
        help_text=gettext_lazy("It is encrypted at once. Nobody but the two editors can read it again."),
    )  # fmt: skip
    codename = forms.CharField(
        label=gettext_lazy("Codename"), max_length=60, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("What the desk says instead. Nothing in it should give the person away."),
    )  # fmt: skip
    first = forms.ModelChoiceField(label=gettext_lazy("One editor"), queryset=User.objects.none())
    second = forms.ModelChoiceField(label=gettext_lazy("Another editor"), queryset=User.objects.none())

    def prepare(self) -> None:
        for name in ("first", "second"):
            cast(Any, self.fields[name]).queryset = all_editors()
        if self.by in editors():
            self.initial["first"] = self.by.pk

    @property
    def url(self) -> str:
        from django.urls import reverse

        return reverse("desk:seal")

    @sensitive_variables()
    def attempt(self) -> str | None:
        """As every deed; but an attempt to seal what is sealed already stays on record though it is refused."""
        if not self.is_valid():
            return None
        try:
            return self.carry_out()
        except ValidationError as refusal:
            self._take(refusal)
            return None

    @sensitive_variables()
    def carry_out(self) -> str:
        told = self.cleaned_data
        voice = seal_new_voice(
            name=told["name"], codename=told["codename"], readers=(told["first"], told["second"]), by=self.by
        )
        return _("Sealed. The desk says “%(codename)s”.") % {"codename": voice.name}


class OpenName(Deed):
    """Its reason; the view gives the name, once, on the page that answers."""

    act, place, button = "open", "sealed", gettext_lazy("Show me the name")
    reason = words_field(
        gettext_lazy("Why you need it"), rows=2, most=300,
        help_text=gettext_lazy("Your view is logged with this; the other editor sees it."),
    )  # fmt: skip


class HandOn(Deed):
    """Another editor in the place of one of the two."""

    act, place, button = "hand-on", "sealed", gettext_lazy("Hand it on")
    leaving = forms.ModelChoiceField(
        label=gettext_lazy("Who no longer keeps it"),
        queryset=User.objects.none(),
        widget=OneOf,
        empty_label=None,
    )
    coming = forms.ModelChoiceField(
        label=gettext_lazy("Who keeps it from now on"), queryset=User.objects.none()
    )
    reason = words_field(gettext_lazy("Why"), rows=2, most=300)

    def prepare(self) -> None:
        others = [reader.pk for reader in self.subject.readers if reader.human_id != self.by.human_id]
        humans = [reader.human_id for reader in self.subject.readers]
        cast(Any, self.fields["leaving"]).queryset = User.objects.filter(pk__in=others)
        cast(Any, self.fields["coming"]).queryset = all_editors().exclude(human__in=humans)
        self.initial["leaving"] = others[0] if others else None

    @property
    def url(self) -> str:
        from django.urls import reverse

        return reverse("desk:sealed_act", args=[self.subject.source_id, self.act])

    def carry_out(self) -> str:
        told = self.cleaned_data
        hand_on(
            source_id=self.subject.source_id, leaving=told["leaving"], coming=told["coming"],
            reason=told["reason"], by=self.by,
        )  # fmt: skip
        return _("On record: %(who)s keeps the name from now on.") % {"who": told["coming"]}
