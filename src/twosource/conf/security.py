"""The settings that keep strangers out: hosts, cookies, log-ins, headers and content policies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE

from twosource.conf.newsroom import LOOPBACK, Newsroom

_YEAR: Final = 365 * 24 * 3600
_PASSWORDS: Final = "django.contrib.auth.password_validation."

#: Readers' pages and our own desk: everything from this paper, nothing inline, in nobody's frame. One page alone
#: lets itself be framed, and by this paper only: `/clock/` says the time where no script can.
STRICT_POLICY: Final[dict[str, list[str]]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "media-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}

#: Under /admin/ only: Wagtail writes scripts and styles into its pages and shows previews in a frame.
ADMIN_POLICY: Final[dict[str, list[str]]] = {
    **STRICT_POLICY,
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "worker-src": [SELF, "blob:"],
    "frame-ancestors": [SELF],
}


def security_settings(newsroom: Newsroom) -> dict[str, Any]:
    """Every setting of this concern. Cookies are bound to TLS as soon as `base_url` is https."""
    return {
        **_hosts(newsroom),
        **_cookies(newsroom),
        **_transport(newsroom),
        **_login(newsroom),
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": STRICT_POLICY},
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }


def _hosts(newsroom: Newsroom) -> dict[str, Any]:
    parts = urlsplit(newsroom.config.newsroom.base_url)
    names = [parts.hostname or "", *newsroom.config.server.hosts]
    if newsroom.is_loopback:
        names += sorted(LOOPBACK)
    hosts = [f"[{name}]" if ":" in name else name for name in dict.fromkeys(names)]
    return {
        "ALLOWED_HOSTS": hosts,
        "CSRF_TRUSTED_ORIGINS": [newsroom.config.newsroom.base_url] if newsroom.is_https else [],
    }


def _cookies(newsroom: Newsroom) -> dict[str, Any]:
    # “__Host-” makes browsers refuse the cookie unless it is Secure, for this host alone, and for the path /.
    prefix = "__Host-" if newsroom.is_https else ""
    found: dict[str, Any] = {"SESSION_COOKIE_AGE": newsroom.config.policy.session_hours * 3600}
    for cookie, name in (("SESSION", "session"), ("CSRF", "csrf")):
        found |= {
            f"{cookie}_COOKIE_NAME": prefix + name,
            f"{cookie}_COOKIE_SECURE": newsroom.is_https,
            f"{cookie}_COOKIE_HTTPONLY": True,
            f"{cookie}_COOKIE_SAMESITE": "Strict",
        }
    return found


def _transport(newsroom: Newsroom) -> dict[str, Any]:
    # Other names under the paper's domain, and lists built into browsers, are for their owner to decide:
    # includeSubDomains (W005) and preload (W021) are left out on purpose.
    silenced = ["security.W005", "security.W021"]
    if newsroom.is_loopback:
        # No wire is crossed on this machine alone, so there is no TLS to insist on.
        silenced += ["security.W004", "security.W008", "security.W012", "security.W016"]
    return {
        "SECURE_SSL_REDIRECT": newsroom.is_https,
        "SECURE_HSTS_SECONDS": _YEAR if newsroom.is_https else 0,
        "SILENCED_SYSTEM_CHECKS": silenced,
    }


def _login(newsroom: Newsroom) -> dict[str, Any]:
    policy = newsroom.config.policy
    return {
        "LOGIN_URL": "wagtailadmin_login",
        "LOGIN_REDIRECT_URL": "wagtailadmin_home",
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "twosource.people.doors.StaffBackend",
            # Readers' sessions; asked for a password it knows nobody, so no attempt of theirs counts at this door.
            "twosource.readers.adapter.ReaderBackend",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": _PASSWORDS + "UserAttributeSimilarityValidator"},
            {"NAME": _PASSWORDS + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": _PASSWORDS + "CommonPasswordValidator"},
        ],
        "AXES_FAILURE_LIMIT": policy.login_attempts,
        "AXES_COOLOFF_TIME": timedelta(minutes=policy.login_pause_minutes),
        # One account from one address: a stranger elsewhere cannot lock an editor out by guessing.
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_HANDLER": "twosource.people.attempts.StaffAttempts",
        "AXES_LOCKOUT_CALLABLE": "twosource.people.twofactor_views.locked_out",
        "AXES_VERBOSE": False,
        "OTP_TOTP_ISSUER": newsroom.config.newsroom.name,
    }
