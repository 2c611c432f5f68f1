"""Reading what a request is for: its path as the store spells it, and whether the paper answers to its host."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import quote, unquote_plus, unquote_to_bytes

# What RFC 3986 lets stand in a path as it is.
_AS_IT_IS = "/~!$&'()*+,;=:@-._"
_ESCAPE = re.compile(rb"%[0-9a-fA-F]{2}")
_HOST = re.compile(r"([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(:[0-9]+)?")


def path_of(raw: bytes) -> str | None:
    """The path percent-decoded, such as `/news/läuft/`; None for one that is not spelled in the one right way.

    Not right are doubled slashes, dots as a whole segment, control characters, what is no UTF-8, and escapes of
    what needs none. Nothing is kept at such an address; the newsroom says what it makes of it.
    """
    if not raw.startswith(b"/") or b"//" in raw or b"\\" in raw:
        return None
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return None
    spelled = quote(path, safe=_AS_IT_IS).encode()
    if spelled != raw and spelled != _ESCAPE.sub(lambda found: found[0].upper(), raw):
        return None
    if any(char < " " or "\x7f" <= char <= "\x9f" for char in path):
        return None
    if "/." in path and any(segment in (".", "..") for segment in path.split("/")):
        return None
    return path


def asks_for_more(query: bytes, names: Collection[str]) -> bool:
    """Whether a query has one of these parameters, with or without a value."""
    if not names:
        return False
    parts = query.decode("latin-1").split("&")
    return any(unquote_plus(part.partition("=")[0]) in names for part in parts)


class Hosts:
    """The names the paper answers to. `.gazette.example` stands for the name and every name under it."""

    _MOST = 1024

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(name.lower() for name in names)
        self._refused: set[bytes] = set()
        # As they were written by readers; whoever asks often looks here first.
        self.welcome: set[bytes | None] = set()

    def __contains__(self, host: bytes) -> bool:
        if host in self.welcome:
            return True
        if host in self._refused:
            return False
        known = self.welcome if self._look_up(host) else self._refused
        if len(known) < self._MOST:
            known.add(host)
        return known is self.welcome

    def _look_up(self, host: bytes) -> bool:
        found = _HOST.fullmatch(host.decode("latin-1").lower())
        if found is None:
            return False
        name = found[1].removesuffix(".")
        if name in self._names:
            return True
        return any(each.startswith(".") and (name.endswith(each) or name == each[1:]) for each in self._names)
