"""A finished page made ready to be sent: whole heads for each encoding, so that an answer is one write."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import formatdate
from http import HTTPStatus

from .negotiation import choose_encoding, matches, unchanged_since
from .records import ENCODINGS, FinishedPage
from .tags import tags_of

# Every head ends with one of these two, and then the date.
STAY, LEAVE = b"connection: keep-alive\r\n", b"connection: close\r\n"
# What a 304 repeats of the answer it stands for (RFC 9110, 15.4.5), and what caches find it by.
_REPEATED = frozenset(
    {"cache-control", "content-location", "expires", "etag", "vary", "surrogate-key", "last-modified"}
)
# Header values that readers send are many; what is chosen for one is remembered for so many of them.
_MOST_REMEMBERED = 64

Lines = Sequence[tuple[bytes, bytes]]


class Variant:
    """A page in one encoding. `lines` are its headers; `head` and `brief` are the heads of the 200 and the 304.

    whole: head, date and body as one piece of bytes, as it was joined for `date`, once a second.
    """

    __slots__ = ("_body", "brief", "date", "etag", "head", "lines", "size", "whole")

    def __init__(self, status: int, lines: Lines, etag: bytes, body: bytes) -> None:
        self.lines, self.etag, self.size = lines, etag, len(body)
        self.head = _head(status, lines)
        self.brief = _head(304, [line for line in lines if line[0].decode() in _REPEATED])
        self._body: bytes | None = body
        self.whole, self.date = b"", b""

    def join(self, date: bytes) -> bytes:
        """The whole, joined anew for this date."""
        # The body is held once: alone until it is first asked for, and as the end of the whole after that.
        self.whole, self.date, self._body = b"".join((self.head, date, self.body)), date, None
        return self.whole

    @property
    def body(self) -> bytes:
        if self._body is not None:
            return self._body
        return self.whole[len(self.whole) - self.size :]


def _head(status: int, lines: Lines) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    rows = [b"HTTP/1.1 %d %s\r\n" % (status, phrase.encode())]
    rows += [b"%s: %s\r\n" % line for line in lines]
    return b"".join([*rows, STAY])


def leaving(answer: bytes) -> bytes:
    """The same answer, after which the connection ends."""
    return answer.replace(STAY, LEAVE, 1)


class Entry:
    """A finished page (or a small file) as it is held in memory.

    counter, checked: it is as good as on disk while `counter[0]` is what it was when that was last looked at.
    identity: the file it was read from; None when that must be read again at the next look.
    ranged: it is a file: a request for a part of it is not answered from here.
    targets: the spellings of its address that lead straight to it. touched: of a stale page, seconds since 1970 when
        it was marked so.
    """

    __slots__ = (
        "checked", "chosen", "counter", "identity", "is_plain", "modified", "path", "query", "ranged", "size", "sizes",
        "stale", "status", "targets", "touched", "used", "variants",
    )  # fmt: skip

    def __init__(self, page: FinishedPage, *, ranged: bool = False) -> None:
        self.path, self.status, self.stale = page.path, page.status, page.stale
        self.query, self.ranged = frozenset(page.query), ranged
        self.modified = page.last_modified
        self.variants = {name: _variant(page, name) for name in ENCODINGS if name in page.bodies}
        self.sizes = {name: variant.size for name, variant in self.variants.items()}
        self.size = sum(self.sizes.values()) + 4096
        self.is_plain = not (self.stale or ranged)
        self.chosen: dict[bytes | None, Variant] = {}
        self.counter: Sequence[int] = (0,)
        self.checked = self.used = 0
        self.touched = 0.0
        self.identity: object = None
        self.targets: list[bytes] = []

    def choose(self, accept: bytes | None) -> Variant:
        """The page in the encoding that an Accept-Encoding header asks for; remembered in `chosen`."""
        found = self.chosen.get(accept)
        if found is None:
            found = self.variants[choose_encoding(accept, self.sizes)]
            if len(self.chosen) < _MOST_REMEMBERED:
                self.chosen[accept] = found
        return found

    def is_unchanged(self, variant: Variant, none_match: bytes | None, since: bytes | None) -> bool:
        """Whether the reader's own copy is still good, by If-None-Match, or by If-Modified-Since without it."""
        if self.status != 200:
            return False
        if none_match is not None:
            return none_match == variant.etag or matches(none_match, variant.etag)
        return since is not None and unchanged_since(since, self.modified)


def _variant(page: FinishedPage, encoding: str) -> Variant:
    body = page.bodies[encoding]
    etag = f'"{page.validator(encoding)}"'
    lines = [(name.lower(), value) for name, value in page.headers]
    lines += [("content-length", str(len(body))), ("etag", etag)]
    lines += [("last-modified", formatdate(page.last_modified, usegmt=True)), ("vary", "Accept-Encoding")]
    if encoding != "identity":
        lines.append(("content-encoding", encoding))
    if page.keys:
        lines.append(("surrogate-key", " ".join(tags_of(page.keys))))
    return Variant(
        page.status, [(name.encode(), value.encode("latin-1")) for name, value in lines], etag.encode(), body
    )
