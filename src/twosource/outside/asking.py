"""Asking another machine over HTTP, by one moment at the latest: for purges, and for looking at our own pages.

`httpcore` is a client and nothing more: it follows nothing, reads no environment, keeps no cookie. Its time
limits are for each read; the deadline here is for all of them together, so that one byte a second ends too.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

import certifi

from .deadlines import Deadline

if TYPE_CHECKING:
    import httpcore

SECONDS: Final = 10.0
MOST_BYTES: Final = 30_000_000


class NotDone(Exception):
    """Another machine did not do what it was asked. The message says why and holds no secret.

    again_after: seconds it asked us to wait; None when it did not say.
    refused: it was there and in order, and refuses this very thing: asking again will not help.
    """

    def __init__(self, words: str, *, again_after: float | None = None, refused: bool = False) -> None:
        super().__init__(words)
        self.again_after, self.refused = again_after, refused


class NotAnswered(NotDone):
    """Nobody was there, or nobody was done in time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whole. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Asker(Protocol):
    """Asks once and follows nothing. Raises NotAnswered."""

    def ask(
        self, method: str, address: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply: ...


class NullAsker:
    """Asks nobody and remembers what it was to ask; `replies` are what it gives, by address."""

    def __init__(self, replies: Mapping[str, Reply | NotAnswered] | None = None) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.replies = dict(replies or {})

    def ask(
        self, method: str, address: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        self.asked.append((method, address, dict(headers or {}), body))
        reply = self.replies.get(address, NotAnswered(f"{address} is not asked"))
        if isinstance(reply, NotAnswered):
            raise reply
        return reply


class WebAsker:
    """The real one: every question ends within `seconds`, however the other side draws it out."""

    def __init__(self, *, seconds: float = SECONDS, most_bytes: int = MOST_BYTES) -> None:
        self._seconds, self._most = seconds, most_bytes

    def ask(
        self, method: str, address: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        import httpcore

        where = _place(address)
        try:
            return self._ask(method, address, dict(headers or {}), body)
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise NotAnswered(f"{where} was not done within {self._seconds:g} seconds") from error
        except (httpcore.NetworkError, OSError) as error:
            raise NotAnswered(f"{where} cannot be reached: {error or 'the connection broke'}") from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError) as error:
            raise NotAnswered(f"{where} does not speak HTTP: {error}") from error

    def _ask(self, method: str, address: str, headers: dict[str, str], body: bytes) -> Reply:
        import httpcore

        from .in_time import backend

        deadline = Deadline(self._seconds)
        sent = list(headers.items())
        limit = dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)
        trust = _trust() if address.startswith("https:") else None
        with (
            httpcore.ConnectionPool(ssl_context=trust, network_backend=backend(deadline)) as pool,
            pool.stream(
                method, address, headers=sent, content=body or None, extensions={"timeout": limit}
            ) as answer,
        ):
            return Reply(answer.status, _small(answer.headers), self._whole(answer, _place(address)))

    def _whole(self, answer: httpcore.Response, where: str) -> bytes:
        pieces, came = [], 0
        for piece in answer.iter_stream():
            came += len(piece)
            if came > self._most:
                raise NotAnswered(f"{where} answers more than {self._most // 1_000_000} MB")
            pieces.append(piece)
        return b"".join(pieces)


def wait_of(headers: Mapping[str, str]) -> float | None:
    """Seconds of a Retry-After (RFC 9110, 10.2.3), as a number or as a date; None for none that can be read."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:6])
    try:
        return max((parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _small(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _place(address: str) -> str:
    """The machine's name and port, as it stands in the address."""
    return address.split("/")[2] if address.count("/") >= 2 else address


@cache
def _trust() -> ssl.SSLContext:
    """Trust in the roots of this machine and, where it has none, in Mozilla's. Made once: it takes 20 ms."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
