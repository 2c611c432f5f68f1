"""Where forms arrive: a thin ASGI application in front of Django's, for this one path.

What most forms need costs little here: no middleware, no session of their own, no transaction of their own. What is
refused, and wants to be read by a person, is drawn by Django (`again.py`), which is handed the very same request.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from .counter import Counter, Full
from .posting import Posted, Refused, Why
from .taking import LARGEST, PATH, Fields, Wish, busy, commit, failed, read_form

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Take = Callable[[Wish], Awaitable[Posted | Refused]]

#: In the scope that Django is handed: why the form was not taken.
REFUSED: Final = "twosource.refused"
_HEADERS: Final = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Intake:
    """Takes forms sent to `PATH`; everything else is the application's behind it."""

    def __init__(self, behind: Application, take: Take | None = None) -> None:
        self._behind = behind
        self._take: Take = take or Counter(commit, failed).put
        self._welcome: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._behind(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if not self._is_ours(scope, headers):
            await self._behind(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        found = await self._taken(scope, headers, body)
        wants_json = b"application/json" in headers.get(b"accept", b"")
        if isinstance(found, Posted):
            await _send(send, *(_as_json(found) if wants_json else _as_redirect(found)))
        elif wants_json:
            await _send(send, *_refusal_as_json(found))
        else:
            await self._behind(*_handed_on(scope, found, body), send)

    def _is_ours(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        """Whether Django's middleware would let this request through to a view."""
        if scope["scheme"] != "https" and settings.SECURE_SSL_REDIRECT:
            return False
        host = headers.get(b"host", b"")
        if host not in self._welcome:
            domain, _port = split_domain_port(host.decode("latin-1"))
            if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
                return False
            if len(self._welcome) < 100:
                self._welcome.add(host)
        return True

    async def _taken(self, scope: Scope, headers: dict[bytes, bytes], body: bytes) -> Posted | Refused:
        fields = read_form(headers, body)
        if isinstance(fields, Refused):
            return fields
        try:
            found = await self._take(_wish(scope, headers, fields))
        except Full:
            return busy()
        return found.refused or found if isinstance(found, Posted) else found


def _wish(scope: Scope, headers: dict[bytes, bytes], fields: Fields) -> Wish:
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    client = scope.get("client")
    return Wish(
        fields, cookies.get(settings.SESSION_COOKIE_NAME, ""), client[0] if client else "", timezone.now()
    )


async def _body(receive: Receive) -> bytes | None:
    """The whole body, up to one byte more than is taken; None when the sender went away."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece: bytes = message.get("body", b"")
        if size <= LARGEST:
            pieces.append(piece[: LARGEST + 1 - size])
            size += len(pieces[-1])
        if not message.get("more_body", False):
            return b"".join(pieces)


def _handed_on(scope: Scope, refused: Refused, body: bytes) -> tuple[Scope, Receive]:
    """The request once more, with why it was refused. Of a body that was not read whole nothing is left."""
    body = body if len(body) <= LARGEST else b""
    of_the_body = (b"content-length", b"transfer-encoding")
    headers = [line for line in scope["headers"] if line[0] not in of_the_body]
    headers.append((b"content-length", b"%d" % len(body)))
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.Future()
        raise AssertionError("never")

    return {**scope, "headers": headers, REFUSED: refused}, receive


Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


def address_of(comment_id: int) -> str:
    """Where its author sees what became of a comment."""
    return f"/discussion/c/{comment_id}/"


def _as_redirect(posted: Posted) -> Answer:
    return 303, [(b"location", address_of(posted.the_comment.pk).encode())], b""


def _as_json(posted: Posted) -> Answer:
    comment = posted.the_comment
    told = {"id": comment.pk, "url": address_of(comment.pk), "state": comment.state, "again": posted.again}
    return 201, [(b"content-type", b"application/json")], json.dumps(told).encode()


def _refusal_as_json(refused: Refused) -> Answer:
    """For a script, which still has the words."""
    told = {"error": {"why": str(refused.why), "words": refused.words, "wait": refused.wait}}
    headers = [(b"content-type", b"application/json")]
    if refused.wait:
        headers.append((b"retry-after", b"%d" % refused.wait))
    return (401 if refused.why == Why.NOT_SIGNED_IN else refused.status), headers, json.dumps(told).encode()


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    lines = [*_HEADERS, *headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})
