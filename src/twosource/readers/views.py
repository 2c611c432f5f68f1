"""Pages of a reader's own account that allauth has none for."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.email_verification import login_on_verification
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.models import EmailAddress
from allauth.core.ratelimit import consume
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.stages import PasskeySignupStage
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twosource.ledger.clock import now

from .actions import NAME_STAYS, leave, rename
from .belongings import everything_of
from .forms import ConfirmForm, LeaveForm, NameForm
from .links import Proof, read_link
from .models import Reader
from .parting import what_stays

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """How the account stands, and where each thing of it is changed."""
    reader = _reader(request)
    keys = Authenticator.objects.filter(user=reader.user)
    free_at = reader.renamed_at + NAME_STAYS if reader.renamed_at else None
    return render(
        request,
        "readers/home.html",
        {
            "reader": reader,
            "address": EmailAddress.objects.get_primary_email(reader.user),
            "name_waits_until": free_at if free_at and free_at > now() else None,
            "has_password": reader.user.has_usable_password(),
            "passkeys": keys.filter(type=Authenticator.Type.WEBAUTHN).count(),
            "has_codes": keys.filter(type=Authenticator.Type.TOTP).exists(),
        },
    )


@form_page
def name(request: HttpRequest) -> HttpResponse:
    """Another name, once in thirty days."""
    reader = _reader(request)
    form = NameForm(request.POST or None, reader=reader, initial={"name": reader.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename(user=reader.user, name=form.cleaned_data["name"], by=reader.user)
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, _("What you wrote stands under your new name."))
            return redirect("readers:home")
    return _form(request, "readers/name.html", form)


@sensitive_post_parameters("password")
@form_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of a letter leads to. Looking at it does nothing; it takes a press, and in a browser that did
    not ask for it the password too: who finds such a letter in their box cannot confirm a stranger's account."""
    proof = read_link(token)
    if proof is None or not proof.address.can_set_verified():
        return render(request, "readers/no_link.html", status=410)
    if proof.address.verified:
        return redirect("readers:home")
    form = ConfirmForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "readers/confirm.html", ConfirmForm(), proof=proof)
    if not _asked_here(request, proof):
        refusal = _password_refusal(request, proof, form.cleaned_data["password"])
        if refusal:
            form.add_error("password" if refusal.ask else None, refusal.words)
            return _form(request, "readers/confirm.html", form, proof=proof, ask=refusal.ask)
    address = proof.address
    if not get_adapter().confirm_email(request, address):
        return _form(request, "readers/confirm.html", form, proof=proof)
    return login_on_verification(request, address) or redirect("readers:home")


def _asked_here(request: HttpRequest, proof: Proof) -> bool:
    """Whether this is the browser in which the letter was asked for, or its owner's anyhow."""
    if request.user.is_authenticated:
        return request.user.pk == proof.user.pk
    process = EmailVerificationProcess.resume(request)
    return process is not None and process.user == proof.user and process.email == proof.email


class _Refusal:
    def __init__(self, words: str, *, ask: bool) -> None:
        self.words, self.ask = words, ask


def _password_refusal(request: HttpRequest, proof: Proof, password: str) -> _Refusal | None:
    """Why this browser cannot confirm, or None. Without a password only who has the mailbox can ever come in."""
    if not proof.user.has_usable_password():
        if proof.address.pk:
            return None
        return _Refusal(_("Open this link in the browser in which you are signed in."), ask=False)
    if not password:
        return _Refusal(
            _("This is not the browser you began in. Give the password you chose there."), ask=True
        )
    if not consume(request, action="login_failed", key=f"confirm-{proof.user.pk}"):
        return _Refusal(_("Too many wrong passwords. Try again in a few minutes."), ask=True)
    if not proof.user.check_password(password):
        return _Refusal(_("That is not the password."), ask=True)
    return None


@login_stage_required(stage=PasskeySignupStage.key, redirect_urlname="account_signup")
@require_POST
def without_passkey(request: HttpRequest) -> HttpResponse:
    """Go in without the passkey one meant to join with: the mailbox was proved in this browser a moment ago."""
    answer: HttpResponse = request._login_stage.exit()  # type: ignore[attr-defined]
    return answer


@require_safe
def download(request: HttpRequest) -> StreamingHttpResponse:
    """All the newsroom keeps that this reader wrote or gave, as one file of JSON."""
    answer = StreamingHttpResponse(everything_of(_reader(request).user), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="everything.json"'
    return answer


@reauthentication_required(app="allauth.account")
@form_page
def leave_for_good(request: HttpRequest) -> HttpResponse:
    """The way out: what becomes of the words is the reader's choice, and nothing is asked but to be sure."""
    reader = _reader(request)
    form = LeaveForm(request.POST or None, reader=reader)
    if request.method == "POST" and form.is_valid():
        user = reader.user
        leave(user=user, words=form.cleaned_data["words"], by=user)
        logout(request)
        return redirect("readers:gone")
    return _form(request, "readers/leave.html", form, stays=what_stays(reader.user))


@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "readers/gone.html")


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """What people of the newsroom read at the readers' door."""
    return render(request, "readers/staff.html")


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The answer to too many attempts (429)."""
    answer = render(request, "readers/too_many.html", status=429)
    answer["Retry-After"] = "300"
    return answer


def _reader(request: HttpRequest) -> Reader:
    return Reader.objects.select_related("user").get(user=request.user.pk)


def _form(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)
