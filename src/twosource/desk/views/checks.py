"""The checker's queue."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest

from ..access import at_the_desk
from ..boards.checks_board import checks_board
from ..screen import show

A_PAGE = 50
SHOWN = 50  # of what others must do: to be seen, not to be worked through


@at_the_desk
@require_safe
def checks(request: StaffRequest) -> HttpResponse:
    """What is due for this person, and below it what is due for others, with the reason."""
    board = checks_board(request.user)
    page = Paginator(board.yours, A_PAGE).get_page(request.GET.get("page"))
    others = (*board.others, *board.others_words)
    context = {
        "here": "checks", "board": board, "page": page, "others": board.others[:SHOWN],
        "others_words": board.others_words[:SHOWN], "others_count": len(others),
        "not_shown": max(0, len(board.others) - SHOWN) + max(0, len(board.others_words) - SHOWN),
    }  # fmt: skip
    return show(request, "desk/checks.html", context)
