"""Where search engines fetch what they are told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from twosource.ledger.uses import may_be_kept

from . import sitemaps
from .answers import fresh


def _xml(request: HttpRequest, text: str) -> HttpResponse:
    may_be_kept()
    return fresh(request, HttpResponse(text, content_type="application/xml; charset=utf-8"))


@require_safe
def whole_map(request: HttpRequest) -> HttpResponse:
    return _xml(request, sitemaps.whole_map())


@require_safe
def pages_map(request: HttpRequest) -> HttpResponse:
    return _xml(request, sitemaps.urlset(sitemaps.page_addresses()))


@require_safe
def sheet(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One sheet of stories, claims, voices or discussions; 404 for one that holds nothing."""
    addresses = sitemaps.KINDS[kind].sheet(number)
    if not addresses:
        raise Http404
    return _xml(request, sitemaps.urlset(addresses))


@require_safe
def news_map(request: HttpRequest) -> HttpResponse:
    return _xml(request, sitemaps.news_map())


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    may_be_kept()
    return HttpResponse(sitemaps.robots(), content_type="text/plain; charset=utf-8")
