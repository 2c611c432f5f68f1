"""What a gateway owes both sides of the heads it passes on (RFC 9110, 7.6): which lines end here, who the reader is."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import Scope

Lines = list[tuple[bytes, bytes]]

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


def passed_on(scope: Scope) -> Lines:
    """The head of a reader's request as the newsroom gets it."""
    headers = [line for line in without_hops(scope["headers"]) if line[0] not in _OURS]
    client = scope.get("client")
    if client:
        headers.append((b"x-forwarded-for", client[0].encode("latin-1")))
    if not any(name == b"host" for name, _value in headers):
        headers.append((b"host", b"%s:%d" % (scope["server"][0].encode(), scope["server"][1] or 80)))
    headers.append((b"x-forwarded-proto", scope["scheme"].encode()))
    headers.append((b"via", b"%s twosource" % scope["http_version"].encode()))
    return headers


def without_hops(headers: Sequence[tuple[bytes, bytes]]) -> Lines:
    """The headers, their names in lower case, without those that are meant for one connection only."""
    lines = [(name.lower(), value.strip()) for name, value in headers]
    named = {
        token.strip().lower() for name, value in lines if name == b"connection" for token in value.split(b",")
    }
    return [line for line in lines if line[0] not in _HOP_BY_HOP and line[0] not in named - _NEEDED]
