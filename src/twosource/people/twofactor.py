"""The second factor: a code from a device, or a recovery code. Time-based codes are those of RFC 6238.

A password alone never replaces a device: whoever has one must show a code of it first.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from twosource.ledger.actions import record

from .doors import GUARDED
from .events import RecoveryCodesRenewed, RecoveryCodeUsed, SecondFactorForgotten, SecondFactorSet
from .models import User

CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


class WrongCode(ValidationError):
    """The code does not open the door, or the door is shut for a while after wrong ones."""


def is_wanted() -> bool:
    """Whether this newsroom asks its people for a second factor."""
    return bool(settings.TWOSOURCE.policy.second_factor)


class SecondFactorMiddleware(MiddlewareMixin):
    """Keeps everyone who has only given a password out of the desk and the editor."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path_info.startswith(GUARDED) or not is_wanted():
            return None
        user = request.user
        if not user.is_authenticated or has_given(user) or _is_open(request.path_info):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": _("Give your second factor first.")}, status=403)
        query = "?" + urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return redirect(reverse("second-factor:door") + query)


def _is_open(path: str) -> bool:
    doors = (reverse("wagtailadmin_login"), reverse("wagtailadmin_logout"))
    return path in doors or path.startswith(reverse("second-factor:door"))


def has_given(user: User) -> bool:
    """Whether this session has shown the second factor; django-otp's middleware knows."""
    return bool(user.is_verified())  # type: ignore[attr-defined]


def device_of(user: User) -> TOTPDevice | None:
    """The device that makes this person's codes, or None before one is set up."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def device_to_confirm(user: User) -> TOTPDevice:
    """The device being set up: the same one until a code of it is given."""
    found = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return found or TOTPDevice.objects.create(user=user, name="code", confirmed=False)


def confirm_device(*, user: User, code: str) -> tuple[TOTPDevice, list[str]]:
    """Take the device that was being set up into use; returns it and fresh recovery codes, shown once.

    The device there was before, and its recovery codes, open nothing any more. Raises: WrongCode.
    """
    device = device_to_confirm(user)
    _check(user, device, _digits(code))
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        codes = _new_codes(user)
        record(SecondFactorSet(user.pk), by=user)
    device.refresh_from_db()
    return device, codes


def give_code(*, user: User, code: str) -> Any:
    """The device this code belongs to: six digits from the device, or a recovery code, which is then spent.

    Raises: WrongCode, also for a right code while too many wrong ones shut the door.
    """
    digits = _digits(code)
    if len(digits) == 6 and digits.isdigit():
        return _check(user, device_of(user), digits)
    box = StaticDevice.objects.filter(user=user).first()
    found = _check(user, box, _kept(digits))
    with transaction.atomic():
        record(RecoveryCodeUsed(user.pk, left=found.token_set.count()), by=user)
    return found


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Fresh recovery codes, to be shown once; the old ones open nothing any more."""
    codes = _new_codes(user)
    record(RecoveryCodesRenewed(user.pk), by=user)
    return codes


@transaction.atomic
def forget_second_factor(*, user: User, by: User | None) -> None:
    """Let someone who lost device and codes set up anew at their next log-in. `by` is None for the operator.

    Raises: WrongCode when `by` is the person themselves: a password alone must not do this.
    """
    if by is not None and by.human_id == user.human_id:
        raise WrongCode(_("Someone else must do this for you."))
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    record(SecondFactorForgotten(user.pk), by=by)


def codes_left(user: User) -> int:
    """How many recovery codes are not spent."""
    box = StaticDevice.objects.filter(user=user).first()
    return box.token_set.count() if box else 0


def _check(user: User, device: Any, token: str) -> Any:
    if device is None:
        raise WrongCode(_("This code does not open the door."))
    allowed, why = device.verify_is_allowed()
    if not allowed:
        raise WrongCode(_shut((why or {}).get("locked_until")))
    found = verify_token(user, device.persistent_id, token)
    if found is None:
        raise WrongCode(_("This code does not open the door. A code is good once, and for half a minute."))
    return found


def _shut(until: datetime | None) -> str:
    if until is None:
        return _("Too many wrong codes. Wait a little, then try again.")
    at = timezone.localtime(until).strftime("%H:%M:%S %Z")
    return _("Too many wrong codes. Try again after %(at)s.") % {"at": at}


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    box = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = ["".join(secrets.choice(_LETTERS) for _place in range(10)) for _code in range(CODES)]
    for code in codes:
        box.token_set.create(token=_kept(code))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _kept(code: str) -> str:
    """What is kept of a recovery code: nothing that opens the door for who reads the database."""
    return salted_hmac("twosource.recovery", code, algorithm="sha256").hexdigest()[:16]


def _digits(code: str) -> str:
    return "".join(code.split()).replace("-", "").casefold()
