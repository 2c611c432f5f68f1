"""Keeps what the newsroom answers, where a view said that it may be kept."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from twosource.ledger.uses import Uses, recording

from . import actions, keeping
from .parts import PartsOfAPage, parts
from .records import FinishedPage

log = logging.getLogger("twosource.edge")

# Seconds a reader, or who published, stands behind somebody who writes; the page is kept another time then.
PATIENCE = 1.0

# The parameter of an older page of a list. It takes parts, and leaves none: who reads the archive through would push
# out what stands on every page.
OLDER = "before="

# With these a view would answer less than the whole page.
_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)


@dataclass(slots=True)
class _Making:
    """One page in the making: the parts it begins with, and what the reader asked that the view is not to see."""

    parts: PartsOfAPage
    conditions: dict[str, Any]


class FinishMiddleware:
    """Stands just inside compression: sees the whole answer with all its headers, in its own bytes.

    Nobody is answered from the folder here; that is the work of the process that answers readers.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._answer_async(request)
        if not _is_asked_plainly(request):
            with _looking(_parts_of(request)):
                return _if_not_there(cast(HttpResponseBase, self.get_response(request)))
        making = _begin(request)
        with recording(making.parts if making else None) as uses:
            response = self.get_response(request)
        return _if_not_there(_end(request, response, uses, making))

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_asked_plainly(request):
            with _looking(await sync_to_async(_parts_of)(request)):
                return _if_not_there(cast(HttpResponseBase, await self.get_response(request)))
        making = await sync_to_async(_begin)(request)
        with recording(making.parts if making else None) as uses:
            response = await self.get_response(request)
        return _if_not_there(await sync_to_async(_end)(request, response, uses, making))


def _is_asked_plainly(request: HttpRequest) -> bool:
    return request.method == "GET" and not request.META.get("QUERY_STRING")


def _parts_of(request: HttpRequest) -> PartsOfAPage | None:
    """The parts for an answer that is not kept, such as one to a question; none for what may change something."""
    if request.method not in ("GET", "HEAD"):
        return None
    try:
        return parts.begin(leaves=OLDER not in request.META.get("QUERY_STRING", ""))
    except DatabaseError:
        return None


def _looking(parts: PartsOfAPage | None) -> AbstractContextManager[object]:
    """Made with these parts; without any, whatever is asked for is looked up when it is."""
    return recording(parts) if parts else nullcontext()


def _if_not_there(response: HttpResponseBase) -> HttpResponseBase:
    """What is not there now may be there in a minute, and no key would take its absence out of a cache on the way."""
    if response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _begin(request: HttpRequest) -> _Making | None:
    conditions = {name: request.META.pop(name) for name in _CONDITIONS if name in request.META}
    try:
        return _Making(parts.begin(), conditions)
    except DatabaseError:
        request.META.update(conditions)
        return None


def _end(
    request: HttpRequest, response: HttpResponseBase, uses: Uses, making: _Making | None
) -> HttpResponseBase:
    if making is None:
        return response
    request.META.update(making.conditions)
    if isinstance(response, HttpResponse) and keeping.may_keep(request.path, response, uses):
        page = _kept(request.path, response, uses, making.parts.begun)
        response = _told(response, page)
    return _conditional(request, response)


def _kept(path: str, response: HttpResponse, uses: Uses, begun: int) -> FinishedPage:
    """The page, kept if it can be; a reader gets it in any case."""
    page = keeping.finished(path, response, uses, _before(path))
    try:
        with actions.in_short(PATIENCE):
            response.kept = actions.keep(page=page, uses=uses, begun=begun)  # type: ignore[attr-defined]
    except (DatabaseError, OSError) as error:
        log.warning("%s could not be kept: %s", path, error)
        response.kept = actions.Kept.NOT  # type: ignore[attr-defined]
    return page


def _before(path: str) -> FinishedPage | None:
    try:
        return keeping.store().get(path)
    except OSError:
        return None


def _told(response: HttpResponse, page: FinishedPage) -> HttpResponse:
    """The answer with the headers of the finished page."""
    for name in list(response.headers):
        if name.lower() in keeping.OF_THE_ANSWER - {"vary", "content-length"}:
            del response[name]
    for name, value in page.headers:
        response[name] = value
    response["ETag"] = f'"{page.etag}"'
    response["Last-Modified"] = http_date(page.last_modified)
    response["Surrogate-Key"] = " ".join(page.keys)
    return response


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """304 where the reader has it already; of conditions a reader set that the view was not shown."""
    etag, stamp = response.get("ETag"), response.get("Last-Modified")
    if not isinstance(response, HttpResponse) or not (etag or stamp):
        return response
    moment = parse_http_date_safe(stamp) if stamp else None
    return get_conditional_response(request, etag, moment, response) or response
