"""Making a page anew, through the newsroom's own front door: every middleware, every view, as a reader asks."""

from __future__ import annotations

import io
import logging
from contextvars import Context
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http.response import HttpResponseBase

log = logging.getLogger("twosource.edge")


def rendered(path: str) -> HttpResponseBase:
    """What a reader is answered at this address now; a page that may be kept is kept by that.

    Made in a context of its own, in the paper's language and zone: who published may read the desk in another.
    """
    return Context().run(_answer, path)


def prepare() -> None:
    """Load what answering needs, so that the first publication does not wait for it."""
    _handler()


def _answer(path: str) -> HttpResponseBase:
    return _handler().get_response(_asked(path))


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _asked(path: str) -> WSGIRequest:
    """A reader's request for this address, as the paper's own host hears it."""
    base = urlsplit(str(settings.WAGTAILADMIN_BASE_URL))
    port = base.port or (443 if base.scheme == "https" else 80)
    asked: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        # As WSGI has it: the bytes of the path, each as one letter.
        "PATH_INFO": path.encode("utf-8", "surrogatepass").decode("latin-1"),
        "RAW_URI": quote(path),
        "QUERY_STRING": "",
        "SERVER_NAME": base.hostname or "localhost",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": base.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": base.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    proxy = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    if proxy and base.scheme == "https":
        asked[proxy[0]] = proxy[1]
    return WSGIRequest(asked)
