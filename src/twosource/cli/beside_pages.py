"""What `serve` puts beside the finished pages: the terms of the edge, and what it says when nobody else can."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage
from twosource.edge.terms import Terms

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom

# Above the largest file that may be attached there are the other fields of its form.
_FORM_MEGABYTES = 16
_LARGEST_PICTURE_MEGABYTES = 20


def write_beside_pages(newsroom: Newsroom) -> None:
    """Write both into data/pages/. Django must have been started."""
    from django.conf import settings

    from twosource.site.clock import paper_clock

    folder, server = newsroom.data / "pages", newsroom.config.server
    largest = max(newsroom.config.evidence.largest_megabytes, _LARGEST_PICTURE_MEGABYTES)
    Terms(
        hosts=tuple(settings.ALLOWED_HOSTS),
        scheme="https" if newsroom.is_https else "http",
        trusted_proxies=server.trusted_proxies,
        memory_megabytes=newsroom.config.edge.memory_megabytes,
        body_megabytes=largest + _FORM_MEGABYTES,
        clock=paper_clock(),
        listeners=newsroom.config.edge.listeners,
    ).write(folder)
    store = FolderStore(folder)
    for page in _apologies():
        store.put(page)


def _apologies() -> list[FinishedPage]:
    """The pages that say that the newsroom cannot answer, at addresses nobody can ask for: they begin with no slash."""
    from django.http import HttpRequest, HttpResponse
    from django.middleware.clickjacking import XFrameOptionsMiddleware
    from django.middleware.security import SecurityMiddleware

    from twosource.conf.headers import HeadersMiddleware
    from twosource.site.apologies import APOLOGIES, apology

    def finished(name: str) -> FinishedPage:
        body = apology(name)
        request = HttpRequest()
        # The page is shown to who came as the paper asks; nothing is redirected here.
        request.META = {"HTTP_X_FORWARDED_PROTO": "https", "SERVER_NAME": "localhost", "SERVER_PORT": "443"}
        answer: Any = HttpResponse(body, status=503)
        for middleware in (XFrameOptionsMiddleware, HeadersMiddleware, SecurityMiddleware):
            answer = middleware(lambda _request: HttpResponse()).process_response(request, answer)
        etag = hashlib.sha256(body).hexdigest()[:16]
        headers = tuple(answer.items())
        return FinishedPage(name, 503, headers, {"identity": body}, etag, int(time.time()))

    return [finished(name) for name in APOLOGIES]
