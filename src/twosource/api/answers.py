"""How this room answers: absolute addresses, conditional requests, errors as JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date
from django.utils.translation import gettext as _

from twosource.ledger.models import Entry

View = Callable[..., HttpResponse]

# What XML 1.0 cannot hold, escaped or not.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class ApiError(Exception):
    """An answer other than the one asked for: its status, one sentence, and what else is to be said."""

    def __init__(self, status: int, error: str, **more: Any) -> None:
        super().__init__(error)
        self.status = status
        self.said = {"error": error, **more}


def absolute(path: str) -> str:
    """The whole address of a path of this paper, fit for XML and for headers."""
    # Settings are made from the newsroom folder; the type checker sees none of them.
    return str(settings.WAGTAILADMIN_BASE_URL) + (iri_to_uri(path) or "")  # type: ignore[misc]


def writable(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def as_json(data: Any, *, status: int = 200) -> HttpResponse:
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")


def as_list(head: dict[str, Any], name: str, rows: Iterable[Any]) -> HttpResponse:
    """As JSON, the rows under this name after the rest, each on a line of its own.

    Laid out further, a list is written by Python and not by its library in C, in five times the time.
    """
    before = json.dumps(head, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = ",".join(f"\n  {json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)}" for row in rows)
    body = f'{before},\n "{name}": [{lines}\n ]\n}}'
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def last_fact_at() -> datetime | None:
    """When anything last happened in the newsroom: since then no list has changed, or lost a story."""
    return Entry.objects.values_list("at", flat=True).first()


def fresh(request: HttpRequest, response: HttpResponse, changed_at: datetime | None = None) -> HttpResponse:
    """The response, for anyone to keep and ask again about: ETag, Last-Modified, 304 when it is the same."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    # Public words, for any page to read.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    stamp = int(changed_at.timestamp()) if changed_at else None
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    return get_conditional_response(request, etag, stamp, response) or response


def answering(*methods: str) -> Callable[[View], View]:
    """A view that answers these methods (HEAD as GET), and says what is wrong as JSON, `{"error": …}`."""
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in allowed:
                    raise ApiError(
                        405, _("This address answers %(methods)s.") % {"methods": ", ".join(allowed)}
                    )
                return view(request, *args, **kwargs)
            except ApiError as error:
                return _refused(error, allowed)
            except (RequestDataTooBig, UnreadablePostError):
                return as_json({"error": _("The body is too large or broke off.")}, status=400)

        return answer

    return decorate


def _refused(error: ApiError, allowed: tuple[str, ...]) -> HttpResponse:
    response = as_json(error.said, status=error.status)
    response["Cache-Control"] = "no-store"
    if error.status == 405:
        response["Allow"] = ", ".join(allowed)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Session realm="newsroom"'
    return response
