"""What every connection of one edge process shares: the shelf, the date, whom it answers to and whom it believes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import formatdate

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from .addresses import Hosts, asks_for_more, path_of
from .answers import Entry
from .listening import Listening
from .shelf import Shelf
from .terms import Terms

# A spelling longer than this is read each time, rather than kept.
_LONGEST_KEPT = 512

Headers = Mapping[bytes, bytes]


class Front:
    """Finds the answer to a request that needs nobody but this process."""

    def __init__(self, terms: Terms, shelf: Shelf) -> None:
        self.terms, self.shelf = terms, shelf
        self.listening = Listening(shelf, terms.listeners)
        self.hosts = Hosts(terms.hosts)
        self.is_https = terms.scheme == "https"
        # With https the host alone is not enough: nobody is welcome before they are looked at.
        self.welcome = set() if self.is_https else self.hosts.welcome
        self.believed = ProxyHeadersMiddleware(_nobody, list(terms.trusted_proxies)).trusted_hosts
        self.most_body = terms.body_megabytes * 1024 * 1024
        self.date, self.now = b"", 0
        self.tick()

    def tick(self) -> None:
        """Once a second."""
        self.now = int(time.monotonic())
        self.date = b"date: " + formatdate(usegmt=True).encode() + b"\r\n\r\n"
        self.shelf.tick()

    def entry_for(self, target: bytes, host: bytes | None, *, secure: bool) -> Entry | None:
        """The page for this request target of a GET or HEAD, stale or not; None when somebody else must say."""
        if host is None or host not in self.hosts or (self.is_https and not secure):
            return None
        entry = self.shelf.targets.get(target)
        if entry is not None:
            if entry.counter[0] == entry.checked:
                return entry
            entry = self.shelf.refreshed(entry)
            if entry is None or target in entry.targets:
                return entry
        raw, _mark, query = target.partition(b"?")
        path = path_of(raw)
        entry = self.shelf.find(path) if path is not None else None
        if entry is None or (query and asks_for_more(query, entry.query)):
            return None
        if target == raw and len(raw) <= _LONGEST_KEPT and not entry.targets:
            self.shelf.remember_target(target, entry)
        return entry

    def is_secure(self, headers: Headers, client: str | None) -> bool:
        """Whether a proxy that is believed says that the reader came over TLS."""
        return headers.get(b"x-forwarded-proto", b"").strip() == b"https" and client in self.believed


async def _nobody(*_: object) -> None:
    raise AssertionError("never called")
