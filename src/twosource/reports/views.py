"""Readers' pages of this room: the form, and what became of a report."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from twosource.ledger.clock import now
from twosource.readers.senders import from_elsewhere, sender_of
from twosource.stories.models import StoryPage
from twosource.stories.reads import Desk, readable

from .actions import Said, TooMany, report_error
from .forms import ReportForm
from .guards import SALT, ticket
from .reads import find_report

MOST_WORDS = 600


@csrf_exempt  # nobody is logged in here: guards.py refuses other sites and needs no cookie (docs/decisions)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, story_id: str) -> HttpResponse:
    """The form for one story; sent and accepted, it leads to the report's own page."""
    story = readable().filter(pk=int(story_id)).first()
    if story is None:
        raise Http404
    if request.method != "POST":
        words = " ".join(request.GET.get("words", "").replace("\x00", "").split())[:MOST_WORDS]
        return _form(request, story, ReportForm(story.pk, initial={"words": words}))
    if from_elsewhere(request):
        form = ReportForm(story.pk)
        return _form(
            request, story, form, refusal=_("Another site sent this. Please report it from here."), status=403
        )
    form = ReportForm(story.pk, request.POST)
    if not form.is_valid():
        return _form(request, story, form, status=422)
    return _report(request, story, form)


def _report(request: HttpRequest, story: StoryPage, form: ReportForm) -> HttpResponse:
    said = Said(**{name: form.cleaned_data[name] for name in ("words", "wrong")})
    sender = sender_of(request.META.get("REMOTE_ADDR", ""), now(), salt=SALT)
    try:
        made = report_error(story=story, said=said, sender=sender)
    except TooMany as refusal:
        return _form(request, story, form, refusal=" ".join(refusal.messages), status=429)
    except ValidationError as refusal:
        for message in refusal.messages:
            field, colon, words = message.partition(": ")
            known = colon and field in form.fields
            form.add_error(field if known else None, words[:1].upper() + words[1:] if known else message)
        return _form(request, story, form, status=422)
    return HttpResponseRedirect(made.url + "?new")


def _form(
    request: HttpRequest, story: StoryPage, form: ReportForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The form, with a fresh ticket; what was written stays."""
    context: dict[str, Any] = {
        "form": form, "story": story, "story_url": Desk().url(story.url_path), "refusal": refusal,
        "ticket": ticket(story.pk),
    }  # fmt: skip
    return _private(render(request, "reports/new.html", context, status=status))


@never_cache
@require_safe
def report(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """What became of a report, for who has its address."""
    found = find_report(int(number), secret)
    if found is None:
        raise Http404
    story = readable().filter(pk=found.story_id).first() if found.story_id else None
    context = {
        "report": found, "story_url": Desk().url(story.url_path) if story else "", "is_new": "new" in request.GET,
        "address": request.build_absolute_uri(found.url),
    }  # fmt: skip
    return _private(render(request, "reports/report.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Not for search engines, and its address not for anybody it links to."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response
