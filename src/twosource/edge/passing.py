"""Passing a request on to the newsroom's web processes, over Unix sockets, and their answer back.

Both bodies stream; nothing is kept. Each web process has a socket of its own, so that one that is not there
refuses at once, and the request goes to another. httpcore speaks HTTP; this says what a gateway owes both
sides (RFC 9110, 7.6): which headers end here, who the reader is, and what may be asked twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence

import httpcore
from starlette.types import Receive, Scope, Send

# Seconds: for a web process to come back; to connect, to write a piece, to have a place in line. An answer may
# take as long as fetching a page from the web and having it stamped does.
RETURN_TIME = 2.0
_PAUSE = 0.05
_TIMEOUTS = {"connect": 2.0, "write": 60.0, "pool": 10.0, "read": 300.0}
# Shorter than the web processes keep a silent connection, so that none ends just as it is used again.
_IDLE_SECONDS = 15.0
_MOST_AT_ONCE = 200

_HOP_BY_HOP = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-connection", b"proxy-authenticate", b"proxy-authorization",
        b"te", b"trailer", b"transfer-encoding", b"upgrade", b"http2-settings",
    }
)  # fmt: skip
# Whom a request is for is not for one connection only, whatever a reader says.
_NEEDED = frozenset({b"host"})
# Said anew by the edge: nobody else is believed about them.
_OURS = frozenset(
    {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded", b"expect", b"via"}
)

Lines = list[tuple[bytes, bytes]]


class NoAnswer(Exception):
    """Nobody answers, and nothing has been sent to the reader."""


class NoRequest(Exception):
    """What the reader sent cannot be said in HTTP to anybody else."""


class Passing:
    """The way to the web processes behind these sockets."""

    def __init__(self, sockets: Sequence[str]) -> None:
        self._pools = {path: _pool(path) for path in sockets}
        self._busy = dict.fromkeys(sockets, 0)

    async def close(self) -> None:
        """Let go of every connection."""
        for pool in self._pools.values():
            with contextlib.suppress(Exception):
                await pool.aclose()

    async def answer(
        self, scope: Scope, receive: Receive, send: Send, *, patience: float | None = None
    ) -> None:
        """Have a web process answer. Raises `NoAnswer` when none does, while nothing has been sent.

        With `patience` it must have begun so many seconds later, and must not fail (5xx). A reader who goes
        away ends the work on the other side.
        """
        reader = _Reader(receive, has_body=_has_body(scope))
        work = asyncio.ensure_future(self._carry(scope, reader, send, patience))
        gone = asyncio.ensure_future(reader.gone())
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                with contextlib.suppress(_Broken):
                    work.result()
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)

    async def _carry(self, scope: Scope, reader: _Reader, send: Send, patience: float | None) -> None:
        try:
            async with asyncio.timeout(patience):
                response, path = await self._ask(scope, reader)
        except TimeoutError:
            raise NoAnswer from None
        try:
            if patience is not None and response.status >= 500:
                raise NoAnswer
            headers = _without_hops(response.headers)
            await send({"type": "http.response.start", "status": response.status, "headers": headers})
            async for piece in response.aiter_stream():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
            raise _Broken from None
        finally:
            self._busy[path] -= 1
            await response.aclose()

    async def _ask(self, scope: Scope, reader: _Reader) -> tuple[httpcore.Response, str]:
        """The head of an answer, and whose it is. What changes nothing is asked a second time if need be."""
        again = scope["method"] in ("GET", "HEAD") and not reader.has_body
        until = time.monotonic() + RETURN_TIME
        while True:
            for path in sorted(self._pools, key=self._busy.__getitem__):
                self._busy[path] += 1
                try:
                    request = _request(scope, reader)
                    return await self._pools[path].handle_async_request(request), path
                except (httpcore.ConnectError, httpcore.ConnectTimeout):
                    self._busy[path] -= 1
                except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                    self._busy[path] -= 1
                    if not again:
                        raise NoAnswer from None
                    again = False
                    break
                except httpcore.TimeoutException:
                    self._busy[path] -= 1
                    raise NoAnswer from None
                except httpcore.LocalProtocolError:
                    self._busy[path] -= 1
                    raise NoRequest from None
                except BaseException:
                    self._busy[path] -= 1
                    raise
            if time.monotonic() > until:
                raise NoAnswer
            await asyncio.sleep(_PAUSE)


class _Broken(Exception):
    """The answer broke off after its head had been sent; uvicorn ends the reader's connection for that."""


class _Reader:
    """The reader's side: the body as it comes, and whether there still is somebody."""

    def __init__(self, receive: Receive, *, has_body: bool) -> None:
        self._receive, self.has_body = receive, has_body
        self._went = False
        # Nothing else is to be read for the request: what comes now is that the reader went away.
        self._settled = asyncio.Event()
        if not has_body:
            self._settled.set()

    async def body(self) -> AsyncIterator[bytes]:
        """The body, piece by piece. It never ends for a reader who went away in the middle of it."""
        while not self._settled.is_set():
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._went = True
                self._settled.set()
                await asyncio.Future()
            if message["body"]:
                yield message["body"]
            if not message.get("more_body", False):
                self._settled.set()

    async def gone(self) -> None:
        """Return once the reader has gone away."""
        await self._settled.wait()
        while not self._went:
            self._went = (await self._receive())["type"] == "http.disconnect"


def _pool(path: str) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        uds=path, max_connections=_MOST_AT_ONCE, max_keepalive_connections=32, keepalive_expiry=_IDLE_SECONDS
    )


def _has_body(scope: Scope) -> bool:
    names = dict(scope["headers"])
    return b"transfer-encoding" in names or names.get(b"content-length", b"0").strip(b"0") != b""


def _request(scope: Scope, reader: _Reader) -> httpcore.Request:
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    headers = [line for line in _without_hops(scope["headers"]) if line[0] not in _OURS]
    client = scope.get("client")
    if client:
        headers.append((b"x-forwarded-for", client[0].encode("latin-1")))
    if not any(name == b"host" for name, _value in headers):
        headers.append((b"host", b"%s:%d" % (scope["server"][0].encode(), scope["server"][1] or 80)))
    headers.append((b"x-forwarded-proto", scope["scheme"].encode()))
    headers.append((b"via", b"%s twosource" % scope["http_version"].encode()))
    if reader.has_body and not any(name == b"content-length" for name, _value in headers):
        headers.append((b"transfer-encoding", b"chunked"))
    url = httpcore.URL(scheme=b"http", host=b"newsroom", port=None, target=target)
    return httpcore.Request(
        scope["method"], url, headers=headers, content=reader.body(), extensions={"timeout": _TIMEOUTS}
    )


def _without_hops(headers: Sequence[tuple[bytes, bytes]]) -> Lines:
    """The headers, their names in lower case, without those that are meant for one connection only."""
    lines = [(name.lower(), value.strip()) for name, value in headers]
    named = {
        token.strip().lower() for name, value in lines if name == b"connection" for token in value.split(b",")
    }
    return [line for line in lines if line[0] not in _HOP_BY_HOP and line[0] not in named - _NEEDED]
