"""Showing a screen of the desk, and saying no in its look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.discussion.moderation.queue import appeals_open, how_many
from twosource.edge.reads import troubles
from twosource.kernel.vocabulary import Status
from twosource.people.reads import is_editor, is_moderator, is_staff
from twosource.reports.reads import waiting
from twosource.stories.missed import Case, cases


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A status as the desk shows it: its code (a style), its sign, its word."""

    code: str
    sign: str
    label: str


def status_word(code: str) -> StatusWord:
    status = Status(code)
    return StatusWord(status.value, status.sign or "·", status.label.say(_, ngettext))


def without_word(why: str, status: StatusWord) -> str:
    """The sentence that explains a status, for where the status's own word stands beside it."""
    return why.removeprefix(f"{status.label}.").lstrip()


def alarms_for(user: Any) -> list[Case]:
    """The minutes that were missed and that this person is alarmed of: an editor of all, others of their own."""
    if not user.is_authenticated or not is_staff(user):
        return []
    found = cases()
    return found if is_editor(user) else [case for case in found if case.owner_id == user.pk]


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the desk, with what its frame needs."""
    frame: dict[str, Any] = {"paper_name": settings.TWOSOURCE.newsroom.name, "here": ""}
    frame["missed"] = alarms_for(request.user)
    frame["of_newsroom"] = request.user.is_authenticated and is_staff(request.user)
    frame["moderates"] = request.user.is_authenticated and is_moderator(request.user)
    frame["reports_waiting"] = waiting() if settings.TWOSOURCE.rooms.reports else None
    readers_talk = frame["moderates"] and settings.TWOSOURCE.rooms.discussion
    frame["comments_waiting"] = how_many() if readers_talk else None
    frame["appeals_waiting"] = appeals_open() if readers_talk else 0
    frame["pages_in_trouble"] = troubles()
    return render(request, template, {**frame, **context}, status=status)


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """“You may not”, with the reason, as 403."""
    words = reason or _("Your role does not allow this.")
    return show(request, "desk/refused.html", {"reason": words}, status=403)
