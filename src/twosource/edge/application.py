"""What is not answered at once: pages out of turn, stale pages, the time, files, and all that the newsroom answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from starlette.types import Message, Receive, Scope, Send

from . import clock, listening
from .answers import Entry
from .files import Files
from .front import Front
from .passing import NoAnswer, NoRequest

# A stale page is shown when the newsroom has not begun to answer after so many seconds.
STALE_PATIENCE = 3.0
_RETRY_AFTER = 10


class Newsroom(Protocol):
    """Who answers what the edge cannot."""

    async def answer(
        self, scope: Scope, receive: Receive, send: Send, *, patience: float | None = None
    ) -> None:
        """Answer the request. Raises `NoAnswer` while nothing has been sent.

        With `patience` the newsroom must have begun so many seconds later, and must not fail (5xx).
        """

    async def close(self) -> None:
        """Let go of whatever leads to the newsroom."""


class Edge:
    """The ASGI application of an edge process."""

    def __init__(self, front: Front, files: Files, newsroom: Newsroom | None) -> None:
        self.front, self.files, self.newsroom = front, files, newsroom

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        stale = None
        if scope["method"] in ("GET", "HEAD"):
            heads = _heads(scope)
            stale = self._page(scope, heads)
            if stale is not None and not stale.stale and not (stale.ranged and b"range" in heads):
                await _send_entry(stale, scope, heads, send)
                return
            if self._is_ours(scope, heads):
                if scope["path"] == clock.PATH:
                    await _send(send, scope, 200, clock.HEADERS, self._time())
                    return
                file = self.files.response(scope)
                if file is not None:
                    await file(scope, receive, send)
                    return
        if scope["path"] == listening.PATH and self._is_ours(scope, _heads(scope)):
            await _no_stream(scope, send)
            return
        await self._ask(scope, receive, send, stale)

    def _page(self, scope: Scope, heads: dict[bytes, bytes]) -> Entry | None:
        query = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        return self.front.entry_for(target, heads.get(b"host"), secure=scope["scheme"] == "https")

    def _is_ours(self, scope: Scope, heads: dict[bytes, bytes]) -> bool:
        if heads.get(b"host", b"") not in self.front.hosts:
            return False
        return scope["scheme"] == "https" or not self.front.is_https

    def _time(self) -> bytes:
        return self.front.terms.clock.page(datetime.now(UTC))

    async def _ask(self, scope: Scope, receive: Receive, send: Send, stale: Entry | None) -> None:
        """Have the newsroom answer; a stale page, or a kind word, when it cannot."""
        try:
            if self.newsroom is None:
                raise NoAnswer
            patience = STALE_PATIENCE if stale is not None else None
            await self.newsroom.answer(scope, receive, send, patience=patience)
        except NoRequest:
            await _send(send, scope, 400, _PLAIN, b"Bad Request\n")
        except NoAnswer:
            if stale is not None:
                await _send_entry(stale, scope, _heads(scope), send)
            elif self.newsroom is None and scope["path"].startswith(("/static/", "/media/")):
                await _send(send, scope, 404, _PLAIN, b"Not Found\n")
            else:
                await self._apologise(scope, send)

    async def _apologise(self, scope: Scope, send: Send) -> None:
        """503, in the paper's look for who reads pages, as JSON for who reads data."""
        more = [("Retry-After", str(_RETRY_AFTER)), ("Cache-Control", "no-store")]
        if scope["path"].startswith("/api/"):
            headers = [("Content-Type", "application/json"), *more]
            await _send(send, scope, 503, headers, b'{"error": "The newsroom cannot answer just now."}\n')
            return
        name = "unavailable" if scope["method"] in ("GET", "HEAD") else "unavailable/form"
        if scope["path"].startswith("/search/"):
            name = "unavailable/search"
        entry = self.front.shelf.find(name)
        if entry is None:
            await _send(send, scope, 503, [*_PLAIN, *more], b"This page cannot be shown just now.\n")
            return
        lines = [(name.decode(), value.decode("latin-1")) for name, value in entry.variants["identity"].lines]
        kept = [line for line in lines if line[0] not in _OF_A_PAGE]
        await _send(send, scope, 503, [*kept, *more], entry.variants["identity"].body)


_PLAIN = (("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff"))
# What the apology's own record says of itself, and an apology does not.
_OF_A_PAGE = frozenset({"content-length", "etag", "last-modified", "vary", "cache-control", "retry-after"})


def _heads(scope: Scope) -> dict[bytes, bytes]:
    heads: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        heads[name] = heads[name] + b", " + value if name in heads else value
    return heads


async def _no_stream(scope: Scope, send: Send) -> None:
    """A stream is begun by a plain GET at the head of a connection, and by nothing else."""
    if scope["method"] in ("GET", "HEAD"):
        await _send(send, scope, 503, [*_PLAIN, ("Retry-After", "1")], b"One at a time\n")
    else:
        await _send(send, scope, 405, [*_PLAIN, ("Allow", "GET, HEAD")], b"Method Not Allowed\n")


async def _send_entry(entry: Entry, scope: Scope, heads: dict[bytes, bytes], send: Send) -> None:
    variant = entry.choose(heads.get(b"accept-encoding"))
    status, lines, body = entry.status, list(variant.lines), variant.body
    if entry.is_unchanged(variant, heads.get(b"if-none-match"), heads.get(b"if-modified-since")):
        status, body = 304, b""
        lines = [
            line for line in lines if line[0] not in (b"content-length", b"content-encoding", b"content-type")
        ]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _send(send: Send, scope: Scope, status: int, headers: Any, body: bytes) -> None:
    lines = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    lines.append((b"content-length", b"%d" % len(body)))
    start: Message = {"type": "http.response.start", "status": status, "headers": lines}
    await send(start)
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
