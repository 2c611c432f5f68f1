"""Readers' words, passed on to one web process over lines that stay open.

What is passed on here may be asked twice: the form's receipt makes sure that it is one comment. So when a web process
falls while it answers, another is asked the very same, and the reader notices nothing. All go to the first process
that is there, for the more arrive at one, the more share one sync of the disk.

Both bodies are small and are held whole; that, and doing nothing else, makes it ten times as cheap as `Passing`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Final

import httptools
from starlette.types import Receive, Scope, Send

from .heads import Lines, passed_on, without_hops

PATH: Final = "/discussion/post/"
LARGEST: Final = 256 * 1024  # bytes of a form; what is larger goes the way of everything else
# Seconds: for a web process to come back, and for an answer. A comment waits for the disk, and for nothing else.
RETURN_TIME: Final = 2.0
ANSWER_TIME: Final = 30.0
_PAUSE = 0.05
# Shorter than the web processes keep a silent connection, so that none ends just as it is used again.
_IDLE_SECONDS = 15.0


class NobodyThere(Exception):
    """No web process took the form."""


class _Cut(Exception):
    """The line ended before the answer did."""


class Forms:
    """Lines to the web processes behind these sockets, the first that answers first."""

    def __init__(self, sockets: Sequence[str]) -> None:
        self._idle: dict[str, list[_Line]] = {path: [] for path in sockets}

    async def answer(self, scope: Scope, body: bytes, send: Send) -> None:
        """Have a web process answer this form. Raises `NobodyThere` when none does; nothing has been sent then."""
        asked = _written(scope, body)
        until = time.monotonic() + RETURN_TIME
        while True:
            for path in self._idle:
                try:
                    line = await self._line(path)
                    async with asyncio.timeout(ANSWER_TIME):
                        status, headers, told = await line.ask(asked)
                except (OSError, _Cut):
                    continue
                except TimeoutError:
                    raise NobodyThere from None
                self._keep(path, line)
                await send({"type": "http.response.start", "status": status, "headers": headers})
                await send({"type": "http.response.body", "body": told})
                return
            if time.monotonic() > until:
                raise NobodyThere
            await asyncio.sleep(_PAUSE)

    async def _line(self, path: str) -> _Line:
        idle, oldest = self._idle[path], time.monotonic() - _IDLE_SECONDS
        while idle:
            line = idle.pop()
            if line.is_open and line.since > oldest:
                return line
            line.close()
        _transport, made = await asyncio.get_running_loop().create_unix_connection(_Line, path)
        return made

    def _keep(self, path: str, line: _Line) -> None:
        if line.is_open:
            self._idle[path].append(line)

    def close(self) -> None:
        """Let go of every line."""
        for idle in self._idle.values():
            while idle:
                idle.pop().close()


class _Line(asyncio.Protocol):
    """One connection to a web process, on which one thing is asked at a time."""

    def __init__(self) -> None:
        self.is_open = False
        self.since = 0.0
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[tuple[int, Lines, bytes]] | None = None
        self._headers: Lines = []
        self._body: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)

    async def ask(self, asked: bytes) -> tuple[int, Lines, bytes]:
        """Status, headers and body. Raises `_Cut`; a line on which an answer is still owed is closed."""
        if not self.is_open or self._transport is None:
            raise _Cut
        self._headers, self._body = [], []
        self._parser = httptools.HttpResponseParser(self)
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(asked)
        try:
            return await self._waiting
        except BaseException:
            self.close()
            raise
        finally:
            self._waiting = None

    def close(self) -> None:
        self.is_open = False
        if self._transport is not None:
            self._transport.close()

    # What comes in

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = transport, True  # type: ignore[assignment]

    def connection_lost(self, _exc: Exception | None) -> None:
        self.is_open = False
        self._fail()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()
            self._fail()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self.since = time.monotonic()
        if not self._parser.should_keep_alive():
            self.close()
        if self._waiting is not None and not self._waiting.done():
            told = self._parser.get_status_code(), without_hops(self._headers), b"".join(self._body)
            self._waiting.set_result(told)

    def _fail(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(_Cut())


def _written(scope: Scope, body: bytes) -> bytes:
    """The request as it goes over the line: one write."""
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    lines = [line for line in passed_on(scope) if line[0] not in (b"content-length", b"transfer-encoding")]
    lines.append((b"content-length", b"%d" % len(body)))
    head = b"".join(b"%s: %s\r\n" % line for line in lines)
    return b"POST %s HTTP/1.1\r\n%s\r\n%s" % (target, head, body)


async def whole_body(receive: Receive) -> tuple[bytes, Receive | None]:
    """The body of a request. Where it is larger than a form can be, what came so far and the rest in one."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"", _first(message, receive)
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if not message.get("more_body", False):
            if size <= LARGEST:
                return b"".join(pieces), None
            return b"", _first(
                {"type": "http.request", "body": b"".join(pieces), "more_body": False}, receive
            )
        if size > LARGEST:
            return b"", _first({"type": "http.request", "body": b"".join(pieces), "more_body": True}, receive)


def _first(message: object, receive: Receive) -> Receive:
    """`receive`, with this message before all others."""
    waiting = [message]

    async def once_more() -> object:
        return waiting.pop() if waiting else await receive()

    return once_more  # type: ignore[return-value]
