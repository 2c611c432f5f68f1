"""HTTP/1.1 as uvicorn speaks it, but for one short cut: a finished page is answered as soon as it is asked for.

No task, no scope and no message is made for it. Whatever is not plain (a body, a stale page, an earlier answer
that is still being sent, a reader who does not take what was sent) goes uvicorn's own way to the application,
which answers finished pages as well. And limits are kept that uvicorn leaves to others: of heads, of patience.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from . import limits
from .answers import Entry, leaving
from .front import Front, Headers
from .limits import Refused, refusal
from .listening import HEAD, HEARTBEAT, TARGET, Watched
from .negotiation import takes_stale

# A target may name the host as well, and then does so instead of the Host header (RFC 9112, 3.2.2).
_ABSOLUTE = re.compile(rb"https?://([^/?#@\s]+)(/[^#]*)?(\?[^#]*)?", re.IGNORECASE)


class EdgeProtocol(HttpToolsProtocol):
    """One reader's connection."""

    # With uvicorn's own, more attributes than a Python object looks up quickly and keeps small.
    __slots__ = (
        "answered", "body_bytes", "data", "free_since", "front", "handle", "head_bytes", "head_since", "heard", "held",
        "is_leaving", "known", "last_heads", "last_rest", "received", "running", "targets", "unsent",
        "unsent_since", "watches", "welcome",
    )  # fmt: skip

    def __init__(
        self,
        front: Front,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        # The parser looks for its listeners now, and finds better ones below.
        super().__init__(config, server_state, app_state, _loop)
        self.front, self.known, self.welcome = front, front.shelf.targets, front.welcome
        self.targets: list[bytes] = []
        self.held: list[tuple[bytes, bytes]] = []
        hold = self.held.append

        def on_header(name: bytes, value: bytes) -> None:
            hold((name.lower(), value))

        # The parser calls what it finds here: a list's own method costs less than one of ours.
        self.parser = httptools.HttpRequestParser(
            SimpleNamespace(
                on_url=self.targets.append,
                on_header=on_header,
                on_headers_complete=self.on_headers_complete,
                on_body=self.on_body,
                on_message_complete=self.on_message_complete,
            )
        )
        # After `Connection: close` whatever else was sent is read and ignored.
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.answered = self.is_leaving = False
        self.received = self.head_bytes = self.body_bytes = 0
        self.free_since = self.heard = front.now
        self.head_since = self.unsent = self.unsent_since = 0
        # A browser asks for page after page with the very same headers: what they were read as is kept.
        self.last_rest: bytes | None = None
        self.last_heads: Headers = {}
        self.data = b""
        self.running: RequestResponseCycle | None = None
        # The pages of which this reader hears, whose connection is for nothing else then.
        self.watches: Sequence[Watched] = ()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A reader has come."""
        super().connection_made(transport)
        self.handle = transport.get_extra_info("socket").fileno()

    def connection_lost(self, exc: Exception | None) -> None:
        """The reader has gone: nobody waits for what is being answered, nor for what was asked behind it."""
        self.front.listening.end(self)
        self.pipeline.clear()
        if self.running is not None and not self.running.response_complete:
            self.running.disconnected = True
            self.running.message_event.set()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    # What comes in

    def data_received(self, data: bytes) -> None:
        """What a reader sent: a head or a part of one, several of them, a body."""
        if self.is_leaving or self._is_answered_as_before(data):
            return
        self.received, self.data, self.last_rest = len(data), data, None
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # The newsroom speaks nothing else; it has been asked in HTTP/1.1 and answers so.
            self._take_leave()
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause.status if isinstance(cause, Refused) else 400)
        else:
            if self.targets:
                self._head_goes_on()

    def _is_answered_as_before(self, data: bytes) -> bool:
        """Answer a request that is, but for its target, to the byte the last one on this connection that was answered
        from memory; returns whether it was. Nothing of it is parsed again, for nothing of it would be read otherwise.
        """
        line, _end, rest = data.partition(b"\r\n")
        if rest != self.last_rest or self.targets or line[:4] != b"GET " or line[-9:] != b" HTTP/1.1":
            return False
        entry = self.known.get(line[4:-9])
        if (
            entry is None
            or not entry.is_plain
            or entry.counter[0] != entry.checked
            or (self.cycle is not None and not self.cycle.response_complete)
            or self.flow.write_paused
        ):
            return False
        self._answer(entry, self.last_heads, True, stays=True)
        return True

    def on_headers_complete(self) -> None:
        """Answer at once, or have the application answer."""
        if self.is_leaving:
            self.answered = True
            return
        if self.head_since:
            self.head_bytes = self.head_since = 0
        targets, held = self.targets, self.held
        target = targets[0] if len(targets) == 1 else b"".join(targets)
        heads: Headers = dict(held)
        if len(heads) != len(held):
            heads = _merged(held)
        method = self.parser.get_method()
        if (
            (method == b"GET" or method == b"HEAD")
            and b"content-length" not in heads
            and b"transfer-encoding" not in heads
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and self.received <= limits.LONGEST_HEAD
            and len(held) <= limits.MOST_HEADERS
        ):
            entry = self.known.get(target)
            if entry is None or entry.counter[0] != entry.checked or heads.get(b"host") not in self.welcome:
                entry = self._look_up(target, heads)
            if entry is not None and (
                entry.is_plain or (takes_stale(heads, entry) if entry.stale else b"range" not in heads)
            ):
                targets.clear()
                held.clear()
                self.answered = True
                stays = self.parser.should_keep_alive() and b"upgrade" not in heads
                if stays and method == b"GET" and heads.get(b"host") in self.welcome:
                    self._remember(target, heads)
                self._answer(entry, heads, method == b"GET", stays=stays)
                return
            if target.startswith(TARGET) and self._listens(target, heads, method == b"GET"):
                return
        self._pass_on(target, heads)

    def _look_up(self, target: bytes, heads: Headers) -> Entry | None:
        front = self.front
        secure = front.is_https and self.client is not None and front.is_secure(heads, self.client[0])
        return front.entry_for(target, heads.get(b"host"), secure=secure)

    def _listens(self, target: bytes, heads: Headers, whole: bool) -> bool:
        """Have this connection be for hearing of pages from now on; returns whether that was asked for."""
        front, (path, _mark, query) = self.front, target.partition(b"?")
        host = heads.get(b"host")
        if path != TARGET or host is None or host not in front.hosts:
            return False
        if front.is_https and not (self.client is not None and front.is_secure(heads, self.client[0])):
            return False
        self.answered = True
        try:
            pages = front.listening.pages(query)
        except Refused as refused:
            self._refuse(refused.status)
            return True
        # Nothing else is read from this reader.
        self._take_leave()
        words = HEAD + front.date
        if whole:
            words += front.listening.begin(self, pages, heads.get(b"last-event-id"))
        self.tell(words)
        if not whole:
            self.transport.close()
        return True

    def tell(self, words: bytes) -> None:
        """Say more to who listens. Who has not taken what was said before is let go, and comes again if they live."""
        transport = self.transport
        if transport.is_closing():
            return
        self.free_since = self.front.now
        if transport.get_write_buffer_size():
            transport.abort()
            return
        try:
            sent = os.write(self.handle, words)
        except BlockingIOError:
            sent = 0
        except OSError:
            transport.abort()
            return
        if sent != len(words):
            transport.write(words[sent:])

    def _remember(self, target: bytes, heads: Headers) -> None:
        """Keep how the head that was just read reads, where one reading brought it and nothing else: after that the
        next bytes begin a request. Any other reading makes this be forgotten."""
        data, begun = self.data, b"GET " + target + b" HTTP/1.1\r\n"
        if data.startswith(begun) and data.find(b"\r\n\r\n") == len(data) - 4:
            self.last_rest, self.last_heads = data[len(begun) :], heads

    def _answer(self, entry: Entry, heads: Headers, whole: bool, *, stays: bool) -> None:
        """One write: the page, its head alone, or that the reader's copy is good."""
        front = self.front
        date = front.date
        self.free_since = entry.used = front.now
        accept = heads.get(b"accept-encoding")
        variant = entry.chosen.get(accept) or entry.choose(accept)
        none_match = heads.get(b"if-none-match")
        if (none_match is not None or b"if-modified-since" in heads) and entry.is_unchanged(
            variant, none_match, heads.get(b"if-modified-since")
        ):
            answer = variant.brief + date
        elif whole:
            answer = variant.whole if variant.date is date else variant.join(date)
        else:
            answer = variant.head + date
        transport = self.transport
        if not stays:
            transport.write(leaving(answer))
            transport.close()
            self.is_leaving = True
            return
        # The system takes nearly every answer at once; the transport need not be asked to see to it.
        sent = 0
        if not transport.get_write_buffer_size():
            try:
                sent = os.write(self.handle, answer)
            except OSError:
                sent = 0
        if sent != len(answer):
            transport.write(answer[sent:])

    def _pass_on(self, target: bytes, heads: Headers) -> None:
        """Go uvicorn's way, once it is sure that this is a request."""
        held = list(self.held)
        self.targets.clear()
        self.held.clear()
        self.body_bytes = 0
        _demand_bounded(target, held)
        if not target.startswith(b"/"):
            target, held = _relative(target, held)
        elif b"host" not in heads and self.parser.get_http_version() != "1.0":
            raise Refused(400)
        length = heads.get(b"content-length")
        if length is not None and int(length) > self.front.most_body:
            raise Refused(413)
        super().on_message_begin()
        self.url = target
        self.headers.extend(held)
        self.expect_100_continue = heads.get(b"expect", b"").lower() == b"100-continue"
        self.heard = self.front.now
        super().on_headers_complete()
        if b"upgrade" in heads:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """A piece of a request's body."""
        self.heard = self.front.now
        self.body_bytes += len(body)
        if self.body_bytes > self.front.most_body:
            raise Refused(413)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The end of a request that may have been answered already."""
        if self.answered:
            self.answered = False
        else:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request in line; the sweep of idle readers stands in for uvicorn's timer."""
        self.free_since = self.front.now
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)

    # What is too much

    def _head_goes_on(self) -> None:
        """A head has begun and not ended: count it, and remember since when."""
        self.head_bytes += self.received
        self.head_since = self.head_since or self.front.now
        if sum(map(len, self.targets)) > limits.LONGEST_TARGET:
            self._refuse(414)
        elif self.head_bytes > limits.LONGEST_HEAD or len(self.held) > limits.MOST_HEADERS:
            self._refuse(431)

    def _refuse(self, status: int) -> None:
        """Say why nothing more is read from this reader; an answer that is under way is finished first."""
        if self.watches:
            return
        if self._is_busy() and self.cycle.more_body and not self.cycle.response_started:
            # What this very request is made of is wrong: whoever answers it hears that the reader has gone.
            self._give_up()
        if not self._is_busy() and not self.transport.is_closing():
            self.transport.write(refusal(status))
            if self.transport.can_write_eof():
                self.transport.write_eof()
        self._take_leave()

    def _take_leave(self) -> None:
        """Read no more; the connection ends when what was asked before has been answered."""
        self.is_leaving = True
        self.free_since = self.front.now
        self.targets.clear()
        self.held.clear()
        if self._is_busy():
            last = self.pipeline[0][0] if self.pipeline else self.cycle
            last.keep_alive = False
            if last.more_body:
                self._give_up()
                self.transport.close()

    def _give_up(self) -> None:
        """Have the application hear that this reader has gone; nothing that it says is sent any more."""
        self.pipeline.clear()
        self.cycle.disconnected = self.cycle.response_complete = True
        self.cycle.message_event.set()

    def _is_busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def is_idle(self) -> bool:
        """Whether nothing of a request or an answer is on its way."""
        busy = self._is_busy() or self.watches or self.targets or self.transport.get_write_buffer_size()
        return not busy

    def look_after(self, now: int) -> None:
        """Once a second: let go of a reader who has nothing to say, or takes for ever to say it or to hear."""
        transport = self.transport
        unsent = transport.get_write_buffer_size()
        if unsent:
            if unsent != self.unsent:
                self.unsent, self.unsent_since = unsent, now
            elif now - self.unsent_since > limits.TAKING_TIME:
                transport.abort()
            return
        self.unsent = 0
        if self.watches:
            if now - self.free_since >= limits.SILENCE + self.handle % limits.SPREAD_OF_SILENCE:
                self.tell(HEARTBEAT)
        elif self.is_leaving:
            if now - self.free_since > limits.LEAVE_TIME and not self._is_busy():
                transport.close()
        elif self._is_busy():
            if self.cycle.more_body and not self.flow.read_paused and now - self.heard > limits.BODY_TIME:
                transport.abort()
        elif self.targets:
            if now - (self.head_since or now) > limits.HEAD_TIME:
                self._refuse(408)
        elif now - self.free_since > limits.KEEP_ALIVE:
            transport.close()


def _merged(held: Sequence[tuple[bytes, bytes]]) -> Headers:
    """Headers by name, those that are there more than once as one list. Raises `Refused` for two hosts."""
    merged: dict[bytes, bytes] = {}
    for name, value in held:
        if name not in merged:
            merged[name] = value
        elif name in (b"host", b"content-length"):
            raise Refused(400)
        else:
            merged[name] += b", " + value
    return merged


def _demand_bounded(target: bytes, held: Sequence[tuple[bytes, bytes]]) -> None:
    if len(target) > limits.LONGEST_TARGET:
        raise Refused(414)
    if b"#" in target:
        raise Refused(400)
    size = sum(len(name) + len(value) + 4 for name, value in held)
    if len(held) > limits.MOST_HEADERS or size > limits.LONGEST_HEAD:
        raise Refused(431)


def _relative(target: bytes, held: list[tuple[bytes, bytes]]) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """An absolute target as a path and a Host header. Raises `Refused` for any other kind."""
    found = _ABSOLUTE.fullmatch(target)
    if found is None:
        raise Refused(400)
    host = (b"host", found[1])
    rest = [line for line in held if line[0] != b"host"]
    return (found[2] or b"/") + (found[3] or b""), [host, *rest]
