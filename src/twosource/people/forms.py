"""Forms of this room."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import PasswordResetForm

from .models import User
from .reads import is_of_newsroom

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


class StaffResetForm(PasswordResetForm):
    """A new password for the desk's door: nobody is found but people of the newsroom; readers have their own."""

    def get_users(self, email: str) -> Iterable[User]:
        return (user for user in super().get_users(email) if is_of_newsroom(user))
