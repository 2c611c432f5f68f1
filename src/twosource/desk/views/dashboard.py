"""The first screen of the desk."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from twosource.people.reads import is_moderator, is_staff
from twosource.people.staff_request import StaffRequest

from ..access import at_the_desk
from ..boards.dashboard_board import dashboard_board
from ..screen import show


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Where everybody begins who has logged in: for who is a moderator and nothing else, that is what readers wrote."""
    user = request.user
    only_moderates = user.is_authenticated and is_moderator(user) and not is_staff(user)
    if only_moderates and settings.TWOSOURCE.rooms.discussion:
        return redirect("desk:comments")
    return _dashboard(request)


@at_the_desk
def _dashboard(request: StaffRequest) -> HttpResponse:
    """What is due, what is being written and checked, what is late."""
    board = dashboard_board(request.user, mine_only=request.GET.get("stories") == "mine")
    return show(request, "desk/dashboard.html", {"here": "dashboard", "board": board})
