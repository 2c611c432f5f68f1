"""Readers' pages: ask the rooms downstairs for a view, draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from twosource.edge.clock import HEADERS
from twosource.ledger.uses import may_be_kept, using
from twosource.reports.reads import report_path
from twosource.search.filters import read_filters
from twosource.search.reads import search_view
from twosource.shortlinks.reads import short_path
from twosource.stories.actions import open_preview
from twosource.stories.archive_views import archive_view, day_view, month_view, year_view
from twosource.stories.claim_view import claim_view
from twosource.stories.correction_view import corrections_view
from twosource.stories.list_views import (
    all_topics,
    author_view,
    front_view,
    section_view,
    tag_view,
    topic_view,
)
from twosource.stories.models import SectionPage
from twosource.stories.published import published_authors, published_tags, published_topics, voice_url
from twosource.stories.reads import at_address, find_story, front_address
from twosource.stories.story_view import story_view
from twosource.stories.voice_view import find_voice, voice_view

from .clock import paper_clock
from .moments import past_page, with_versions
from .talks import claim_with_talk, front_with_talks, list_with_talks, story_with_talk


def addressable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No page stands at an address with control characters; PostgreSQL could not even be asked for one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if any(not char.isprintable() for part in (*args, *kwargs.values()) for char in part):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _may_be_kept_at(request: HttpRequest, url: str, *query: str) -> None:
    """The page may be kept at its own address, and not at the others that lead to it (`//`, zeros before a number):
    of those there is no end."""
    if request.path == url:
        may_be_kept(*query)


@require_safe
def clock(request: HttpRequest) -> HttpResponse:
    """The time, as the edge says it too; where there is an edge, nobody else is asked."""
    return HttpResponse(paper_clock().page(timezone.now()), headers=dict(HEADERS))


@require_safe
@addressable
def page(request: HttpRequest, path: str) -> HttpResponse:
    """The front page, a section or a story, by its address in the page tree."""
    root = front_address()
    if not root:
        raise Http404
    if path in ("", "/"):
        _may_be_kept_at(request, "/")
        return render(request, "site/front.html", {"view": front_with_talks(front_view())})
    url_path = root + path.rstrip("/") + "/"
    if not path.endswith("/"):
        return HttpResponsePermanentRedirect(f"/{path}/")
    story = find_story(url_path)
    if story is not None:
        if "at" in request.GET:
            return past_page(request, story)
        using(f"page:story:{story.pk}", f"short:{story.pk}")
        view = with_versions(story_view(story), story)
        short = short_path(story.pk)
        if short:
            view = replace(view, short_url=settings.WAGTAILADMIN_BASE_URL + short)
        view = story_with_talk(replace(view, report_url=report_path(story.pk)), story.pk)
        _may_be_kept_at(request, view.url, "at")
        return render(request, "site/story.html", {"view": view, "current_section_url": view.section.url})
    section = get_object_or_404(at_address(SectionPage.objects.live(), url_path))
    listed = list_with_talks(section_view(section, before=request.GET.get("before", "")))
    _may_be_kept_at(request, listed.url, "before")
    return render(request, "site/list.html", {"view": listed, "current_section_url": listed.url})


@require_safe
def claim(request: HttpRequest, claim_id: str) -> HttpResponse:
    """A claim that a live story carries; any other is not found, as if it had never been."""
    view = claim_view(int(claim_id))
    if view is None:
        raise Http404
    _may_be_kept_at(request, view.url)
    return render(request, "site/claim.html", {"view": claim_with_talk(view)})


@require_safe
@addressable
def voice(request: HttpRequest, voice_id: str, slug: str) -> HttpResponse:
    """Everything published that a voice said; not found for one that nobody may look up."""
    found = find_voice(int(voice_id))
    if found is None:
        raise Http404
    url = voice_url(found)
    if request.path != url:
        return HttpResponsePermanentRedirect(iri_to_uri(url))
    view = voice_view(found, before=request.GET.get("before", ""))
    may_be_kept("before")
    return render(request, "site/voice.html", {"view": view})


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    may_be_kept()
    return render(request, "site/topics.html", {"topics": all_topics()})


@require_safe
@addressable
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(published_topics(), slug=slug)
    view = list_with_talks(topic_view(found, before=request.GET.get("before", "")))
    _may_be_kept_at(request, view.url, "before")
    return render(request, "site/list.html", {"view": view})


@require_safe
@addressable
def tag(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    found = get_object_or_404(published_tags(), kind=kind, slug=slug)
    view = list_with_talks(tag_view(found, before=request.GET.get("before", "")))
    _may_be_kept_at(request, view.url, "before")
    return render(request, "site/list.html", {"view": view})


@require_safe
@addressable
def author(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(published_authors(), slug=slug)
    view = list_with_talks(author_view(found, before=request.GET.get("before", "")))
    _may_be_kept_at(request, view.url, "before")
    return render(request, "site/list.html", {"view": view})


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    may_be_kept("before")
    view = corrections_view(before=request.GET.get("before", ""))
    return render(request, "site/corrections.html", {"view": view})


@require_safe
def archive(request: HttpRequest, year: str = "", month: str = "", day: str = "") -> HttpResponse:
    """The archive, a year, a month or a day of it; not found where nothing was published."""
    try:
        on = date(int(year or 1), int(month or 1), int(day or 1))
    except ValueError:
        raise Http404 from None
    if day:
        view = day_view(on, before=request.GET.get("before", ""))
    elif month:
        view = month_view(on.year, on.month)
    else:
        view = year_view(on.year) if year else archive_view()
    if view is None:
        raise Http404
    _may_be_kept_at(request, view.url, "before")
    return render(request, "site/archive.html", {"view": list_with_talks(view)})


@require_safe
def how_we_check(request: HttpRequest) -> HttpResponse:
    may_be_kept()
    html = render_to_string("site/how-we-check.html", request=request)
    return render(request, "site/plain.html", {"title": _("How we check"), "html": html})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    may_be_kept()
    html = render_to_string("site/about.html", request=request)
    return render(request, "site/plain.html", {"title": _("About this paper"), "html": html})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    if not settings.TWOSOURCE.rooms.search:
        raise Http404
    number = request.GET.get("page", "1")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    view = search_view(request.GET.get("q", ""), max(wanted, 1), read_filters(request.GET.lists()))
    response = render(request, "site/search.html", {"view": list_with_talks(view)})
    response["Cache-Control"] = "no-store"  # a story that is gone must not be found in anybody's cache
    return response


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A draft, for who was lent its link; not found for any other token, as if there were no such page."""
    story = open_preview(token=token, count=request.method == "GET")
    if story is None:
        raise Http404
    response = render(request, "site/story.html", {"view": story_view(story, preview=True), "lent": True})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def theme_css(request: HttpRequest) -> HttpResponse:
    """The theme's tokens as CSS custom properties. Values were checked when twosource.toml was read."""
    may_be_kept()
    lines = "".join(f"--{name}:{value};" for name, value in sorted(settings.TWOSOURCE.theme.tokens.items()))
    return HttpResponse(f":root{{{lines}}}", content_type="text/css")


def not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    return render(request, "site/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """In the paper's own look, and from nothing but the template: whatever broke may be broken still."""
    return HttpResponse(
        render_to_string("site/500.html", {"paper_name": settings.TWOSOURCE.newsroom.name}), status=500
    )
