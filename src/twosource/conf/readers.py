"""The settings of readers' accounts: how django-allauth behaves here."""

from __future__ import annotations

from typing import Any, Final

from twosource.conf.newsroom import Newsroom

_DAY: Final = 24 * 3600
_FORMS: Final = "twosource.readers.forms."


def reader_settings(newsroom: Newsroom) -> dict[str, Any]:
    """Every setting of this concern. Nothing is asked of a third party, and nobody learns which addresses are known."""
    return {**_accounts(), **_second_factor(newsroom), **_counting()}


def _accounts() -> dict[str, Any]:
    return {
        "ACCOUNT_ADAPTER": "twosource.readers.adapter.Adapter",
        "ACCOUNT_USER_DISPLAY": "twosource.readers.reads.display_name",
        # What is claimed stands in allauth's table alone: people.User.email is for what was proved.
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1"],
        "ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD": "address",
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": 3600,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": True,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_LOGIN_BY_CODE_ENABLED": True,
        "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": 15 * 60,
        "ACCOUNT_LOGIN_TIMEOUT": 3600,
        "ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND": True,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_SESSION_COOKIE_AGE": 30 * _DAY,
        "ACCOUNT_FORMS": {
            "signup": _FORMS + "JoinForm",
            "login": _FORMS + "ComeInForm",
            "request_login_code": _FORMS + "CodeByMailForm",
            "add_email": _FORMS + "NewAddressForm",
            "reset_password": _FORMS + "ForgottenForm",
        },
    }


def _second_factor(newsroom: Newsroom) -> dict[str, Any]:
    return {
        "MFA_ADAPTER": "twosource.readers.adapter.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_PASSKEY_SIGNUP_ENABLED": True,
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_FORMS": {
            "add_webauthn": _FORMS + "PasskeyForm",
            "signup_webauthn": _FORMS + "FirstPasskeyForm",
            "edit_webauthn": _FORMS + "RenamePasskeyForm",
            "login_webauthn": _FORMS + "ComeInByPasskeyForm",
            "authenticate_webauthn": _FORMS + "SecondPasskeyForm",
            "reauthenticate_webauthn": _FORMS + "SurePasskeyForm",
        },
        # Browsers take this machine for safe without TLS; the library asks for TLS everywhere.
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": newsroom.is_loopback,
    }


def _counting() -> dict[str, Any]:
    """Attempts are counted in the database, for all processes together."""
    return {
        "CACHES": {
            "default": {"BACKEND": "twosource.readers.limits.CountingCache"},
            "attempts": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "readers_attempt",
                "OPTIONS": {"MAX_ENTRIES": 20_000},
            },
        },
    }
