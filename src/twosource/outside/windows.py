"""Which windows a newsroom has. This is the one place where that is chosen, from its own settings.

`settings.TWOSOURCE` is the newsroom's configuration, handed over by Django's settings: this room does not
import the one that reads it. A test opens others for a while with `instead`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.conf import settings

from .store import FolderStore, Store

if TYPE_CHECKING:
    from .fetch import Fetcher
    from .timestamp import Timestamper

MEGABYTE = 1_000_000

_instead: ContextVar[dict[str, Any] | None] = ContextVar("windows", default=None)


class EvidenceSettings(Protocol):
    """What `[evidence]` of the newsroom's configuration says, as this room reads it."""

    largest_megabytes: int
    fetch: bool
    fetch_seconds: int
    fetch_ports: tuple[int, ...]
    timestamp_authority: str
    timestamp_roots: str


def evidence_settings() -> EvidenceSettings:
    return cast(EvidenceSettings, settings.TWOSOURCE.evidence)


def largest_bytes() -> int:
    """How large one kept file may be."""
    return evidence_settings().largest_megabytes * MEGABYTE


@contextmanager
def instead(**windows: Any) -> Iterator[None]:
    """Within this block, `store`, `fetcher` or `timestamper` are these."""
    token = _instead.set({**(_instead.get() or {}), **windows})
    try:
        yield
    finally:
        _instead.reset(token)


def store() -> Store:
    """Where what came in is kept: data/originals/ of the newsroom."""
    other = (_instead.get() or {}).get("store")
    return (
        cast(Store, other) if other else FolderStore(Path(settings.TWOSOURCE_FOLDER) / "data" / "originals")
    )


def fetcher() -> Fetcher:
    """Who fetches a page from the web: nobody, where the newsroom says `fetch = false`."""
    from .fetch import Limits, NullFetcher, WebFetcher

    other = (_instead.get() or {}).get("fetcher")
    if other:
        return cast("Fetcher", other)
    told = evidence_settings()
    if not told.fetch:
        return NullFetcher()
    return WebFetcher(
        Limits(seconds=told.fetch_seconds, most_bytes=largest_bytes(), ports=frozenset(told.fetch_ports))
    )


def timestamper() -> Timestamper:
    """Who attests when something was there: nobody, unless the newsroom names an authority."""
    from .timestamp import Authority, NullTimestamper

    other = (_instead.get() or {}).get("timestamper")
    if other:
        return cast("Timestamper", other)
    address = evidence_settings().timestamp_authority
    return Authority(address) if address else NullTimestamper()


def trusted_roots() -> bytes:
    """The roots (PEM) that time stamps must lead to; empty when the newsroom names none. Raises OSError."""
    name = evidence_settings().timestamp_roots
    return (Path(settings.TWOSOURCE_FOLDER) / name).read_bytes() if name else b""
