"""The voices: what each said, and who has power over it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from twosource.people.models import User
from twosource.people.staff_request import StaffRequest
from twosource.verification.models import Actor

from ..access import access_voice, at_the_desk
from ..boards.falling import FallBoard, voice_fall
from ..boards.history import told
from ..boards.voice_board import readers_url, spoken
from ..forms.deed import Deed
from ..forms.voice_deeds import DEEDS, ROW_ACTS, ControlledBy, EndControl, RetractVoice
from ..forms.voices import known_voices
from ..screen import show

A_PAGE = 60


@at_the_desk
@require_safe
def voices(request: StaffRequest) -> HttpResponse:
    """Every voice that may be named, by name."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    found = Actor.objects.nameable().annotate(said=Count("statements", distinct=True)).order_by("name", "pk")
    if words:
        found = found.filter(name__icontains=words)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "desk/voices.html", {"here": "voices", "page": page, "words": words})


@at_the_desk
@require_safe
def voice(request: StaffRequest, voice_id: int) -> HttpResponse:
    """One voice."""
    return _screen(request, access_voice(voice_id, by=request.user))


@at_the_desk
def act(request: StaffRequest, voice_id: int, act: str, row: int | None = None) -> HttpResponse:
    """Do one thing to a voice; refused, the screen comes back with the reason and what was written."""
    subject = access_voice(voice_id, by=request.user)
    kind = DEEDS.get(act)
    if kind is None or (act in ROW_ACTS) is not (row is not None):
        raise Http404
    if request.method != "POST":
        return redirect("desk:voice", voice_id)
    deed = kind(subject, request.user, request.POST, row=row)
    done = deed.attempt()
    if done is None:
        return _screen(request, subject, deed)
    messages.success(request, done)
    return redirect("desk:voice", voice_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _screen(request: StaffRequest, subject: Actor, refused: Deed | None = None) -> HttpResponse:
    by = request.user
    control = refused if isinstance(refused, ControlledBy) else ControlledBy(subject, by)
    falls = isinstance(refused, RetractVoice) or "fall" in request.GET
    fall = voice_fall(subject) if falls else None
    above = subject.controllers.select_related("controller", "recorded_by").order_by("ended_at", "pk")
    context = {
        "here": "voices", "voice": subject, "refused": refused, "control": control,
        "kind": Actor.Kind(subject.kind).label if subject.kind in Actor.Kind.values else subject.kind,
        "above": [(link, None if link.ended_at else EndControl(subject, by, row=link.pk)) for link in above],
        "below": subject.controlled.filter(ended_at=None).select_related("actor"),
        "spoken": spoken(subject, first=_number(request.GET.get("from", ""))),
        "readers_url": readers_url(subject),
        "items": subject.items.order_by("-pk")[:100],
        "history": told([f"actor:{subject.pk}"]),
        "voices": known_voices(), "fall": fall, "retract": _retract(subject, by, refused, fall),
    }  # fmt: skip
    return show(request, "desk/voice.html", context, status=422 if refused else 200)


def _retract(subject: Actor, by: User, refused: Deed | None, fall: FallBoard | None) -> Deed | None:
    """The form that retracts a voice, which knows what its person was shown."""
    if fall is None or not fall.items:
        return None
    data = None
    if isinstance(refused, RetractVoice):
        data = cast(QueryDict, refused.data).copy()
        data["seen"] = fall.seen
    deed = RetractVoice(subject, by, data)
    deed.initial["seen"] = fall.seen
    return deed
