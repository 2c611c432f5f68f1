"""Whose sessions these are: for many requests at once, in two queries, as of this moment.

Django's own middleware would ask twice for each request. Nothing is remembered that could have changed: of a session
whose row is the same to the letter it is only not read again what it says. So who logs out, is shut out or changes
the password is nobody at the next request already.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from twosource.ledger.written import Question, moment, numbers, texts
from twosource.people.models import User

_MOST_KEPT = 20_000


class _Said(NamedTuple):
    """What a session's row said when it was read: the row, the account, and the digest of its password."""

    row: str
    user_id: int
    digest: str


_read: dict[str, _Said] = {}
_good: dict[int, tuple[str, str]] = {}


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


_COLUMNS = ("id", "password", "is_active", "human_id")
_SESSIONS = Question(
    lambda: (
        _store()
        .get_model_class()
        .objects.filter(session_key__in=texts("keys"), expire_date__gt=moment("moment"))
        .values_list("session_key", "session_data")
    )
)
_USERS = Question(lambda: User.objects.filter(pk__in=numbers("ids")).order_by().values_list(*_COLUMNS))


def signed_in(keys: Collection[str]) -> dict[str, User]:
    """The active accounts behind these session keys, by key; two queries. Of an account what is seldom asked for is
    looked up when it is."""
    good = {key for key in keys if key.isascii() and key.isalnum()}
    rows = _SESSIONS.rows(keys=good, moment=timezone.now()) if good else ()
    store = _store()
    found = {key: _what(store, key, row) for key, row in rows}
    ids = {said.user_id for said in found.values() if said}
    told = _USERS.rows(ids=ids) if ids else ()
    users = {row[0]: User.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row) for row in told}
    return {
        key: users[said.user_id]
        for key, said in found.items()
        if said
        and said.user_id in users
        and users[said.user_id].is_active
        and _fits(users[said.user_id], said.digest)
    }


def _what(store: Any, key: str, row: str) -> _Said | None:
    known = _read.get(key)
    if known is not None and known.row == row:
        return known
    data = store().decode(row)
    user_id = str(data.get(SESSION_KEY, ""))
    if not user_id.isdigit() or data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    if len(_read) >= _MOST_KEPT:
        _read.clear()
    said = _read[key] = _Said(row, int(user_id), str(data.get(HASH_SESSION_KEY, "")))
    return said


def _fits(user: User, digest: str) -> bool:
    """Whether the session is of the password the account has now."""
    known = _good.get(user.pk)
    if known == (user.password, digest):
        return True
    if not constant_time_compare(digest, user.get_session_auth_hash()):
        return False
    if len(_good) >= _MOST_KEPT:
        _good.clear()
    _good[user.pk] = (user.password, digest)
    return True
