"""The first screen of the desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest

from ..access import at_the_desk
from ..boards.dashboard_board import dashboard_board
from ..screen import show


@at_the_desk
@require_safe
def dashboard(request: StaffRequest) -> HttpResponse:
    """What is due, what is being written and checked, what is late."""
    board = dashboard_board(request.user, mine_only=request.GET.get("stories") == "mine")
    return show(request, "desk/dashboard.html", {"here": "dashboard", "board": board})
