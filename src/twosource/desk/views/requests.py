"""The requests for comment: all of them, and one at a time."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest
from twosource.replies.models import Request
from twosource.replies.reads import FILTERS, listed, lost_letters

from ..access import access_request, at_the_desk
from ..boards.requests_board import filters, ledger_rows, request_board
from ..forms.asking import REQUEST_DEEDS
from ..forms.deed import Deed
from ..screen import show

A_PAGE = 50


@at_the_desk
@require_safe
def requests(request: StaffRequest) -> HttpResponse:
    """The ledger: who waits for an answer, since when and until when."""
    which = request.GET.get("which", "")
    which = which if which in FILTERS else ""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    found = listed(which, words).prefetch_related("letters")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    back = urlencode({"back": "ledger", "which": which, "q": words, "page": page.number})
    context = {
        "here": "requests", "page": page, "rows": ledger_rows(page), "filters": filters(), "which": which,
        "words": words, "back": back, "lost": lost_letters(), "overdue": listed("overdue").count(),
    }  # fmt: skip
    return show(request, "desk/requests.html", context)


@at_the_desk
@require_safe
def request(request: StaffRequest, request_id: int) -> HttpResponse:
    """One request: what was asked and sent, what became of it, and what the story says."""
    return _screen(request, access_request(request_id, by=request.user))


@at_the_desk
def act(request: StaffRequest, request_id: int, act: str) -> HttpResponse:
    """Do one thing to a request; refused, its screen comes back with the reason and what was written."""
    subject = access_request(request_id, by=request.user)
    kind = REQUEST_DEEDS.get(act)
    if kind is None:
        raise Http404
    if request.method != "POST":
        return redirect("desk:request", request_id)
    deed = kind(subject, request.user, request.POST)
    done = deed.attempt()
    if done is None:
        return _screen(request, access_request(request_id, by=request.user), deed)
    messages.success(request, done)
    return redirect(_back(request, request_id))


def _back(request: StaffRequest, request_id: int) -> str:
    """To the place in the ledger the key was pressed at, or to the request."""
    if request.GET.get("back") != "ledger":
        return reverse("desk:request", args=[request_id])
    kept = {name: request.GET[name] for name in ("which", "q", "page") if request.GET.get(name)}
    return f"{reverse('desk:requests')}?{urlencode(kept)}"


def _screen(request: StaffRequest, subject: Request, refused: Deed | None = None) -> HttpResponse:
    board = request_board(subject, by=request.user, refused=refused)
    context = {"here": "requests", "board": board, "refused": refused}
    return show(request, "desk/request.html", context, status=422 if refused else 200)
