"""Getting at anything from the desk: load and authorise in one, and no other way in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from twosource.discussion.models import Appeal, Ban, Comment, Thread
from twosource.people.models import User
from twosource.people.reads import demand_moderator, demand_staff
from twosource.replies.models import Request
from twosource.reports.models import Report
from twosource.stories.models import StoryPage
from twosource.verification.models import Actor, Claim, Copy, Item, NearCopy

from .screen import refuse

View = Callable[..., HttpResponse]


def at_the_desk(view: View) -> View:
    """A view for people of the newsroom only: others log in first, or are told in the desk's look that they may not."""
    return _guarded(view, demand_staff)


def with_moderators(view: View) -> View:
    """A view for moderators and editors only, in a newsroom where readers talk."""

    @wraps(view)
    def where_readers_talk(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.TWOSOURCE.rooms.discussion:
            raise Http404
        return view(request, *args, **kwargs)

    return _guarded(where_readers_talk, demand_moderator)


def sent_to(screen: str) -> Callable[[View], View]:
    """For a view that a form is sent to: whoever opens its address finds the screen the form stands on."""

    def only(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs) if request.method == "POST" else redirect(screen)

        return guarded

    return only


def _guarded(view: View, demand: Callable[[User], None]) -> View:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            demand(request.user)
            return view(request, *args, **kwargs)
        except (PermissionError, PermissionDenied) as refusal:
            return refuse(request, str(refusal))

    return guarded


def access_story(story_id: int, *, by: User) -> StoryPage:
    """The story, for someone of the newsroom. Raises NotYourRole, or Http404 when there is none."""
    demand_staff(by)
    return get_object_or_404(StoryPage, pk=story_id)


def access_claim(claim_id: int, *, by: User) -> Claim:
    """The claim, for someone of the newsroom. Raises NotYourRole, or Http404 when there is none."""
    demand_staff(by)
    return get_object_or_404(Claim.objects.select_related("speaker", "about", "opened_by"), pk=claim_id)


def access_report(report_id: int, *, by: User) -> Report:
    """The reader's report, for someone of the newsroom. Raises NotYourRole, or Http404 when there is none."""
    demand_staff(by)
    if not settings.TWOSOURCE.rooms.reports:
        raise Http404
    found = Report.objects.select_related("story", "taken_by", "decided_by", "duplicate_of")
    return get_object_or_404(found, pk=report_id)


def access_comment(comment_id: int, *, by: User) -> Comment:
    """The comment, for a moderator. Raises NotYourRole, or Http404 when there is none."""
    demand_moderator(by)
    return get_object_or_404(Comment.objects.select_related("thread", "author"), pk=comment_id)


def access_appeal(appeal_id: int, *, by: User) -> Appeal:
    """The appeal, for a moderator. Raises NotYourRole, or Http404 when there is none."""
    demand_moderator(by)
    return get_object_or_404(Appeal, pk=appeal_id)


def access_ban(ban_id: int, *, by: User) -> Ban:
    """The ban, for a moderator. Raises NotYourRole, or Http404 when there is none."""
    demand_moderator(by)
    return get_object_or_404(Ban, pk=ban_id)


def access_thread(thread_id: int, *, by: User) -> Thread:
    """The thread, for a moderator. Raises NotYourRole, or Http404 when there is none."""
    demand_moderator(by)
    return get_object_or_404(Thread.objects.select_related("story", "closed_by"), pk=thread_id)


def access_voice(voice_id: int, *, by: User) -> Actor:
    """The voice, for someone of the newsroom. Raises NotYourRole, or Http404 when there is none."""
    demand_staff(by)
    return get_object_or_404(Actor, pk=voice_id)


def access_copy(copy_id: int, *, by: User) -> Copy:
    """Our own copy of something, for someone of the newsroom. Raises NotYourRole, or Http404 when there is none."""
    demand_staff(by)
    return get_object_or_404(Copy.objects.select_related("item", "kept_by").defer("stamp"), pk=copy_id)


def access_near_copy(pair_id: int, *, by: User) -> NearCopy:
    """Two items of much the same words, for someone of the newsroom. Raises NotYourRole, or Http404."""
    demand_staff(by)
    rows = NearCopy.objects.select_related("item", "other", "origin", "decided_by")
    return get_object_or_404(rows, pk=pair_id)


def access_item(item_id: int, *, by: User) -> Item:
    """The item, for someone of the newsroom. Raises NotYourRole, or Http404 when there is none."""
    demand_staff(by)
    return get_object_or_404(Item, pk=item_id)


def access_request(request_id: int, *, by: User) -> Request:
    """The request for comment, for someone of the newsroom. Raises NotYourRole, or Http404 when there is none."""
    demand_staff(by)
    rows = Request.objects.select_related("asked", "claim", "asked_by", "logged_by")
    return get_object_or_404(rows, pk=request_id)
