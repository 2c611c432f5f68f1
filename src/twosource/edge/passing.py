"""Passing a request on to the newsroom's web processes, over Unix sockets, and their answer back.

Both bodies stream; nothing is kept. Each web process has a socket of its own, so that one that is not there
refuses at once, and the request goes to another. httpcore speaks HTTP; this says what may be asked twice. Readers'
words go a way of their own (`forms.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence

import httpcore
from starlette.types import Receive, Scope, Send

from . import forms
from .heads import passed_on, without_hops

# Seconds: for a web process to come back; to connect, to write a piece, to have a place in line. An answer may
# take as long as fetching a page from the web and having it stamped does.
RETURN_TIME = 2.0
_PAUSE = 0.05
_TIMEOUTS = {"connect": 2.0, "write": 60.0, "pool": 10.0, "read": 300.0}
# Shorter than the web processes keep a silent connection, so that none ends just as it is used again.
_IDLE_SECONDS = 15.0
_MOST_AT_ONCE = 200


class NoAnswer(Exception):
    """Nobody answers, and nothing has been sent to the reader."""


class NoRequest(Exception):
    """What the reader sent cannot be said in HTTP to anybody else."""


class Passing:
    """The way to the web processes behind these sockets."""

    def __init__(self, sockets: Sequence[str]) -> None:
        self._pools = {path: _pool(path) for path in sockets}
        self._busy = dict.fromkeys(sockets, 0)
        self._forms = forms.Forms(sockets)

    async def close(self) -> None:
        """Let go of every connection."""
        self._forms.close()
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
        if scope["path"] == forms.PATH and scope["method"] == "POST":
            body, rest = await forms.whole_body(receive)
            if rest is None:
                await self._answer_form(scope, body, send)
                return
            receive = rest
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

    async def _answer_form(self, scope: Scope, body: bytes, send: Send) -> None:
        try:
            await self._forms.answer(scope, body, send)
        except forms.NobodyThere:
            raise NoAnswer from None

    async def _carry(self, scope: Scope, reader: _Reader, send: Send, patience: float | None) -> None:
        try:
            async with asyncio.timeout(patience):
                response, path = await self._ask(scope, reader)
        except TimeoutError:
            raise NoAnswer from None
        try:
            if patience is not None and response.status >= 500:
                raise NoAnswer
            headers = without_hops(response.headers)
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
    headers = passed_on(scope)
    if reader.has_body and not any(name == b"content-length" for name, _value in headers):
        headers.append((b"transfer-encoding", b"chunked"))
    url = httpcore.URL(scheme=b"http", host=b"newsroom", port=None, target=target)
    return httpcore.Request(
        scope["method"], url, headers=headers, content=reader.body(), extensions={"timeout": _TIMEOUTS}
    )
