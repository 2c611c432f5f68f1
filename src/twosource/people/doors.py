"""The newsroom's own door: who came in by another one is nobody behind it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from .models import User
from .reads import is_of_newsroom

GUARDED: Final = ("/admin/", "/desk/")
STAFF_BACKEND: Final = "twosource.people.doors.StaffBackend"


class StaffBackend(ModelBackend):
    """A log-in name and a password, for accounts with a part in the newsroom; readers have a door of their own."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # type: ignore[override]
        """The account, or None: a wrong password and an account without a role are answered alike."""
        user = super().authenticate(request, **credentials)
        return user if isinstance(user, User) and is_of_newsroom(user) else None


class StaffDoorMiddleware(MiddlewareMixin):
    """Under /admin/ and /desk/ a session counts only if it began at the newsroom's door.

    A reader's session is long and asked for no second factor. Whatever role its account is given later, it opens
    nothing here: one logs in again, at this door.
    """

    def process_request(self, request: HttpRequest) -> None:
        if not request.path_info.startswith(GUARDED):
            return
        if request.session.get(BACKEND_SESSION_KEY, STAFF_BACKEND) != STAFF_BACKEND:
            request.user = AnonymousUser()
