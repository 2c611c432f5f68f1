"""A web of one machine: answers are raw bytes by path, and whoever dials any public number gets here."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

Answer = bytes | Iterable[bytes] | Callable[[], Iterable[bytes]]
PUBLIC = "93.184.216.34"


def page(body: bytes = b"<p>The quay is cracked.</p>", *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer, with its length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def sent_on(to: str, status: str = "302 Found") -> bytes:
    return page(b"", f"Location: {to}", "Set-Cookie: who=you", status=status)


def slowly(*pieces: bytes, pause: float = 0.05) -> Callable[[], Iterator[bytes]]:
    """The pieces over and over, with a pause before each, for as long as anybody listens."""

    def speak() -> Iterator[bytes]:
        yield pieces[0]
        while True:
            for piece in pieces[1:]:
                time.sleep(pause)
                yield piece

    return speak


class SmallWeb:
    """`answers` by path; `heard` are the requests as they came; `dialled` the numbers that were dialled."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.names: dict[str, list[str] | list[list[str]]] = {}
        self.heard: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self.asked: list[str] = []
        self._context = context
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    # what a WebFetcher is given

    def resolver(self, host: str, port: int) -> list[str]:
        """The numbers of a name; a list of lists answers differently each time it is asked."""
        self.asked.append(host)
        found: Any = self.names.get(host, [PUBLIC])
        if found and isinstance(found[0], list):
            return found.pop(0) if len(found) > 1 else found[0]
        return list(found)

    def dialler(self, number: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append((number, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    # the machine

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _peer = self._server.accept()
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with suppress(OSError):
            if self._context:
                line = self._context.wrap_socket(line, server_side=True)
            with line:
                request = self._request(line)
                self.heard.append(request)
                self._answer(line, request.split(" ")[1])

    def _request(self, line: socket.socket) -> str:
        data = b""
        while b"\r\n\r\n" not in data and (piece := line.recv(65536)):
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        wanted = next(
            (
                int(row.split(b":")[1])
                for row in head.split(b"\r\n")
                if row.lower().startswith(b"content-length:")
            ),
            0,
        )
        while len(body) < wanted and (piece := line.recv(65536)):
            body += piece
        self.body = body
        return head.decode("latin-1")

    def _answer(self, line: socket.socket, path: str) -> None:
        answer = self.answers.get(path, page(b"", status="404 Not Found"))
        answer = answer() if callable(answer) else answer
        for piece in [answer] if isinstance(answer, bytes) else answer:
            line.sendall(piece)
