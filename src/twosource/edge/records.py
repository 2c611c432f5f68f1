"""A finished page as one record: everything an answer is made of, in one file, with its own checksum.

Layout of a packed record: `MAGIC`, one byte of state (`FRESH` or `STALE`), the length of the head (4 bytes,
big-endian), the CRC-32 of what follows (4 bytes), the head (JSON, UTF-8), the bodies one after another in the
order the head names them. The state stands outside the checksum, so that it can be turned in place.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

MAGIC = b"TWOSOURCE-PAGE-1\n"
STATE_AT = len(MAGIC)
FRESH, STALE = b"F", b"S"
_LENGTHS = struct.Struct(">II")
# As in Accept-Encoding; the first is always there.
ENCODINGS = ("identity", "gzip", "br", "zstd")


class BrokenRecord(ValueError):
    """The bytes are no whole record: another file, or half of one."""


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """What readers get at one address.

    path: the request's path, percent-decoded, such as `/news/läuft/`.
    headers: as rendered, without those that belong to an encoding, a connection or a validator
        (Content-Length, Content-Encoding, ETag, Last-Modified, Vary, Date, Connection, Surrogate-Key).
    bodies: encoding → bytes; `identity` is always there. Empty bodies for answers that have none (302).
    etag: the strong validator of the identity body, without quotes; an encoding's own is made from it.
    last_modified: seconds since 1970.
    keys: Surrogate-Key, the subjects of facts the page was made from, such as `story:7`.
    query: names of query parameters that would make another page; any other is ignored.
    best: the bodies are compressed as well as they can be.
    stale: a fact has touched it since it was made; shown only when nobody can make it anew.
    """

    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    bodies: Mapping[str, bytes]
    etag: str
    last_modified: int
    keys: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    best: bool = False
    stale: bool = False

    def validator(self, encoding: str, *, best: bool | None = None) -> str:
        """The strong validator of one encoding, without quotes. Strong ones are of bytes, and the bytes are others
        once the page is compressed as well as it can be (`best`; as it is now unless said otherwise)."""
        if encoding == "identity":
            return self.etag
        return f"{self.etag}-{encoding}{'9' if (self.best if best is None else best) else ''}"


def pack(page: FinishedPage) -> bytes:
    """The page as bytes that `unpack` reads back equal."""
    names = [name for name in ENCODINGS if name in page.bodies]
    if not names or names[0] != "identity":
        raise ValueError(f"{page.path} has no identity body")
    head = json.dumps(
        {
            "path": page.path,
            "status": page.status,
            "headers": page.headers,
            "bodies": [[name, len(page.bodies[name])] for name in names],
            "etag": page.etag,
            "last_modified": page.last_modified,
            "keys": page.keys,
            "query": page.query,
            "best": page.best,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    rest = b"".join([head, *(page.bodies[name] for name in names)])
    state = STALE if page.stale else FRESH
    return MAGIC + state + _LENGTHS.pack(len(head), zlib.crc32(rest)) + rest


def unpack(raw: bytes) -> FinishedPage:
    """The page of these bytes. Raises `BrokenRecord` for anything that is not one, whole."""
    start = STATE_AT + 1 + _LENGTHS.size
    if len(raw) < start or not raw.startswith(MAGIC):
        raise BrokenRecord("not a finished page")
    length, checksum = _LENGTHS.unpack_from(raw, STATE_AT + 1)
    if zlib.crc32(raw[start:]) != checksum:
        raise BrokenRecord("the page is not whole")
    try:
        head = json.loads(raw[start : start + length])
    except ValueError:
        # The lengths stand outside the checksum.
        raise BrokenRecord("the page's head is not whole") from None
    bodies: dict[str, bytes] = {}
    at = start + length
    for name, size in head["bodies"]:
        bodies[name] = raw[at : at + size]
        at += size
    return FinishedPage(
        path=head["path"],
        status=head["status"],
        headers=tuple((name, value) for name, value in head["headers"]),
        bodies=bodies,
        etag=head["etag"],
        last_modified=head["last_modified"],
        keys=tuple(head["keys"]),
        query=tuple(head["query"]),
        best=head["best"],
        stale=raw[STATE_AT : STATE_AT + 1] == STALE,
    )
