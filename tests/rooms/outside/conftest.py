"""A web of one machine for every test of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from authority import authority, clock
from small_web import SmallWeb

__all__ = ["authority", "clock", "web"]


@pytest.fixture
def web() -> Iterator[SmallWeb]:
    web = SmallWeb()
    yield web
    web.close()
