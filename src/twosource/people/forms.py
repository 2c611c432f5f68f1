"""Forms of this room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

BOX = {
    "autocomplete": "one-time-code",
    "autocapitalize": "off",
    "autofocus": True,
    "spellcheck": "false",
    "class": "code-box",
}


class CodeForm(forms.Form):
    """One code: six digits from a device, or a recovery code."""

    code = forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(BOX))
