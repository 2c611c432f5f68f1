"""Setting up the second factor, giving it, and the answer to too many wrong log-ins."""

from __future__ import annotations

import io
from base64 import b32encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django_otp import login as give_factor

from .forms import CodeForm
from .models import User
from .staff_request import StaffRequest
from .twofactor import (
    codes_left,
    confirm_device,
    device_of,
    device_to_confirm,
    give_code,
    has_given,
    renew_recovery_codes,
)


@never_cache
@sensitive_post_parameters("code")
@login_required
def door(request: StaffRequest) -> HttpResponse:
    """Asks for a code; who has no device yet sets one up, who has given a code sees how things stand."""
    user = request.user
    if device_of(user) is None:
        return redirect(_with_next("second-factor:set-up", request))
    if has_given(user):
        return _show(request, "people/standing.html", {"left": codes_left(user)})
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = give_code(user=user, code=form.cleaned_data["code"])
        except ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            _let_in(request, device)
            return redirect(_next(request))
    return _show(
        request,
        "people/door.html",
        {"form": form, "next": _next(request)},
        status=422 if form.errors else 200,
    )


@never_cache
@sensitive_post_parameters("code")
@login_required
def set_up(request: StaffRequest) -> HttpResponse:
    """Shows the secret as a picture and as text, and takes the device into use when a code of it is given."""
    user = request.user
    if not _may_set_up(user):
        return redirect(_with_next("second-factor:door", request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = confirm_device(user=user, code=form.cleaned_data["code"])
        except ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            _let_in(request, device)
            return _show(request, "people/codes.html", {"codes": codes, "next": _next(request)})
    context = {"form": form, "secret": _in_fours(device_to_confirm(user)), "next": _next(request)}
    return _show(request, "people/set_up.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def picture(request: StaffRequest) -> HttpResponse:
    """The secret of the device being set up, as a QR picture; never that of a device in use."""
    if not _may_set_up(request.user):
        raise Http404
    drawn = io.BytesIO()
    segno.make(device_to_confirm(request.user).config_url, error="m").save(
        drawn, kind="svg", scale=4, border=2, xmldecl=False, light="#fff"
    )
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@never_cache
@login_required
@require_POST
def recovery(request: StaffRequest) -> HttpResponse:
    """Fresh recovery codes for who has given the second factor."""
    if not has_given(request.user):
        return redirect("second-factor:door")
    codes = renew_recovery_codes(user=request.user)
    return _show(request, "people/codes.html", {"codes": codes, "next": reverse("second-factor:door")})


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """The answer to a log-in after too many wrong ones (429)."""
    minutes = settings.TWOSOURCE.policy.login_pause_minutes
    answer = _show(request, "people/locked_out.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def _may_set_up(user: User) -> bool:
    """A password alone sets up the first device, and never replaces one."""
    return device_of(user) is None or has_given(user)


def _let_in(request: HttpRequest, device: Any) -> None:
    request.session.cycle_key()
    give_factor(request, device)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("desk:dashboard")


def _with_next(name: str, request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


def _in_fours(device: Any) -> str:
    secret = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    frame = {"paper_name": settings.TWOSOURCE.newsroom.name}
    return render(request, template, {**frame, **context}, status=status)
