"""HTTP written and read by hand over one socket: what curl shows, and what no polite client would send."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class Ended(ConnectionError):
    """The other side closed the connection before an answer was whole."""


@dataclass(frozen=True)
class Answer:
    """One answer: its status, its headers by lower-case name, its body as sent."""

    status: int
    version: str
    headers: dict[str, str]
    body: bytes
    names: list[str] = field(default_factory=list)
    reason: str = ""


class Line:
    """One connection. What arrives is kept until an answer is whole, so several may arrive at once."""

    def __init__(self, port: int, seconds: float = 20) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self._held = b""

    def say(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def ask(self, path: str = "/", *, method: str = "GET", version: str = "1.1", **headers: str) -> Answer:
        """One request and its answer; `x_y` is sent as the header `x-y`, and Host unless it is given."""
        said = {"host": "127.0.0.1", **{name.replace("_", "-"): value for name, value in headers.items()}}
        lines = [f"{method} {path} HTTP/{version}", *(f"{name}: {value}" for name, value in said.items())]
        self.say(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        return self.answer(bodiless=method == "HEAD")

    def answer(self, *, bodiless: bool = False) -> Answer:
        """The next answer. Raises `Ended` when the connection closes before it is whole."""
        head = self._until(b"\r\n\r\n").decode("latin-1")
        first, *rest = head.removesuffix("\r\n\r\n").split("\r\n")
        version, status, *reason = first.split(" ", 2)
        pairs = [(name.lower(), value.strip()) for name, _, value in (row.partition(":") for row in rest)]
        headers = dict(pairs)
        body = b"" if bodiless or status in ("304", "204") else self._body(headers)
        names = [name for name, _ in pairs]
        return Answer(int(status), version, headers, body, names, " ".join(reason))

    def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", ""):
            return self._chunks()
        if "content-length" in headers:
            return self._exactly(int(headers["content-length"]))
        return self.rest()

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size)
            self._exactly(2)
        self._until(b"\r\n")
        return body

    def rest(self) -> bytes:
        """Everything until the other side closes."""
        while self._more():
            pass
        held, self._held = self._held, b""
        return held

    def is_closed(self) -> bool:
        """Whether the other side closes without another word (waits for it)."""
        return self.rest() == b""

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._held:
            if not self._more():
                raise Ended(f"closed after {self._held[:200]!r}")
        at = self._held.index(mark) + len(mark)
        found, self._held = self._held[:at], self._held[at:]
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._held) < size:
            if not self._more():
                raise Ended(f"{len(self._held)} bytes of {size}")
        found, self._held = self._held[:size], self._held[size:]
        return found

    def _more(self) -> bool:
        try:
            more = self.socket.recv(1 << 16)
        except ConnectionResetError:
            return False
        self._held += more
        return bool(more)

    def close(self) -> None:
        self.socket.close()


@contextmanager
def line(port: int, seconds: float = 20) -> Iterator[Line]:
    """A connection that is closed with its block."""
    opened = Line(port, seconds)
    try:
        yield opened
    finally:
        opened.close()
