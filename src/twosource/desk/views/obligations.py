"""What live stories owe their readers."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest

from ..access import at_the_desk
from ..boards.obligation_board import obligation_queue
from ..screen import show


@at_the_desk
@require_safe
def obligations(request: StaffRequest) -> HttpResponse:
    """The queue, oldest first; each is resolved on its story's screen."""
    mine_only = request.GET.get("stories") == "mine"
    queue = obligation_queue(request.user, mine_only=mine_only)
    return show(
        request, "desk/obligations.html", {"here": "obligations", "queue": queue, "mine_only": mine_only}
    )
