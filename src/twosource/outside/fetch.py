"""Fetching a page from the web, for evidence: whatever is asked for, and wherever it sends one on to.

The standard library's own client is handed a socket that is connected already, to a number that was checked:
there is no second look-up that could answer otherwise, no proxy, no cookie, no cache, and nothing is followed
that was not looked at first.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import urljoin

import certifi
from django.utils.translation import gettext as _

from .addresses import PORTS, Address, demand_public, read_address
from .deadlines import Deadline, resolve_within
from .fetch_refusals import (
    AnsweredOtherwise,
    FetchesNothing,
    NotFetched,
    NotReached,
    NotTrusted,
    TookTooLong,
    TooLarge,
    TooManyRedirects,
    UnknownHost,
)
from .unpacking import unpacked

MOST_REDIRECTS: Final = 5
CONNECT_SECONDS: Final = 8.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK: Final = 64 * 1024
_SENT: Final = {
    "User-Agent": "Mozilla/5.0 (compatible; Twosource; a newsroom keeping its evidence)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, identity",
    "Connection": "close",
}
# What an answer says about itself that may matter later; the rest (cookies above all) is not kept.
WORTH_KEEPING: Final = (
    "date", "last-modified", "etag", "content-type", "content-language", "content-disposition", "content-location",
    "memento-datetime", "server", "x-archive-orig-date", "x-archive-orig-last-modified",
)  # fmt: skip
_LONGEST_HEADER: Final = 300

Resolver = Callable[[str, int], list[str]]
Dialler = Callable[[str, int, float], socket.socket]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take: seconds in all, bytes as sent and unpacked, ports."""

    seconds: float = 20.0
    most_bytes: int = 50_000_000
    ports: frozenset[int] = frozenset(PORTS.values())


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the page's bytes, unpacked; the address it came from in the end; what it said of itself."""

    asked: str
    address: str
    data: bytes = field(repr=False)
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Fetcher(Protocol):
    """Fetches what is at an address, as a stranger would see it."""

    def fetch(self, address: str) -> Fetched:
        """Raises NotFetched, by name."""


class NullFetcher:
    """Fetches nothing and remembers what it was asked for; `answers` are what it gives all the same."""

    def __init__(self, answers: Mapping[str, Fetched | NotFetched] | None = None) -> None:
        self.asked: list[str] = []
        self.answers = dict(answers or {})

    def fetch(self, address: str) -> Fetched:
        self.asked.append(address)
        answer = self.answers.get(address)
        if answer is None:
            raise FetchesNothing(_("This newsroom fetches nothing from the web. Attach a file instead."))
        if isinstance(answer, NotFetched):
            raise answer
        return answer


def system_resolver(host: str, port: int) -> list[str]:
    """The numbers the machine's own resolver gives for a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(entry[4][0]) for entry in found]


def dial(number: str, port: int, seconds: float) -> socket.socket:
    """A connection to a numeric address. Raises OSError."""
    return socket.create_connection((number, port), timeout=seconds)


class WebFetcher:
    """The real one. How names are resolved and numbers dialled can be given; what may be dialled cannot."""

    def __init__(
        self,
        limits: Limits,
        *,
        resolver: Resolver = system_resolver,
        dialler: Dialler = dial,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.limits, self._resolve, self._dial = limits, resolver, dialler
        self._trust = trust

    def fetch(self, address: str) -> Fetched:
        """Ask, follow at most five times, and bring what is there. Raises NotFetched, by name."""
        deadline = Deadline(self.limits.seconds)
        here = asked = read_address(address, ports=self.limits.ports)
        for _hop in range(MOST_REDIRECTS + 1):
            found = self._ask(here, asked, deadline)
            if isinstance(found, Fetched):
                return found
            here = found
        raise TooManyRedirects(
            _("One is sent on more than %(most)d times from there.") % {"most": MOST_REDIRECTS}
        )

    def _ask(self, here: Address, asked: Address, deadline: Deadline) -> Fetched | Address:
        """One question: the page, or where it sends one on to."""
        with closing(self._connect(here, deadline)) as line, deadline.guarding(line) as guard:
            try:
                client = http.client.HTTPConnection(here.host, here.port)
                client.sock = self._secured(line, here, deadline)
                client.putrequest("GET", here.target, skip_host=True, skip_accept_encoding=True)
                for name, value in {"Host": here.host_header, **_SENT}.items():
                    client.putheader(name, value)
                client.endheaders()
                with closing(client), client.getresponse() as answer:
                    found = self._answer(answer, here, asked)
                if guard.expired:  # an end without a length looks the same, whoever made it
                    raise NotReached
                return found
            except ssl.SSLCertVerificationError as error:
                told = {"host": here.host, "why": error.verify_message}
                raise NotTrusted(_("%(host)s cannot prove who it is: %(why)s.") % told) from error
            except (OSError, http.client.HTTPException, ValueError, NotReached) as error:
                raise self._broken(here, error, expired=guard.expired) from error

    def _broken(self, here: Address, error: Exception, *, expired: bool) -> NotFetched:
        if expired or isinstance(error, TimeoutError):
            told = {"host": here.host, "seconds": round(self.limits.seconds)}
            return TookTooLong(_("%(host)s was not done within %(seconds)d seconds.") % told)
        return NotReached(_("%(host)s did not answer, or broke off.") % {"host": here.host})

    def _connect(self, here: Address, deadline: Deadline) -> socket.socket:
        """A connection to one of the numbers of this name, all of which were looked at."""
        try:
            numbers = resolve_within(deadline, self._resolve, here.host, here.port)
        except TimeoutError as error:
            raise self._broken(here, error, expired=True) from error
        except (OSError, UnicodeError) as error:
            raise UnknownHost(_("No machine is called %(host)s.") % {"host": here.host}) from error
        last: Exception = OSError()
        for number in demand_public(here.host, numbers):
            try:
                return self._dial(number, here.port, min(CONNECT_SECONDS, deadline.left()))
            except OSError as error:
                last = error
        raise self._broken(here, last, expired=deadline.over())

    def _secured(self, line: socket.socket, here: Address, deadline: Deadline) -> socket.socket:
        line.settimeout(deadline.left())
        if here.scheme == "http":
            return line
        return (self._trust or trusting()).wrap_socket(line, server_hostname=here.host.rstrip("."))

    def _answer(self, answer: http.client.HTTPResponse, here: Address, asked: Address) -> Fetched | Address:
        location = answer.headers.get("Location", "")
        if answer.status in _REDIRECTS and location:
            return read_address(urljoin(str(here), location), ports=self.limits.ports)
        if answer.status != 200:
            told = {"host": here.host, "status": answer.status}
            raise AnsweredOtherwise(_("%(host)s answered %(status)d instead of the page.") % told)
        packing = answer.headers.get("Content-Encoding", "")
        data = b"".join(unpacked(self._body(answer), packing, most=self.limits.most_bytes))
        headers = {name: answer.headers[name] for name in WORTH_KEEPING if name in answer.headers}
        return Fetched(
            asked=str(asked),
            address=str(here),
            data=data,
            media_type=answer.headers.get_content_type() if "Content-Type" in answer.headers else "",
            headers={name: plain(value) for name, value in headers.items()},
        )

    def _body(self, answer: http.client.HTTPResponse) -> Iterator[bytes]:
        """The body as it was sent, in pieces, never more than there may be. Raises TooLarge, NotReached."""
        most, came = self.limits.most_bytes, 0
        if (answer.length or 0) > most:
            raise too_large(most)
        while piece := answer.read(_CHUNK):
            came += len(piece)
            if came > most:
                raise too_large(most)
            yield piece
        if answer.length:
            raise NotReached


def too_large(most: int) -> TooLarge:
    return TooLarge(_("It is larger than %(most)d MB, the most that is kept.") % {"most": most // 1_000_000})


def plain(value: str) -> str:
    """A header's value as one short line of characters that can be shown."""
    return "".join(ch for ch in value if ch.isprintable())[:_LONGEST_HEADER]


def trusting() -> ssl.SSLContext:
    """Trust in the roots of this machine and, where it has none, in Mozilla's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
