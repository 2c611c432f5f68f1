"""Readers who talk: accounts with a name, what they want to say, and forms they were given a while ago."""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.test import Client
from django.utils import timezone

from twosource.discussion.guards import new_receipt, ticket
from twosource.discussion.posting import Wanted
from twosource.people.models import User
from twosource.readers.models import Reader, name_key


def reader(name: str = "Ruth", **columns: Any) -> User:
    """An account that may write, under this name."""
    key = f"{name.lower()}-{secrets.token_hex(3)}"
    user = User.objects.create_user(key, f"{key}@reader.example", "a long enough password", **columns)
    Reader.objects.create(user=user, name=name, key=name_key(key), joined_at=timezone.now())
    return user


def wanted(under: str, source: str = "I was there.", *, by: User, **more: Any) -> Wanted:
    """Something said there now, with a receipt of its own."""
    told: dict[str, Any] = {"receipt": new_receipt(), "at": timezone.now(), **more}
    return Wanted(under=under, source=source, by=by, **told)


def old_ticket(under: str, user: User, *, age: timedelta = timedelta(minutes=1)) -> str:
    """What a form of this thread held that was given to this account so long ago."""
    with patch("twosource.discussion.guards.time.time", return_value=time.time() - age.total_seconds()):
        return ticket(under, user.pk)


def form(under: str, user: User, text: str = "I was there.", **more: str) -> dict[str, str]:
    """The fields of a form as a browser sends it, a minute after it was opened."""
    return {
        "under": under, "text": text, "ticket": old_ticket(under, user), "receipt": new_receipt(), **more,
    }  # fmt: skip


def at_home(user: User) -> Client:
    """A browser in which this account is signed in."""
    client = Client()
    client.force_login(user, backend="twosource.readers.adapter.ReaderBackend")
    return client


def ago(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)
