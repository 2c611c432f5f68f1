"""Who else is to know that readers are given another page: buckets and caches beyond this machine.

This part of the room makes pages and knows nobody who carries them further; they say that they listen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Listener(Protocol):
    def __call__(self, *, paths: Sequence[str], keys: Sequence[str], dropped: Sequence[str]) -> None:
        """Pages were swapped (`paths`) or taken away (`dropped`); `keys` are those they are purged by."""


_listeners: list[Listener] = []


def connect(*listeners: Listener) -> None:
    """Say who listens. Called once, at start."""
    _listeners[:] = listeners


def say(*, paths: Sequence[str] = (), keys: Sequence[str], dropped: Sequence[str] = ()) -> None:
    """Let them hear, inside the transaction that puts it on record: what they write down is as lasting as that."""
    for listener in _listeners:
        listener(paths=paths, keys=keys, dropped=dropped)
