"""What django-axes keeps of who comes in: of the newsroom's own people, and of nobody else."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler

from .models import User
from .reads import is_of_newsroom


class StaffAttempts(AxesDatabaseHandler):  # type: ignore[misc]  # axes ships no types
    """Keeps failed log-ins at the desk's door, and when staff came and went.

    Readers come in by another door. Their network addresses and browsers are written down nowhere.
    """

    def user_logged_in(self, sender: Any, request: Any, user: User, **more: Any) -> None:
        if is_of_newsroom(user):
            super().user_logged_in(sender, request, user, **more)

    def user_logged_out(self, sender: Any, request: Any, user: User | None, **more: Any) -> None:
        if user is not None and is_of_newsroom(user):
            super().user_logged_out(sender, request, user, **more)
