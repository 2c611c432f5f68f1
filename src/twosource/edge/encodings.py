"""A page's bytes in every encoding readers accept: quickly at once, as well as it goes later. Knows no Django."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import zstandard

# What is this short does not get shorter.
SHORTEST = 200
_QUICK, _BEST = {"gzip": 6, "br": 5, "zstd": 3}, {"gzip": 9, "br": 11, "zstd": 19}


def _gzip(data: bytes, level: int) -> bytes:
    return gzip.compress(data, level, mtime=0)


def _brotli(data: bytes, level: int) -> bytes:
    packed: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=level)
    return packed


def _zstd(data: bytes, level: int) -> bytes:
    return zstandard.ZstdCompressor(level=level, write_content_size=True).compress(data)


_HOW: dict[str, Callable[[bytes, int], bytes]] = {"gzip": _gzip, "br": _brotli, "zstd": _zstd}


def quick(body: bytes) -> dict[str, bytes]:
    """The body in every encoding, in a few milliseconds for a page."""
    return _every(body, _QUICK)


def best(body: bytes) -> dict[str, bytes]:
    """The same as small as it gets; takes many times as long."""
    return _every(body, _BEST)


def is_packed(content_type: str) -> bool:
    """Whether what has this type is compressed already."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith(("image/", "audio/", "video/", "font/")) and kind != "image/svg+xml"


def _every(body: bytes, levels: dict[str, int]) -> dict[str, bytes]:
    bodies = {"identity": body}
    if len(body) < SHORTEST:
        return bodies
    for name, how in _HOW.items():
        packed = how(body, levels[name])
        if len(packed) < len(body):
            bodies[name] = packed
    return bodies
