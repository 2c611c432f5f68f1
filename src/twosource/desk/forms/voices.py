"""Choosing who speaks: voices already known here, or one more by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twosource.people.models import User
from twosource.verification.actions import name_voice
from twosource.verification.models import Actor
from twosource.verification.sealed_reads import voice_by_codename

KINDS = [(kind.value, kind.label) for kind in Actor.Kind]


def name_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A voice by name, helped by the list of known ones (`#known-voices` on the page)."""
    box = forms.TextInput({"list": "known-voices", "autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=200, help_text=help_text, widget=box)


def kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Who that is"), choices=KINDS, required=False, help_text=_("Needed only for a new name.")
    )


def known_voices() -> Iterable[str]:
    """The names one may be helped with: everyone but sealed sources."""
    return Actor.objects.nameable().filter(anonymous=False).values_list("name", flat=True).distinct()[:2000]


def voice_of(name: str, kind: str, *, by: User, anonymous: bool = False) -> Actor:
    """The voice of this name, whatever its kind, or of the sealed source of this codename; a new one otherwise."""
    name = " ".join(name.split())
    known = None if anonymous else Actor.objects.nameable().filter(name=name, anonymous=False).first()
    if known is None and not anonymous:
        known = voice_by_codename(name)
    return known or name_voice(name=name, kind=kind or Actor.Kind.PERSON, anonymous=anonymous, by=by)


def voices_of(names: str, kind: str, *, by: User, anonymous: bool = False) -> list[Actor]:
    """The voices of these names, which a semicolon parts."""
    return [voice_of(name, kind, by=by, anonymous=anonymous) for name in names.split(";") if name.strip()]
