"""Which addresses may be asked for: on the web, in public, and nowhere near ourselves.

A check of names is worth nothing: `2130706433`, `0x7f.1` and `localtest.me` all lead home. So a name is
resolved once, every answer is looked at as a number, and the caller connects to that number and to no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import quote, urlsplit

import idna
from django.utils.translation import gettext as _

from .fetch_refusals import AddressWithLogin, NotAnAddress, NotPublic, PortNotAllowed, UnknownHost

LONGEST: Final = 2000
PORTS: Final = {"http": 80, "https": 443}

_BAD = re.compile(r"[\x00-\x20\x7f\\\u202a-\u202e\u2066-\u2069]")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?")
_SAFE = "%/:=&?~+!$,;'@()*[]-._"

# Unicast addresses of the whole internet all lie here (RFC 4291, IANA's registry).
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_NAT64: Final = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """One address taken apart. `host` is ASCII and lower case; `target` is path and query, as sent."""

    scheme: str
    host: str
    port: int
    target: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"

    @property
    def host_header(self) -> str:
        return str(self).split("/")[2]


def read_address(text: str, *, ports: Iterable[int] = PORTS.values()) -> Address:
    """Take an address apart, strictly: only what a browser's address bar would show of a page.

    Raises: NotAnAddress, AddressWithLogin, PortNotAllowed.
    """
    text = text.strip()
    if not text or len(text) > LONGEST or _BAD.search(text):
        raise NotAnAddress(_("“%(address)s” is no address of a page.") % {"address": text[:100]})
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotAnAddress(_("“%(address)s” is no address of a page.") % {"address": text[:100]}) from None
    if parts.scheme not in PORTS or not host:
        raise NotAnAddress(_("An address begins with http:// or https:// and names a machine."))
    if "@" in parts.netloc:
        raise AddressWithLogin(_("The address holds a name or a password. Take it out: it would be kept."))
    port = PORTS[parts.scheme] if port is None else port
    allowed = sorted(set(ports))
    if port not in allowed:
        told = {"port": port, "ports": ", ".join(map(str, allowed))}
        raise PortNotAllowed(_("Port %(port)d is not fetched from; allowed: %(ports)s.") % told)
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Address(parts.scheme, _ascii_host(host), port, path + query)


def _ascii_host(host: str) -> str:
    """The name as the wire wants it. Raises NotAnAddress."""
    if ":" in host:
        try:
            return str(IPv6Address(host.replace("%", ":")))  # a scope names a cable of ours: no address
        except ValueError:
            raise NotAnAddress(_("“%(host)s” is no name of a machine.") % {"host": host[:100]}) from None
    try:
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        name = ""
    if len(name) > 253 or not _HOST.fullmatch(name.lower()):
        raise NotAnAddress(_("“%(host)s” is no name of a machine.") % {"host": host[:100]})
    return name.lower()


def is_public(number: str) -> bool:
    """Whether this numeric address is a machine of the public internet.

    An IPv4 address inside an IPv6 one is looked at as what it is: mapped (`::ffff:`) and translated by NAT64
    (`64:ff9b::`). 6to4, Teredo and the “compatible” form, which nobody serves pages on any more, never are.
    """
    try:
        address = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is None:
            return _is_public_six(address)
        address = inner
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _is_public_six(address: IPv6Address) -> bool:
    tunnel = address.sixtofour or address.teredo
    return address in _GLOBAL_UNICAST and address.is_global and not tunnel


def demand_public(host: str, numbers: Iterable[str]) -> list[str]:
    """The numbers a name leads to, all of them public. One that is not spoils them all: it is a trap.

    Raises: UnknownHost when there are none, NotPublic.
    """
    found = list(dict.fromkeys(numbers))
    if not found:
        raise UnknownHost(_("No machine is called %(host)s.") % {"host": host})
    if not all(is_public(number) for number in found):
        raise NotPublic(
            _("%(host)s is not on the public internet; only public pages are fetched.") % {"host": host}
        )
    return found
