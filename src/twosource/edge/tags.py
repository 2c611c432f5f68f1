"""Keys as caches read them: one line in a header, short enough for every cache between us and a reader.

Caches bound that line (Varnish 8 kB, Cloudflare and Fastly 16 kB, the metadata of an S3 object 2 kB in all), and
what is cut off would never be purged. So a line that would be too long names drawers instead of keys: each key
lies in one of 256, and who purges a key purges its drawer with it. That lets go of a little too much, and never
of too little. Nothing of Django's here: the process that answers readers uses it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

# For a header; and for the metadata of an object, where other lines need room too.
HEADER_BYTES: Final = 4000
METADATA_BYTES: Final = 1600
_SAFE: Final = ":/._~-"


def tag(key: str) -> str:
    """The key in characters that a header, a list with commas and a pattern all leave alone."""
    return quote(key, safe=_SAFE)


def drawer(key: str) -> str:
    """The drawer the key lies in, such as `~3f`."""
    return "~" + hashlib.sha256(key.encode()).hexdigest()[:2]


def tags_of(keys: Iterable[str], *, most: int = HEADER_BYTES) -> tuple[str, ...]:
    """What a page with these keys is to name, in at most so many bytes with a space between each."""
    named = sorted({tag(key) for key in keys})
    if len(" ".join(named)) <= most:
        return tuple(named)
    return tuple(sorted({drawer(key) for key in keys}))


def to_purge(keys: Iterable[str]) -> tuple[str, ...]:
    """What is to be purged so that no page with one of these keys is kept: each key, and its drawer."""
    return tuple(dict.fromkeys(each for key in keys for each in (tag(key), drawer(key))))
