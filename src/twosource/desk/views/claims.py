"""The claims: all of them, and one at a time."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from twosource.kernel.vocabulary import STATUSES
from twosource.people.reads import may_check
from twosource.people.staff_request import StaffRequest
from twosource.verification.models import Claim

from ..access import access_claim, at_the_desk
from ..boards.checks_board import next_due
from ..boards.claim_board import BY_ROW, DEEDS, claim_board
from ..boards.claim_list import claim_list
from ..forms.deed import Deed
from ..screen import show, status_word

A_PAGE = 50


@at_the_desk
@require_safe
def claims(request: StaffRequest) -> HttpResponse:
    """Every claim, newest first, by status and by words."""
    status = request.GET.get("status", "")
    words = request.GET.get("q", "").replace("\x00", "").strip()
    found = claim_list(status if status in STATUSES else "", words)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "claims", "page": page, "words": words, "chosen": status,
        "statuses": [status_word(code) for code in STATUSES],
        "rows": [(claim, status_word(claim.status)) for claim in page],
    }  # fmt: skip
    return show(request, "desk/claims.html", context)


@at_the_desk
@require_safe
def claim(request: StaffRequest, claim_id: int) -> HttpResponse:
    """One claim, to be checked."""
    return _screen(request, access_claim(claim_id, by=request.user))


@at_the_desk
def act(request: StaffRequest, claim_id: int, act: str, row: int | None = None) -> HttpResponse:
    """Do one thing to a claim; refused, the screen comes back with the reason and what was written."""
    subject = access_claim(claim_id, by=request.user)
    kind = DEEDS.get(act)
    if kind is None or (act in BY_ROW) is not (row is not None):
        raise Http404
    if request.method != "POST":
        return redirect(_address(request, subject))
    story_id = _story_id(request)
    query = f"?story={story_id}" if story_id else ""
    deed = kind(subject, request.user, request.POST, row=row, query=query, files=request.FILES)
    done = deed.attempt()
    if done is None:
        return _screen(request, access_claim(claim_id, by=request.user), deed)
    messages.success(request, done)
    return redirect(_address(request, subject))


def _screen(request: StaffRequest, subject: Claim, refused: Deed | None = None) -> HttpResponse:
    board = claim_board(subject, by=request.user, story_id=_story_id(request), refused=refused)
    following = next_due(request.user, besides=subject.pk) if may_check(request.user) else None
    context = {"here": "claims", "board": board, "refused": refused, "following": following}
    return show(request, "desk/claim.html", context, status=refused.refused_as if refused else 200)


def _story_id(request: StaffRequest) -> int | None:
    wanted = request.GET.get("story", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None


def _address(request: StaffRequest, subject: Claim) -> str:
    story_id = _story_id(request)
    return reverse("desk:claim", args=[subject.pk]) + (f"?story={story_id}" if story_id else "")
