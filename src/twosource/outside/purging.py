"""The window of the caches in front of the paper: what they hold of a key is to be fetched anew.

A page names its keys in Surrogate-Key (`edge/tags.py`). Cloudflare is asked through its own library, an optional
extra; Fastly and Varnish need one request that is written here (docs/decisions, “Purging by key”).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Protocol

from .asking import Asker, NotAnswered, NotDone, Reply, WebAsker, wait_of

CLOUDFLARE: Final = "cloudflare"
FASTLY: Final = "https://api.fastly.com"
BAN_HEADER: Final = "X-Ban-Surrogate-Key"
_TOO_MANY: Final = 429
_NO_ENTRY: Final = frozenset({401, 403})
# Nothing is wrong with what was asked; it may be asked again.
_LATER: Final = frozenset({404, 405, 408, 409, 425})


class NotPurged(NotDone):
    """A cache did not say that it has let go."""


class Purger(Protocol):
    """A cache that lets go of pages by key.

    name: which one it is, the same after every start.
    most: how many keys one call may name.
    """

    @property
    def name(self) -> str: ...

    @property
    def most(self) -> int: ...

    def purge(self, keys: Sequence[str]) -> None:
        """Let go of every page with one of these keys (ASCII, no space or comma). Raises NotPurged."""

    def purge_all(self) -> None:
        """Let go of everything. Raises NotPurged."""


@dataclass
class NullPurger:
    """Remembers what it was to let go of. With `trouble`, refuses in these words."""

    name: str = "null"
    most: int = 100
    calls: list[tuple[str, ...]] = field(default_factory=list)
    trouble: str = ""

    def purge(self, keys: Sequence[str]) -> None:
        if self.trouble:
            raise NotPurged(self.trouble)
        self.calls.append(tuple(keys))

    def purge_all(self) -> None:
        self.purge(["*"])


@dataclass(frozen=True)
class CloudflarePurger:
    """A zone of Cloudflare's, by its cache tags. Pages must carry `Cache-Tag`: it reads no Surrogate-Key."""

    zone: str
    token: str = field(repr=False)
    asker: Asker = field(default_factory=WebAsker, repr=False)
    address: str = ""

    name = CLOUDFLARE
    most = 100  # operations a request, on every plan

    def purge(self, keys: Sequence[str]) -> None:
        self._call(tags=list(keys))

    def purge_all(self) -> None:
        self._call(purge_everything=True)

    def _call(self, **what: Any) -> None:
        client = self._client
        import cloudflare

        try:
            done = client.cache.purge(zone_id=self.zone, **what)
        except cloudflare.APIStatusError as error:
            said = "; ".join(str(one.message) for one in error.errors or [] if one.message)
            headers = {name.lower(): value for name, value in error.response.headers.items()}
            demand_done(Reply(error.status_code, headers, b""), "Cloudflare", said)
        except cloudflare.APIConnectionError as error:
            raise NotPurged(str(error.__cause__ or error)) from error
        except cloudflare.CloudflareError as error:
            raise NotPurged(f"Cloudflare’s answer cannot be read: {error}"[:300]) from error
        else:
            if done is None:
                raise NotPurged("Cloudflare answers, and does not say that it has purged")

    @cached_property
    def _client(self) -> Any:
        try:
            import cloudflare
            import httpx
        except ImportError as error:
            raise NotPurged(
                "Cloudflare needs the extra “cloudflare”, which is not installed: "
                "pip install 'twosource[cloudflare]'"
            ) from error
        token = self.token or os.environ.get("CLOUDFLARE_API_TOKEN", "")
        if not token:
            raise NotPurged(
                "no token for Cloudflare: write cloudflare_token into secrets.toml, or set CLOUDFLARE_API_TOKEN"
            )

        class Through(httpx.BaseTransport):
            """The library's questions, asked by our own client, so that they end in time."""

            def __init__(self, asker: Asker) -> None:
                self._asker = asker

            def handle_request(self, request: httpx.Request) -> httpx.Response:
                reply = self._asker.ask(
                    request.method,
                    str(request.url),
                    headers={**request.headers, "accept-encoding": "identity"},
                    body=request.read(),
                )
                return httpx.Response(
                    reply.status, headers=dict(reply.headers), content=reply.body, request=request
                )

        return cloudflare.Cloudflare(
            api_token=token,
            base_url=self.address or None,
            max_retries=0,
            http_client=httpx.Client(transport=Through(self.asker), trust_env=False),
        )


@dataclass(frozen=True)
class FastlyPurger:
    """A service of Fastly's. With `soft`, what it holds turns stale and is still there when we are not."""

    service: str
    token: str = field(repr=False)
    soft: bool = True
    asker: Asker = field(default_factory=WebAsker, repr=False)
    address: str = FASTLY

    name = "fastly"
    most = 256  # keys a request, says its reference

    def purge(self, keys: Sequence[str]) -> None:
        self._post("purge", json.dumps({"surrogate_keys": list(keys)}).encode())

    def purge_all(self) -> None:
        self._post("purge_all", b"")  # Fastly knows no soft one

    def _post(self, verb: str, body: bytes) -> None:
        token = self.token or os.environ.get("FASTLY_API_TOKEN", "")
        if not token:
            raise NotPurged(
                "no token for Fastly: write fastly_token into secrets.toml, or set FASTLY_API_TOKEN"
            )
        headers = {"Fastly-Key": token, "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/json"
        if self.soft and verb == "purge":
            headers["Fastly-Soft-Purge"] = "1"
        reply = _asked(self.asker, "POST", f"{self.address}/service/{self.service}/{verb}", headers, body)
        demand_done(reply, "Fastly", _message(reply.body))


@dataclass(frozen=True)
class VarnishPurger:
    """A Varnish that understands BAN as in docs/newsroom/beyond.md: stock VCL, no further module."""

    address: str
    secret: str = field(default="", repr=False)
    asker: Asker = field(default_factory=WebAsker, repr=False)

    # A header of Varnish's holds 8 kB; 50 keys of the longest kind stay under it.
    most = 50

    @property
    def name(self) -> str:
        return f"varnish {self.address}"

    def purge(self, keys: Sequence[str]) -> None:
        self._ban(rf"(^|\s)({'|'.join(map(_literal, keys))})(\s|$)")

    def purge_all(self) -> None:
        self._ban(".")

    def _ban(self, pattern: str) -> None:
        headers = {BAN_HEADER: pattern}
        if self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        reply = _asked(self.asker, "BAN", f"{self.address.rstrip('/')}/", headers, b"")
        demand_done(reply, self.name.capitalize(), reply.body.decode("utf-8", "replace")[:200])


def demand_done(reply: Reply, who: str, said: str) -> None:
    """Nothing for an answer that says yes. Raises NotPurged, which knows whether asking again may help."""
    if 200 <= reply.status < 300:
        return
    words = f"{who} answers {reply.status}" + (f": {said}" if said else "")
    wait = wait_of(reply.headers)
    if reply.status == _TOO_MANY:
        raise NotPurged(f"{words} (too many purges)", again_after=wait)
    if reply.status in _NO_ENTRY:
        raise NotPurged(f"{words} (it refuses our token)")
    later = reply.status >= 500 or reply.status < 400 or reply.status in _LATER
    raise NotPurged(words, again_after=wait, refused=not later)


def _asked(asker: Asker, method: str, address: str, headers: dict[str, str], body: bytes) -> Reply:
    try:
        return asker.ask(method, address, headers=headers, body=body)
    except NotAnswered as silence:
        raise NotPurged(str(silence)) from silence


def _message(body: bytes) -> str:
    """What Fastly says in `msg` and `detail`; nothing where it speaks otherwise."""
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return ""
    return " ".join(str(told[name]) for name in ("msg", "detail") if told.get(name))[:200]


def _literal(key: str) -> str:
    """The key as a regular expression that means itself. (`re.escape` also escapes what PCRE2 knows bare.)"""
    return re.sub(r"[.^$*+?{}\[\]\\|()]", r"\\\g<0>", key)


_windows: tuple[Purger, ...] = ()


def open_purgers(windows: Sequence[Purger]) -> None:
    """Say which caches stand before the paper. Called once, by `wiring.py`; tests open Nulls."""
    global _windows
    _windows = tuple(windows)


def purgers() -> tuple[Purger, ...]:
    """The caches that stand before the paper."""
    return _windows
