"""Beside the moderators' queue: appeals, bans, threads, topics, every decision, and the standards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from twosource.discussion.actions.ruling import open_thread
from twosource.discussion.moderation.standards import editions, in_force, to_come
from twosource.people.models import User
from twosource.people.reads import demand_editor, is_editor
from twosource.people.staff_request import StaffRequest
from twosource.topics.models import Topic

from ..access import access_appeal, access_ban, access_comment, access_thread, sent_to, with_moderators
from ..boards.moderation_board import (
    THREAD_DEEDS,
    appeal_rows,
    appeals_decided,
    ban_rows,
    log_page,
    silent_stories,
    thread_board,
    thread_rows,
    topic_rows,
)
from ..forms.banning import Ban, BanForComment, LiftBan
from ..forms.deed import Deed
from ..forms.moderation import DecideAppeal, EditStandards, RuleTopic
from ..screen import show


def _shown(
    request: StaffRequest, name: str, context: dict[str, Any], refused: Deed | None = None
) -> HttpResponse:
    told = {"here": "comments", "refused": refused, **context}
    return show(request, f"desk/{name}.html", told, status=422 if refused else 200)


@with_moderators
@require_safe
def appeals(request: StaffRequest) -> HttpResponse:
    """The open appeals, and the last ones decided."""
    return _appeals(request)


def _appeals(request: StaffRequest, refused: Deed | None = None) -> HttpResponse:
    rows = appeal_rows(by=request.user, refused=refused)
    return _shown(request, "appeals", {"rows": rows, "decided": appeals_decided(by=request.user)}, refused)


@with_moderators
@sent_to("desk:appeals")
def decide_appeal(request: StaffRequest, appeal_id: int) -> HttpResponse:
    """Decide an appeal; who removed the comment is refused, whatever the screen shows."""
    deed = DecideAppeal(access_appeal(appeal_id, by=request.user), request.user, request.POST)
    done = deed.attempt()
    if done is None:
        return _appeals(request, deed)
    messages.success(request, done)
    return redirect("desk:appeals")


@with_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def bans(request: StaffRequest) -> HttpResponse:
    """Who cannot write, why and until when; and a form for one more."""
    deed = _ban_form(request, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _bans(request, deed)
    done = deed.attempt()
    if done is None:
        return _bans(request, deed, deed)
    messages.success(request, done)
    return redirect("desk:comments" if isinstance(deed, BanForComment) else "desk:bans")


def _ban_form(request: StaffRequest, data: Any) -> Ban:
    """For the comment the address names, for the reader it names, or for nobody yet."""
    comment, whom = _number(request.GET.get("comment", "")), _number(request.GET.get("reader", ""))
    if comment:
        return BanForComment(access_comment(comment, by=request.user), request.user, data)
    return Ban(User.objects.filter(pk=whom).first() if whom else None, request.user, data)


def _bans(request: StaffRequest, form: Deed, refused: Deed | None = None) -> HttpResponse:
    of_comment = form.subject if isinstance(form, BanForComment) else None
    context = {"rows": ban_rows(by=request.user), "form": form, "of_comment": of_comment}
    return _shown(request, "bans", context, refused)


@with_moderators
@sent_to("desk:bans")
def lift_ban(request: StaffRequest, ban_id: int) -> HttpResponse:
    """End a ban before its time."""
    deed = LiftBan(access_ban(ban_id, by=request.user), request.user, request.POST)
    done = deed.attempt()
    if done is None:
        return _bans(request, Ban(None, request.user), deed)
    messages.success(request, done)
    return redirect("desk:bans")


@with_moderators
@require_safe
def threads(request: StaffRequest) -> HttpResponse:
    """The threads, and how those of each topic are read beforehand."""
    return _threads(request)


def _threads(request: StaffRequest, refused: Deed | None = None) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    context = {
        "rows": thread_rows(words), "silent": silent_stories(words), "words": words,
        "topics": topic_rows(by=request.user, refused=refused),
    }  # fmt: skip
    return _shown(request, "comment_threads", context, refused)


@with_moderators
@sent_to("desk:comment_threads")
def open_under(request: StaffRequest, story_id: int) -> HttpResponse:
    """Open the thread under a story before anybody has written, to close or rule it."""
    try:
        thread = open_thread(under=f"story:{story_id}", by=request.user)
    except ValidationError as refusal:
        raise Http404 from refusal
    return redirect("desk:comment_thread", thread.pk)


@with_moderators
@sent_to("desk:comment_threads")
def rule_topic(request: StaffRequest, topic_id: int) -> HttpResponse:
    """Say how threads under a topic's stories are read beforehand."""
    deed = RuleTopic(get_object_or_404(Topic, pk=topic_id), request.user, request.POST)
    done = deed.attempt()
    if done is None:
        return _threads(request, deed)
    messages.success(request, done)
    return redirect("desk:comment_threads")


@with_moderators
@require_safe
def thread(request: StaffRequest, thread_id: int) -> HttpResponse:
    """One thread: closed or open, and which comments wait."""
    board = thread_board(access_thread(thread_id, by=request.user), by=request.user)
    return _shown(request, "comment_thread", {"board": board})


@with_moderators
@sent_to("desk:comment_threads")
def act_on_thread(request: StaffRequest, thread_id: int, act: str) -> HttpResponse:
    """Close, open again, or rule a thread."""
    subject = access_thread(thread_id, by=request.user)
    kind = THREAD_DEEDS.get(act)
    if kind is None:
        raise Http404
    deed = kind(subject, request.user, request.POST)
    done = deed.attempt()
    if done is None:
        board = thread_board(access_thread(thread_id, by=request.user), by=request.user, refused=deed)
        return _shown(request, "comment_thread", {"board": board}, deed)
    messages.success(request, done)
    return redirect("desk:comment_thread", thread_id)


@with_moderators
@require_safe
def log(request: StaffRequest) -> HttpResponse:
    """Every decision with who, what and why, the newest first."""
    by = _number(request.GET.get("by", ""))
    page = log_page(before=_number(request.GET.get("before", "")), moderator=by)
    return _shown(request, "comments_log", {"page": page, "moderator": by})


@with_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def standards(request: StaffRequest) -> HttpResponse:
    """The standards in force, and for an editor a form for the next edition."""
    form = EditStandards(in_force(), request.user)
    if request.method == "POST":
        demand_editor(request.user)
        form = EditStandards(in_force(), request.user, request.POST)
        done = form.attempt()
        if done is not None:
            messages.success(request, done)
            return redirect("desk:standards")
    context = {
        "standards": in_force(), "editions": editions(), "to_come": to_come(),
        "form": form if is_editor(request.user) else None,
    }  # fmt: skip
    return _shown(request, "standards", context, form if request.method == "POST" else None)


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else 0
