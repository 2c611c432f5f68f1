"""Pages made later: for whoever publishes an archive, and needs none of it on a page at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_postponed: ContextVar[bool] = ContextVar("twosource_pages_later", default=False)


@contextmanager
def postponed() -> Iterator[None]:
    """Within this block what is published waits its turn to be made, as everything else does."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


def is_postponed() -> bool:
    return _postponed.get()
