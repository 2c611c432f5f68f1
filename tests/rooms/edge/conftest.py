"""An empty folder of pages for every test, and a paper whose facts are heard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest


@pytest.fixture(autouse=True)
def folder() -> Iterator[object]:
    """The suite's newsroom has one folder; what another test left in it is nobody's here."""
    from twosource.edge import keeping

    shutil.rmtree(keeping.folder(), ignore_errors=True)
    yield keeping.store()
    shutil.rmtree(keeping.folder(), ignore_errors=True)


@pytest.fixture(autouse=True)
def _the_clock_in_the_header_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one thing in a page that is not made from the newsroom's rows; a minute may pass in any test."""
    from django.utils import timezone

    from twosource.site import context

    stands = SimpleNamespace(
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        get_current_timezone_name=timezone.get_current_timezone_name,
    )
    monkeypatch.setattr(context, "timezone", stands)
