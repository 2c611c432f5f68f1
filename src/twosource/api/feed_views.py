"""Where feeds are fetched."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from twosource.ledger.uses import may_be_kept

from . import feeds, lists
from .answers import fresh, last_fact_at

CHANNELS: dict[str, Callable[[str], lists.Channel | None]] = {
    "section": lists.of_section,
    "topic": lists.of_topic,
    "author": lists.of_author,
}
FORMATS = {"rss.xml": feeds.RSS, "atom.xml": feeds.ATOM, "feed.json": feeds.JSON}


@require_safe
def paper_feed(request: HttpRequest, name: str) -> HttpResponse:
    return _feed(request, name, lists.whole_paper())


@require_safe
def feed(request: HttpRequest, name: str, kind: str, slug: str) -> HttpResponse:
    """A feed of a section, a topic or an author; 404 for one that does not exist."""
    return _feed(request, name, CHANNELS[kind](slug))


@require_safe
def tag_feed(request: HttpRequest, name: str, kind: str, slug: str) -> HttpResponse:
    return _feed(request, name, lists.of_tag(kind, slug))


def no_feed(request: HttpRequest) -> HttpResponse:
    """Any other address under /feeds/."""
    raise Http404


def _feed(request: HttpRequest, name: str, channel: lists.Channel | None) -> HttpResponse:
    """Nothing in it is dated by the clock, so that it is the same to the byte until a story changes."""
    if channel is None:
        raise Http404
    may_be_kept()
    form = FORMATS[name]
    response = HttpResponse(feeds.written(form, channel), content_type=form.content_type)
    return fresh(request, response, last_fact_at())
