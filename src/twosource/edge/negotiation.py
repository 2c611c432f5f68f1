"""What a request's headers ask for: an encoding, and whether the reader's copy is still good (RFC 9110)."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Protocol

# As they stand in Accept-Encoding; `x-gzip` is gzip's older name.
_SAME = {"x-gzip": "gzip"}
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")
# Less than any quality that can be written.
_LEAST = 0.0001
_MAX_STALE = re.compile(rb"(?:\A|[,\s])max-stale=(\d{1,9})(?=[,\s]|\Z)", re.IGNORECASE)
# Whatever was asked for: what a moderator took away is gone for everybody after so many seconds.
_LONGEST_STALE = 5
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


class Stale(Protocol):
    """A page that waits to be made anew, since `touched` (seconds since 1970)."""

    touched: float


def takes_stale(headers: Mapping[bytes, bytes], page: Stale) -> bool:
    """Whether a reader wants a page that waits to be made anew as it was, for so long as it waits by now.

    Thousands hear at once that a page is another; when it is touched again meanwhile, they need not wait for that.
    """
    control = headers.get(b"cache-control")
    found = _MAX_STALE.search(control) if control else None
    return found is not None and time.time() - page.touched <= min(int(found[1]), _LONGEST_STALE)
