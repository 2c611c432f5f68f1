"""Finished pages: what waits, what failed and why, what readers get."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twosource.edge.outward import try_again
from twosource.people.staff_request import StaffRequest

from ..access import at_the_desk
from ..boards.pages_board import pages_board
from ..screen import show


@at_the_desk
@require_safe
def pages(request: StaffRequest) -> HttpResponse:
    """The screen."""
    return show(request, "desk/pages.html", {"here": "pages", "board": pages_board()})


@at_the_desk
@require_POST
def again(request: StaffRequest) -> HttpResponse:
    """Have everything that waits for its next try be due now; the worker does it within seconds."""
    try_again(by=request.user)
    messages.success(
        request, _("Everything that waits is tried now. Look at this screen again in a few seconds.")
    )
    return redirect("desk:pages")
