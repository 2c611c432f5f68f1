"""How comments come in, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did, or would do. `left` and `changed` count by why (`values.WHY`)."""

    source: str
    new: int
    known: int
    threads: int
    left: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """How comments come in. `open_`: threads that were open there are open here; otherwise they can only be read.

    `site` sets apart two papers of one system; without it what the file says of itself. `own` is what this newsroom
    is called among others. `mapped` and `authors` are what `places.read_map` and `read_authors` made; `dry` says what
    would happen, and writes nothing. `with_addresses`: who has a proved address in one of our own files gets an
    account with it.
    """

    open_: bool = False
    site: str = ""
    own: str = ""
    mapped: Mapping[str, str] = field(default_factory=dict)
    authors: Mapping[str, int] = field(default_factory=dict)
    dry: bool = False
    with_addresses: bool = False
