"""Static files and media, served without a database, a session or a thread of Django's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import IO, Any, cast
from wsgiref.headers import Headers

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from whitenoise.base import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

_CHUNK = 256 * 1024
_WEEK = 7 * 24 * 3600


class HashedStatics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Names files by their content once they are collected; before that, by the names they have.

    A page therefore renders in a newsroom whose files were not collected yet, and browsers keep a
    collected file for ever: a changed file has another name.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The collected name of `name`, or `name` itself when it was never collected."""
        found: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return found


class _Media(WhiteNoise):  # type: ignore[misc]  # whitenoise ships no types
    """Pictures as they are uploaded: looked up on disk each time, so that none is ever stale."""

    def __init__(self) -> None:
        super().__init__(None, autorefresh=True, max_age=_WEEK, add_headers_function=_disarm)
        self.add_files(settings.MEDIA_ROOT, prefix=settings.MEDIA_URL)


class FilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise ships no types
    """Answers /static/ and /media/ and passes everything else on, under ASGI and in Django's test client."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        Path(str(settings.STATIC_ROOT)).mkdir(parents=True, exist_ok=True)
        super().__init__(get_response)
        self.media = _Media()
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """The file at the request's path, or what the rest of the newsroom answers."""
        if self.is_async:
            return self._answer_async(request)
        found = self._find(request.path_info)
        if found is None:
            return cast(HttpResponseBase, self.get_response(request))
        return cast(HttpResponseBase, self.serve(found, request))

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        found = self._find(request.path_info)
        if found is None:
            return cast(HttpResponseBase, await self.get_response(request))
        answer = await sync_to_async(found.get_response, thread_sensitive=False)(request.method, request.META)
        content = _chunks(answer.file) if answer.file else _nothing()
        response = StreamingHttpResponse(content, status=int(answer.status))
        del response["Content-Type"]
        for key, value in answer.headers:
            response[key] = value
        return response

    def _find(self, path: str) -> Any:
        if path.startswith(settings.MEDIA_URL):
            return self.media.find_file(path)
        return self.files.get(path)


def _disarm(headers: Headers, path: str, url: str) -> None:
    """An uploaded file is looked at and never run, whatever it turns out to be."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


async def _nothing() -> AsyncIterator[bytes]:
    empty: tuple[bytes, ...] = ()
    for chunk in empty:
        yield chunk


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    read = sync_to_async(file.read, thread_sensitive=False)
    try:
        while chunk := await read(_CHUNK):
            yield chunk
    finally:
        file.close()
