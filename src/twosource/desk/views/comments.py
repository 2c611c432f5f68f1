"""The moderators' queue: one comment at a time, many in one decision, and the way back.

A decision is sent by the page's script, which has the next comment there already, or by its plain buttons.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from twosource.discussion.actions.deciding import (
    Bulk,
    Ruling,
    decide,
    decide_many,
    look_at,
    undo,
    undo_many,
)
from twosource.discussion.models import Decision
from twosource.discussion.moderation.queue import read_asked
from twosource.discussion.moderation.refusals import BadValue, Refused
from twosource.discussion.moderation.runs import run_of
from twosource.discussion.moderation.seen import read_seen, what_was_decided
from twosource.discussion.moderation.standards import in_force
from twosource.people.staff_request import StaffRequest

from ..access import access_comment, sent_to, with_moderators
from ..boards.comments_board import alike_board, card_of, lately_by, queue_board, run_board
from ..screen import show

MOST_SKIPPED = 100


@with_moderators
@require_safe
def comments(request: StaffRequest) -> HttpResponse:
    """What waits, oldest first; with `part` only the rows and cards, for a page that is open."""
    chosen = request.GET.get("c", "")
    board = queue_board(
        read_asked(request.GET), by=request.user, after=request.GET.get("after", ""),
        chosen=int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0,
    )  # fmt: skip
    if "part" in request.GET:
        return render(request, "desk/parts/queue_part.html", {"board": board})
    if board.current and not board.current.looked_at_by:
        look_at(comment=board.current.comment_id, by=request.user)
    return show(request, "desk/comments.html", {"here": "comments", "board": board})


@with_moderators
@require_safe
def card(request: StaffRequest, comment_id: int) -> HttpResponse:
    """The row and the card of one comment that waits, for a page that is open."""
    found = card_of(access_comment(comment_id, by=request.user), by=request.user)
    if found is None:
        raise Http404
    board = {"cards": [found], "standards": in_force(), "query": "", "current": None}
    return render(request, "desk/parts/queue_part.html", {"board": board})


@with_moderators
@sent_to("desk:comments")
def look(request: StaffRequest, comment_id: int) -> HttpResponse:
    """Say that one looks at it, and hear who else does; `gone` when it does not wait any more."""
    comment = access_comment(comment_id, by=request.user)
    found = card_of(comment, by=request.user)
    if found is None:
        return JsonResponse({"gone": True})
    if not found.looked_at_by:
        look_at(comment=comment.pk, by=request.user)
    return JsonResponse({"gone": False, "by": found.looked_at_by})


@with_moderators
@sent_to("desk:comments")
def decide_one(request: StaffRequest, comment_id: int) -> HttpResponse:
    """Decide about one comment: the pressed button's `verdict` is `approved`, `restored`, or the number of a rule."""
    access_comment(comment_id, by=request.user)
    try:
        made = decide(
            comment=comment_id, ruling=_ruling(request), seen=request.POST.get("seen", ""), by=request.user
        )
    except Refused as refusal:
        return _refused(request, refusal)
    return _done(request, what_was_decided(made), reverse("desk:comment_undo", args=[made.pk]))


@with_moderators
@sent_to("desk:comments")
def undo_one(request: StaffRequest, decision_id: int) -> HttpResponse:
    """Take one's decision, or another's, back."""
    try:
        made = undo(decision=decision_id, by=request.user)
    except Refused as refusal:
        return _refused(request, refusal)
    return _done(request, _("Taken back. It is as it was before."), comment=made.comment_id)


@with_moderators
@sent_to("desk:comments")
def decide_chosen(request: StaffRequest) -> HttpResponse:
    """Decide about many alike, each as it was seen (`seen` may be there many times)."""
    try:
        seen = read_seen(" ".join(request.POST.getlist("seen")))
        done = decide_many(seen=seen, ruling=_ruling(request), by=request.user)
    except Refused as refusal:
        return _refused(request, refusal)
    _tell_missed(request, done)
    if not done.decided:
        return redirect(_back(request))
    number = len(done.decided)
    words = what_was_decided(done.decided[0], many=number > 1)
    told = ngettext("%(n)d comment: %(words)s", "%(n)d comments: %(words)s", number)
    return _done(
        request, told % {"n": number, "words": words}, reverse("desk:comments_undo", args=[done.together])
    )


@with_moderators
@sent_to("desk:comments")
def undo_chosen(request: StaffRequest, together: str) -> HttpResponse:
    """Take a decision about many back."""
    if not Decision.objects.filter(together=together).exists():
        raise Http404
    done = undo_many(together=together, by=request.user)
    _tell_missed(request, done)
    number = len(done.decided)
    told = ngettext("%(n)d comment is as before.", "%(n)d comments are as before.", number)
    return _done(request, told % {"n": number})


@with_moderators
@require_safe
def runs(request: StaffRequest) -> HttpResponse:
    """The longest run of comments alike, to decide in one; then the next."""
    told = request.GET.get("skip", "").split()
    skipped = [int(each) for each in told if each.isascii() and each.isdigit() and len(each) < 19]
    board = run_board(by=request.user, skipped=skipped[-MOST_SKIPPED:])
    context = {"here": "comments", "board": board, "back": request.path, "done": lately_by(request.user)[:1]}
    return show(request, "desk/comment_runs.html", context)


@with_moderators
@require_safe
def alike(request: StaffRequest, comment_id: int) -> HttpResponse:
    """Everything that waits and is like this one."""
    comment = access_comment(comment_id, by=request.user)
    board = alike_board(run_of(comment))
    return show(
        request,
        "desk/comment_runs.html",
        {"here": "comments", "board": board, "back": reverse("desk:comments")},
    )


def _ruling(request: HttpRequest) -> Ruling:
    """What the pressed button says. Raises BadValue where it says nothing."""
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "").replace("\x00", "")
    if verdict.isascii() and verdict.isdigit() and len(verdict) < 5:
        return Ruling(str(Decision.Verdict.REMOVED), int(verdict), reason)
    if not verdict:
        raise BadValue(_("verdict: say what is to become of it."))
    return Ruling(verdict, reason=reason)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _done(request: StaffRequest, words: str, undo_url: str = "", **more: Any) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"told": words, "undo": undo_url, **more})
    messages.success(request, words)
    return redirect(_back(request))


def _refused(request: StaffRequest, refusal: Refused) -> HttpResponse:
    words = " ".join(message.partition(": ")[2] or message for message in refusal.messages)
    if _wants_json(request):
        return JsonResponse({"refused": words}, status=409)
    messages.error(request, words)
    return redirect(_back(request))


def _tell_missed(request: StaffRequest, done: Bulk) -> None:
    """Each reason once, with how many it kept out."""
    reasons: dict[str, int] = {}
    for one in done.missed:
        words = " ".join(one.why.messages)
        reasons[words] = reasons.get(words, 0) + 1
    for words, number in reasons.items():
        told = ngettext("Not decided, %(n)d: %(why)s", "Not decided, %(n)d: %(why)s", number)
        messages.warning(request, told % {"n": number, "why": words})


def _back(request: HttpRequest) -> str:
    """Where the form says one came from, at this desk; the queue otherwise."""
    wanted: Mapping[str, str] = request.POST
    back = wanted.get("back", "")
    here = reverse("desk:comments")
    safe = back.startswith(here) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if safe else here
