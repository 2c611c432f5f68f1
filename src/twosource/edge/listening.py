"""Who wants to know when a page is another: server-sent events, told by the process that answers readers.

A listener is a connection in a set, and nothing else: no task, no scope. A page is looked at when the folder's pulse
has moved, and only if somebody listens; what is told is made once and written to each. Nobody hears of a page that
they could not fetch.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import parse_qsl

from .answers import Entry
from .changes import changes
from .folder import page_file
from .limits import Refused
from .shelf import Shelf, identity_of

PATH: Final = "/live/pages"
TARGET: Final = PATH.encode()
HEAD: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-store\r\n"
    b"x-accel-buffering: no\r\nx-content-type-options: nosniff\r\nconnection: close\r\n"
)
HEARTBEAT: Final = b":\n\n"

MOST_PAGES = 8  # of one listener
# A folder that was copied has no pulse that moves with it; its pages are looked at so often.
LOOK_EVERY = 0.4
# Pages looked at in one go, and listeners told in one: readers of pages are answered between.
LOOKS_AT_A_TIME, TELL_AT_A_TIME = 500, 200
# A page is not told of again before this many seconds; what changes meanwhile is told as one.
PAUSE = 0.2
# Many who hear of a page at once would all fetch it at once: they are given a time to do it within.
LISTENERS_A_MILLISECOND, LONGEST_SPREAD = 20, 800
# To so many, what is other in a page is sent along: who has the page as it was last told fetches nothing then.
MANY = 20
# Milliseconds after which a listener comes again whose stream broke off; each is told another.
_SOONEST_AGAIN, _LATEST_AGAIN = 1_000, 5_000

GONE = b"gone"


class Listener(Protocol):
    """Somebody’s connection."""

    watches: Sequence[Watched]

    def tell(self, words: bytes) -> None:
        """Send these words, or let go of who does not take them."""


class Watched:
    """A page that somebody listens to. `etag` is that of the page as it is, `told` what was last said of it.

    body: the page as it was last told of, where many listen.
    """

    __slots__ = (
        "body",
        "etag",
        "file",
        "identity",
        "is_telling",
        "listeners",
        "modified",
        "path",
        "told",
        "told_at",
    )

    def __init__(self, path: str, file: Path, entry: Entry) -> None:
        self.path, self.file = path, file
        self.identity: object = None
        self.listeners: set[Listener] = set()
        self.body: bytes | None = None
        self.etag = self.told = _etag(entry)
        self.modified = entry.modified
        self.told_at = 0.0
        self.is_telling = False

    @property
    def spread(self) -> int:
        """Milliseconds within which its listeners are to fetch it."""
        return min(len(self.listeners) // LISTENERS_A_MILLISECOND, LONGEST_SPREAD)

    def words(self, **more: object) -> bytes:
        """The event that says how the page is now."""
        said: dict[str, object] = {"page": self.path}
        if self.etag != GONE:
            said |= {"etag": self.etag.decode(), "modified": self.modified, "within": self.spread, **more}
        name = b"gone" if self.etag == GONE else b"page"
        words = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        return b"event: %s\nid: %s\ndata: %s\n\n" % (name, self.etag, words)


class Listening:
    """All who listen to one edge process; `most` is how many there may be."""

    def __init__(self, shelf: Shelf, most: int) -> None:
        self.shelf, self.most = shelf, most
        self.number = 0
        self._watched: dict[str, Watched] = {}
        self._round: Iterator[Watched] = iter(())
        self._unsaid: set[Watched] = set()
        self._pulse: Sequence[int] | None = None
        self._count, self._looked = -1, 0.0

    # Who listens

    def pages(self, query: bytes) -> tuple[Watched, ...]:
        """The pages that a query names as `page=/some/path/`, of those that are there. Raises `Refused`."""
        if self.number >= self.most:
            raise Refused(503)
        try:
            asked = parse_qsl(query.decode("ascii"), max_num_fields=2 * MOST_PAGES, errors="strict")
        except ValueError:
            raise Refused(400) from None
        paths = list(dict.fromkeys(value for name, value in asked if name == "page"))
        if not 0 < len(paths) <= MOST_PAGES:
            raise Refused(400)
        found = tuple(page for page in map(self._watch, paths) if page is not None)
        if not found:
            raise Refused(404)
        return found

    def _watch(self, path: str) -> Watched | None:
        known = self._watched.get(path)
        if known is not None:
            return None if known.etag == GONE else known
        entry = self.shelf.again(path) if path.startswith("/") else None
        if entry is None or entry.ranged or entry.status != 200:
            return None
        return Watched(path, page_file(self.shelf.folder, path), entry)

    def begin(self, listener: Listener, pages: Iterable[Watched], last_id: bytes | None) -> bytes:
        """Have somebody listen; returns what they are told first: each page that is not as they know it."""
        again = _SOONEST_AGAIN + secrets.randbelow(_LATEST_AGAIN - _SOONEST_AGAIN)
        words = [b"retry: %d\n\n" % again]
        for page in pages:
            self._watched.setdefault(page.path, page)
            page.listeners.add(listener)
            if len(page.listeners) == MANY:
                page.body = self._body(page, page.told)
            if page.etag != last_id:
                words.append(page.words())
        listener.watches = tuple(pages)
        self.number += 1
        return b"".join(words)

    def end(self, listener: Listener) -> None:
        """Somebody has gone."""
        if not listener.watches:
            return
        self.number -= 1
        for page in listener.watches:
            page.listeners.discard(listener)
            if not page.listeners and self._watched.get(page.path) is page:
                del self._watched[page.path]
                self._unsaid.discard(page)
        listener.watches = ()

    # What they hear

    def look(self, now: float) -> None:
        """Ten times a second: look at the pages that are listened to, where any may be another, and tell."""
        if not self._watched:
            return
        if self._has_moved(now):
            # A round that is under way is begun anew, behind those it has not looked at yet.
            rest = list(self._round)
            seen = set(rest)
            self._round = iter([*rest, *(each for each in self._watched.values() if each not in seen)])
        for page in islice(self._round, LOOKS_AT_A_TIME):
            self._look_at(page)
        for page in [each for each in self._unsaid if now - each.told_at >= PAUSE + each.spread / 1000]:
            if not page.is_telling:
                self._unsaid.discard(page)
                self._tell(page, now)

    def _has_moved(self, now: float) -> bool:
        if self.shelf.copied:
            if now - self._looked < LOOK_EVERY:
                return False
            self._looked = now
            return True
        pulse = self.shelf.pulse
        if pulse is self._pulse and pulse[0] == self._count:
            return False
        self._pulse, self._count = pulse, pulse[0]
        return True

    def _look_at(self, page: Watched) -> None:
        """See whether the page is another. One that waits to be made anew is not: what comes after it is."""
        try:
            identity: object = identity_of(os.stat(page.file))
        except OSError:
            identity = None
        if identity is not None and identity == page.identity:
            return
        page.identity = identity
        entry = self.shelf.again(page.path)
        if entry is None:
            if self.shelf.is_away():
                return
            page.etag = GONE
        elif not entry.stale:
            page.etag, page.modified = _etag(entry), entry.modified
        if page.etag != page.told and page.listeners:
            self._unsaid.add(page)

    def _tell(self, page: Watched, now: float) -> None:
        if page.etag == page.told:
            return
        body = self._body(page, page.etag) if len(page.listeners) >= MANY else None
        change = changes(page.body, body) if page.body is not None and body is not None else None
        words = (
            page.words() if change is None else page.words(**{"from": page.told.decode(), "changes": change})
        )
        page.told, page.told_at, page.is_telling, page.body = page.etag, now, True, body
        self._tell_some(page, iter(list(page.listeners)), words)

    def _body(self, page: Watched, etag: bytes) -> bytes | None:
        """The page’s own bytes, if it is the one with this validator."""
        entry = self.shelf.again(page.path)
        return entry.variants["identity"].body if entry is not None and _etag(entry) == etag else None

    def _tell_some(self, page: Watched, rest: Iterator[Listener], words: bytes) -> None:
        some = list(islice(rest, TELL_AT_A_TIME))
        for listener in some:
            if page in listener.watches:
                listener.tell(words)
        if len(some) == TELL_AT_A_TIME:
            asyncio.get_running_loop().call_soon(self._tell_some, page, rest, words)
        else:
            page.is_telling = False


def _etag(entry: Entry) -> bytes:
    """The validator of the page as it was made, without quotes; those of its encodings begin with it."""
    return entry.variants["identity"].etag.strip(b'"')
