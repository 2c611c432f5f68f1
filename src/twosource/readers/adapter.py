"""What this paper does otherwise than allauth: whom it lets in, how letters leave, how secrets are kept."""

from __future__ import annotations

import hashlib
import hmac
import logging
from base64 import urlsafe_b64encode
from contextlib import suppress
from functools import partial
from typing import Any

import idna
import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail.message import make_msgid
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.outside.mail import Letter, NotSent, mail
from twosource.people.actions import confirm_address
from twosource.people.models import User
from twosource.people.refusals import AddressTaken

from .actions import confirm, join
from .links import link_to_confirm
from .models import Reader
from .reads import display_name, is_of_house

log = logging.getLogger("twosource.readers")

# Said by the page itself, or of a page that is a finished one and could not say it.
_SILENT = frozenset(
    f"account/messages/{name}.txt"
    for name in ("logged_in", "logged_out", "email_confirmation_sent", "login_code_sent", "email_confirmed")
)


class ReaderBackend(AuthenticationBackend):
    """Keeps the sessions that began at the readers' door. Asked by anybody else it knows nobody: that door alone
    knows its limits and its second factor."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def recognise(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account of this address and password, or None. Takes as long for an address that nobody has."""
        return super().authenticate(request, **credentials)  # type: ignore[return-value]


class Adapter(DefaultAccountAdapter):
    """Readers' accounts: found by address alone, without a role, and nobody's before the mailbox proved it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("This address and this password do not belong together."),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """By the readers' own backend: what readers try is counted here, and never shuts the staff's door."""
        self.pre_authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        user = ReaderBackend().recognise(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if user is not None:
            self._rollback_login_failed_rl_usage()
        return user

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> User:
        """Join, in the one way there is; allauth's empty account is not used."""
        told = form.cleaned_data
        reader = join(name=told["name"], email=told["email"], password=told.get("password1") or "", by=None)
        return reader.user

    def clean_email(self, email: str) -> str:
        """The address in the one spelling in which letters are sent: its host as the domain name system has it.

        Raises: ValidationError on letters before the @ that few mail servers know: mail for a look-alike of somebody
        else's address goes to another mailbox, and would prove the wrong one.
        """
        local, _at, host = email.strip().rpartition("@")
        if not local.isascii():
            raise ValidationError(
                _("Write the part before the @ in plain letters (a to z), or use another address.")
            )
        try:
            return f"{local}@{idna.encode(host, uts46=True).decode()}".lower()
        except idna.IDNAError:
            raise ValidationError(
                _("There is no mail server of this name. Look at the part after the @.")
            ) from None

    def pre_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse | None:  # type: ignore[override]
        """Nobody of the newsroom by this door, whatever they know: theirs asks for what this one does not."""
        if is_of_house(user) or not Reader.objects.filter(user=user).exists():
            clear_login(request)
            return redirect("readers:staff")
        return super().pre_login(request, user, **more)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Let in, for thirty days; whatever way the mailbox was proved on, the address is the human's now."""
        with transaction.atomic():
            confirm(user=user, by=user)
        super().login(request, user)
        request.session.set_expiry(app_settings.SESSION_COOKIE_AGE)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The mailbox proved it. An address that is another human's is refused here, and stays unproved."""
        user = email_address.user
        try:
            with transaction.atomic():
                confirm_address(user=user, email=email_address.email, by=user)
                done = bool(super().confirm_email(request, email_address))
                if done:
                    confirm(user=user, by=user)
                else:
                    transaction.set_rollback(True)
        except AddressTaken as refusal:
            self.add_message(request, messages.ERROR, message=" ".join(refusal.messages))
            return False
        return done

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any,
                    **named: Any) -> None:  # fmt: skip
        """Say it on the next page; not that somebody came or went, for that page is often a finished one."""
        if message_template not in _SILENT:
            super().add_message(request, level, message_template, *more, **named)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """One letter with both: the code for the browser that waits, the link for any other."""
        address = emailconfirmation.email_address
        words = {
            "code": emailconfirmation.key,
            "link": request.build_absolute_uri(link_to_confirm(address.user, address.email)),
            "reader_name": display_name(address.user),
        }
        kind = "email_confirmation_signup" if signup else "email_confirmation"
        self.send_mail(f"account/email/{kind}", address.email, words)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the paper's own window of letters. One that cannot leave is said: 503, the same for everybody."""
        words = {"paper_name": settings.TWOSOURCE.newsroom.name, "email": email, **context}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
        body = render_to_string(f"{template_prefix}_message.txt", words).strip() + "\n"
        try:
            mail().send(Letter(email, subject, body, make_msgid(domain=_host())))
        except NotSent as trouble:
            log.warning("a letter to a reader did not leave: %s", trouble)
            raise ImmediateHttpResponse(
                render(current.request, "readers/no_letter.html", status=503)
            ) from trouble

    def send_notification_mail(self, template_prefix: str, user: Any, context: dict[str, Any] | None = None,
                               email: str | None = None) -> None:  # fmt: skip
        """Tell the owner what was done with the account, once it is on record; nobody waits for that letter."""
        to = email or EmailAddress.objects.get_primary_email(user)
        if to:
            words = {"reader_name": display_name(user), "at": timezone.now(), **(context or {})}
            transaction.on_commit(partial(self._notify, template_prefix, to, words))

    def _notify(self, template_prefix: str, email: str, words: dict[str, Any]) -> None:
        with suppress(ImmediateHttpResponse):
            self.send_mail(template_prefix, email, words)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The reader's address as the edge gives it; what a reader's own headers say is not believed."""
        return request.META.get("REMOTE_ADDR") or "unknown"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("readers:home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("readers:home")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("readers:home" if self.request.user.is_authenticated else "account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("readers:home")


def _host() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("> ") or "localhost"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Readers' second factors and passkeys: their secrets are kept under a key of the newsroom's."""

    def get_totp_issuer(self) -> str:
        return str(settings.TWOSOURCE.newsroom.name)

    def _get_site_name(self) -> str:
        return str(settings.TWOSOURCE.newsroom.name)

    def _get_user_identifier(self, user: Any) -> str:
        return display_name(user)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a new passkey is called until its owner says otherwise."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)d") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """The picture that a telephone reads, as SVG without styles (the content policy allows none)."""
        return str(
            segno.make(url, error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff", svgclass="qr")
        )

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where the newsroom's key is another one, a secret that no code fits."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""


def _box() -> Fernet:
    key = hmac.new(settings.SEALED_KEY.encode(), b"twosource.readers.second-factor", hashlib.sha256).digest()
    return Fernet(urlsafe_b64encode(key))
