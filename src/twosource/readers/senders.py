"""Where a form comes from: a page of ours or another site, and which network, to be counted and not followed."""

from __future__ import annotations

import hmac
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import force_bytes


def is_elsewhere(site: str, origin: str, host: str) -> bool:
    """Whether a browser says that another site sent it, by its headers Sec-Fetch-Site and Origin and the Host it asked.

    A program that says nothing is no browser, and is let through here.
    """
    if site:
        return site not in ("same-origin", "none")
    return bool(origin) and origin.partition("://")[2] != host


def from_elsewhere(request: HttpRequest) -> bool:
    """The same of a request."""
    asked = request.headers
    return is_elsewhere(asked.get("Sec-Fetch-Site", ""), asked.get("Origin", ""), request.get_host())


def sender_of(address: str, moment: datetime, *, salt: str) -> str:
    """A digest of a network that is another one every day (UTC), and another one for each `salt`, a room's own.

    Of an IPv6 address the first half says the network: whoever has one has all of it. Empty for no address.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64)
    key = _key_of(salt, moment.date().isoformat(), settings.SECRET_KEY)
    return hmac.new(key, found.packed, sha256).hexdigest()


@lru_cache(maxsize=8)
def _key_of(salt: str, day: str, secret: str) -> bytes:
    return sha256(f"{salt}:{day}:".encode() + force_bytes(secret)).digest()
