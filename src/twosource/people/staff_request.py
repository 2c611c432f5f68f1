"""Requests as views behind the log-in see them."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


class StaffRequest(HttpRequest):
    """A request that a view gets only when somebody is logged in. For type checkers; nothing makes one."""

    user: User  # type: ignore[assignment]
