"""What a request's headers ask for: an encoding, and whether the reader's copy is still good (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

# As they stand in Accept-Encoding; `x-gzip` is gzip's older name.
_SAME = {"x-gzip": "gzip"}
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")
# Less than any quality that can be written.
_LEAST = 0.0001
_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def qualities(accept: bytes | None) -> Mapping[str, float]:
    """How much each encoding is wished for, `*` among them; what is written wrongly is left out."""
    found: dict[str, float] = {}
    for part in (accept or b"").decode("latin-1").lower().split(","):
        name, _semicolon, rest = part.partition(";")
        name = name.strip()
        value = 1.0
        key, equals, number = rest.partition("=")
        if equals and key.strip() == "q":
            if not _QUALITY.match(number.strip()):
                continue
            value = float(number.strip())
        if name:
            found[_SAME.get(name, name)] = value
    return found


def choose_encoding(accept: bytes | None, sizes: Mapping[str, int]) -> str:
    """The encoding to answer in, of those there are (`sizes`, in bytes; identity is always among them).

    The one most wished for; of two wished for alike, the smaller. Identity where nothing else is acceptable.
    """
    if not accept:
        return "identity"
    wished = qualities(accept)
    anything = wished.get("*")
    ranked = []
    for name, size in sizes.items():
        # One that is not named is not acceptable, but for identity, which is wished for least.
        wish = wished.get(name, anything if anything is not None else _LEAST if name == "identity" else 0.0)
        if wish > 0:
            ranked.append((wish, -size, name))
    return max(ranked)[2] if ranked else "identity"


def matches(condition: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match header names this ETag (given with its quotes), compared weakly."""
    if condition == etag:
        return True
    if condition.strip() == b"*":
        return True
    return etag in _TAG.findall(condition)


def unchanged_since(condition: bytes, last_modified: int) -> bool:
    """Whether what was last modified then is no newer than an If-Modified-Since header says; never for a bad date."""
    try:
        moment = parsedate_to_datetime(condition.decode("ascii"))
        return last_modified <= moment.timestamp()
    except (ValueError, TypeError, OverflowError, UnicodeDecodeError):
        return False
