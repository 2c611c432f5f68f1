"""The schedule's screen, and what can be done on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest

from ..access import access_story, at_the_desk
from ..boards.schedule_board import schedule_board
from ..forms.deed import Deed
from ..forms.scheduling import ON_THE_BOARD, SeeTo
from ..screen import show


@at_the_desk
@require_safe
def schedule(request: StaffRequest) -> HttpResponse:
    """What was missed, what goes out when, what is held back."""
    return _screen(request)


@at_the_desk
def act(request: StaffRequest, story_id: int, act: str, row: int | None = None) -> HttpResponse:
    """Do one thing to what waits; refused, the screen comes back with the reason and what was written."""
    subject = access_story(story_id, by=request.user)
    kind = ON_THE_BOARD.get(act)
    if kind is None or (kind is SeeTo) is not (row is not None):
        raise Http404
    if request.method != "POST":
        return redirect("desk:schedule")
    deed = kind(subject, request.user, request.POST, row=row)
    done = deed.attempt()
    if done is None:
        return _screen(request, deed)
    messages.success(request, f"{subject.draft_title or subject.title}: {done}")
    return redirect("desk:schedule")


def _screen(request: StaffRequest, refused: Deed | None = None) -> HttpResponse:
    board = schedule_board(by=request.user, refused=refused)
    context = {"here": "schedule", "board": board, "refused": refused}
    return show(request, "desk/schedule.html", context, status=422 if refused else 200)
