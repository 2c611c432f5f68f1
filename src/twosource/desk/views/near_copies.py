"""Items of much the same words: the list of those to decide, and two of them side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest
from twosource.verification.copy_reads import pair_of
from twosource.verification.models import NearCopy

from ..access import access_near_copy, at_the_desk
from ..boards.near_copies import pair_board, pairs_due
from ..forms.deed import Deed
from ..forms.near_copies import DEEDS
from ..forms.voices import known_voices
from ..screen import show


@at_the_desk
@require_safe
def near_copies(request: StaffRequest) -> HttpResponse:
    """Every pair that waits for a person, most alike first."""
    context = {"rows": pairs_due(by=request.user), "voices": known_voices()}
    return show(request, "desk/near_copies.html", context)


@at_the_desk
@require_safe
def near_copy(request: StaffRequest, pair_id: int) -> HttpResponse:
    """Two items, words beside words."""
    return _screen(request, access_near_copy(pair_id, by=request.user))


@at_the_desk
def act(request: StaffRequest, pair_id: int, act: str) -> HttpResponse:
    """Decide about a pair; refused, both are shown side by side with the reason and what was written."""
    subject = access_near_copy(pair_id, by=request.user)
    kind = DEEDS.get(act)
    if kind is None:
        raise Http404
    if request.method != "POST":
        return redirect("desk:near_copy", pair_id)
    deed = kind(subject, request.user, request.POST, query=_query(request))
    done = deed.attempt()
    if done is None:
        return _screen(request, access_near_copy(pair_id, by=request.user), deed)
    messages.success(request, done)
    return redirect(_back(request, subject))


def _screen(request: StaffRequest, subject: NearCopy, refused: Deed | None = None) -> HttpResponse:
    board = pair_board(pair_of(subject), by=request.user, query=_query(request), refused=refused)
    context = {"board": board, "refused": refused, "voices": known_voices(), "back": _back(request, subject)}
    return show(request, "desk/near_copy.html", context, status=422 if refused else 200)


def _number(request: StaffRequest, name: str) -> int | None:
    wanted = request.GET.get(name, "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None


def _query(request: StaffRequest) -> str:
    """Where one came from, handed on: a claim (and its story), or the list."""
    told = {name: number for name in ("claim", "story", "list") if (number := _number(request, name))}
    return "?" + "&".join(f"{name}={number}" for name, number in told.items()) if told else ""


def _back(request: StaffRequest, subject: NearCopy) -> str:
    claim, story = _number(request, "claim"), _number(request, "story")
    if claim:
        return reverse("desk:claim", args=[claim]) + (f"?story={story}" if story else "") + "#near-copies"
    return (
        reverse("desk:near_copies")
        if _number(request, "list")
        else reverse("desk:near_copy", args=[subject.pk])
    )
