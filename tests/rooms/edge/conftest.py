"""An empty folder of pages for every test, and a paper whose facts are heard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def folder() -> Iterator[object]:
    """The suite's newsroom has one folder; what another test left in it is nobody's here."""
    from twosource.edge import keeping

    shutil.rmtree(keeping.folder(), ignore_errors=True)
    yield keeping.store()
    shutil.rmtree(keeping.folder(), ignore_errors=True)
