"""Readers' addresses, each with who may open it. allauth's views keep the names by which they find each other."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import include, path, re_path

from . import views
from .doors import for_readers, for_strangers, private

own = [
    path("", for_readers(views.home), name="home"),
    path("name/", for_readers(views.name), name="name"),
    path("download/", for_readers(views.download), name="download"),
    path("leave/", for_readers(views.leave_for_good), name="leave"),
    path("join/passkey/without/", for_strangers(views.without_passkey), name="without_passkey"),
    path("gone/", for_strangers(views.gone), name="gone"),
    path("staff/", lambda request: private(views.staff(request)), name="staff"),
    re_path(r"^confirm/(?P<token>[A-Za-z0-9_:-]{1,400})/$", for_strangers(views.confirm), name="confirm"),
]

_coming_in = [
    path("join/", for_strangers(account.signup), name="account_signup"),
    path("join/passkey/", for_strangers(account.signup_by_passkey), name="account_signup_by_passkey"),
    path("join/passkey/make/", for_strangers(passkey.signup_webauthn), name="mfa_signup_webauthn"),
    path("login/", for_strangers(account.login), name="account_login"),
    path("login/code/", for_strangers(account.request_login_code), name="account_request_login_code"),
    path("login/code/give/", for_strangers(account.confirm_login_code), name="account_confirm_login_code"),
    path("login/passkey/", for_strangers(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("login/second/", for_strangers(factor.authenticate), name="mfa_authenticate"),
    path("confirm/", for_strangers(account.email_verification_sent), name="account_email_verification_sent"),
    path("inactive/", for_strangers(account.account_inactive), name="account_inactive"),
    path("logout/", lambda request: private(account.logout(request)), name="account_logout"),
    path("forgotten/", for_strangers(account.password_reset), name="account_reset_password"),
    path("forgotten/sent/", for_strangers(account.password_reset_done), name="account_reset_password_done"),
    path(
        "forgotten/done/",
        for_strangers(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[A-Za-z0-9_-]{1,200})/$",
        for_strangers(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]

_once_in = [
    path("address/", for_readers(account.email), name="account_email"),
    path("password/", for_readers(account.password_change), name="account_change_password"),
    path("password/set/", for_readers(account.password_set), name="account_set_password"),
    path("sure/", for_readers(account.reauthenticate), name="account_reauthenticate"),
    path(
        "sure/mail/",
        for_readers(account.request_reauthentication_code),
        name="account_request_reauthentication_code",
    ),
    path(
        "sure/mail/give/",
        for_readers(account.confirm_reauthentication_code),
        name="account_confirm_reauthentication_code",
    ),
    path("sure/code/", for_readers(factor.reauthenticate), name="mfa_reauthenticate"),
    path("sure/passkey/", for_readers(passkey.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("keys/", for_readers(factor.index), name="mfa_index"),
    path("keys/codes/", for_readers(totp.activate_totp), name="mfa_activate_totp"),
    path("keys/codes/off/", for_readers(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("keys/recovery/", for_readers(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "keys/recovery/new/", for_readers(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "keys/recovery/file/", for_readers(codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("keys/passkeys/", for_readers(passkey.list_webauthn), name="mfa_list_webauthn"),
    path("keys/passkeys/add/", for_readers(passkey.add_webauthn), name="mfa_add_webauthn"),
    path("keys/passkeys/<int:pk>/remove/", for_readers(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("keys/passkeys/<int:pk>/", for_readers(passkey.edit_webauthn), name="mfa_edit_webauthn"),
]

urlpatterns = [path("", include((own, "readers"))), *_coming_in, *_once_in]
