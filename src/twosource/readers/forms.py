"""Forms of this room: joining, coming in, another name, leaving."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from twosource.people.models import User

from .actions import GO, STAY
from .models import Reader
from .names import LONGEST, demand_name
from .refusals import NameRefused

HONEYPOT = "address"


class JoinForm(account.SignupForm):
    """A name, an address and, for who likes, a password. The answer does not tell whether the address is known."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST,
        widget=forms.TextInput({"autocomplete": "nickname", "spellcheck": "false"}),
        help_text=_("Stands under what you write. Nobody else can have it."),
    )  # fmt: skip
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("Never shown. We send a code to it.")
        if "password1" in self.fields:  # who joins with a passkey chooses none
            self.fields["password1"].help_text = _(
                "At least 12 characters. Without one you come in with a code by mail, or with a passkey."
            )
        # Unseen by the page's own style sheet; a style in the tag would be against the content policy.
        self.fields[HONEYPOT].widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        self.fields[HONEYPOT].label = _("Leave this empty")

    def validate_unique_email(self, value: str) -> str:
        """Taken is what a mailbox proved; a request that was never confirmed makes room."""
        self.account_already_exists = EmailAddress.objects.filter(email=value, verified=True).exists()
        return value

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean()
        if "name" in told and "email" in told:
            before = Reader.objects.filter(
                unproved_since__isnull=False, user__emailaddress__email=told["email"]
            ).first()
            try:
                told["name"] = demand_name(told["name"], reader=before)
            except NameRefused as refusal:
                self.add_error("name", refusal)
        return told

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        try:
            found: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except NameRefused as refusal:  # somebody took it between the question and the deed
            messages.error(request, " ".join(refusal.messages))
            return None, redirect("account_signup")
        return found

    def save(self, request: HttpRequest) -> User:
        adapter: Any = get_adapter()
        return adapter.save_user(request, None, self)  # type: ignore[no-any-return]


class ComeInForm(account.LoginForm):
    """An address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")

    def clean_login(self) -> str:
        return str(get_adapter().clean_email(super().clean_login()))


class _Proved:
    """For forms that send a letter to an address: nobody is found by one that no mailbox proved."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[misc]  # of the form it stands before
        self.fields["email"].label = _("E-mail address")

    def clean_email(self: Any) -> str:
        self.cleaned_data["email"] = get_adapter().clean_email(self.cleaned_data["email"])
        email: str = super().clean_email()  # type: ignore[misc]  # of the form it stands before
        proved = set(EmailAddress.objects.filter(email=email, verified=True).values_list("user", flat=True))
        if getattr(self, "_user", None) is not None and self._user.pk not in proved:
            self._user = None
        if hasattr(self, "users"):
            self.users = [user for user in self.users if user.pk in proved]
        return email


class CodeByMailForm(_Proved, account.RequestLoginCodeForm):
    """An address, to which a code is sent."""


class ForgottenForm(_Proved, account.ResetPasswordForm):
    """An address, to which a link is sent that leads to a new password."""


class _Understood:
    """For what a device answers: what is no answer of any device is a wrong one, and breaks nothing."""

    def full_clean(self: Any) -> None:
        try:
            super().full_clean()  # type: ignore[misc]  # of the form it stands before
        except (AttributeError, KeyError, TypeError, ValueError):
            self.cleaned_data: dict[str, Any] = {}
            self.add_error(None, _("Your device’s answer cannot be read. Try again."))
            self._errors.setdefault("credential", self.error_class([_("Try again.")]))


class ComeInByPasskeyForm(_Understood, webauthn.LoginWebAuthnForm):
    """A passkey that is enough by itself."""


class SecondPasskeyForm(_Understood, webauthn.AuthenticateWebAuthnForm):
    """A passkey besides the password."""


class SurePasskeyForm(_Understood, webauthn.ReauthenticateWebAuthnForm):
    """A passkey, once more."""


class NewAddressForm(account.AddEmailForm):
    """Another address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class PasskeyForm(_Understood, webauthn.AddWebAuthnForm):
    """A passkey, by default one that is enough by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_it(self.fields["name"])
        self.fields["passwordless"].label = _("Enough by itself, without a password")
        self.fields["passwordless"].help_text = _("It then asks for your fingerprint, face or PIN.")
        self.fields["passwordless"].initial = True


class FirstPasskeyForm(_Understood, webauthn.SignupWebAuthnForm):
    """The passkey with which one joins; always one that is enough by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_it(self.fields["name"])

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True  # so the library asks whether the device knew its owner
        told: dict[str, Any] = super().clean()
        return told


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    """What a passkey is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_it(self.fields["name"])


def _name_it(field: forms.Field) -> None:
    field.label = _("What you call it")
    field.validators.append(MaxLengthValidator(LONGEST))
    field.widget.attrs["maxlength"] = str(LONGEST)


class ConfirmForm(forms.Form):
    """Nothing in the browser in which one joined; the password anywhere else."""

    password = forms.CharField(
        label=_("Your password"), required=False, strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST,
        widget=forms.TextInput({"autocomplete": "nickname", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        self.reader = reader
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        return demand_name(self.cleaned_data["name"], reader=self.reader)


class LeaveForm(forms.Form):
    """What becomes of the words; and the name once more, so that nobody leaves by mistake."""

    words = forms.ChoiceField(
        label=_("What you wrote"),
        choices=(
            (STAY, _("stays, as a reader’s, without your name")),
            (GO, _("goes with you; its place stays empty")),
        ),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Your name here, to be sure"), max_length=LONGEST)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        self.reader = reader
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        if " ".join(self.cleaned_data["name"].split()) != self.reader.name:
            raise ValidationError(_("That is not your name here."))
        return self.reader.name
