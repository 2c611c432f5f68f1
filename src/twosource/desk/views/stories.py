"""A story's checking screen and what can be done on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest
from twosource.stories.models import StoryPage

from ..access import access_story, at_the_desk
from ..boards.story_board import DEEDS, ROW_ACTS, Wish, story_board
from ..forms.deed import Deed
from ..screen import show


@at_the_desk
@require_safe
def story(request: StaffRequest, story_id: int) -> HttpResponse:
    """One story, its claims and its gate."""
    return _screen(request, access_story(story_id, by=request.user))


@at_the_desk
def act(request: StaffRequest, story_id: int, act: str, row: int | None = None) -> HttpResponse:
    """Do one thing to a story; refused, the screen comes back with the reason and what was written."""
    subject = access_story(story_id, by=request.user)
    kind = DEEDS.get(act)
    if kind is None or (act in ROW_ACTS) is not (row is not None):
        raise Http404
    if request.method != "POST":
        return redirect("desk:story", story_id)
    deed = kind(subject, request.user, request.POST, row=row)
    done = deed.attempt()
    if done is None:
        return _screen(request, access_story(story_id, by=request.user), deed)
    messages.success(request, done)
    return redirect("desk:story", story_id)


def _screen(request: StaffRequest, subject: StoryPage, refused: Deed | None = None) -> HttpResponse:
    words = request.GET.get("find", "").replace("\x00", "").strip()[:200]
    wish = Wish(words, _number(request, "from"), _number(request, "sentence"), _number(request, "need"))
    board = story_board(subject, by=request.user, wish=wish, refused=refused)
    context = {"board": board, "refused": refused, "words": words}
    return show(request, "desk/story.html", context, status=422 if refused else 200)


def _number(request: StaffRequest, name: str) -> int | None:
    chosen = request.GET.get(name, "")
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
