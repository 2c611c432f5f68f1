"""Finished pages of the tests, and places beyond this machine that are only there in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from twosource.edge.folder import FolderStore
from twosource.outside.objects import NullObjects, bucket, open_bucket
from twosource.outside.purging import NullPurger, Purger, open_purgers, purgers


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[FolderStore]:
    """The newsroom's own finished pages, in a folder of the test's."""
    settings.TWOSOURCE_FOLDER = tmp_path / "gazette"
    store = FolderStore(tmp_path / "gazette" / "data" / "pages")
    yield store
    store.pulse.close()


@pytest.fixture
def objects() -> Iterator[NullObjects]:
    """A bucket in memory, as the newsroom's."""
    before, null = bucket(), NullObjects()
    open_bucket(null)
    yield null
    open_bucket(before)


@pytest.fixture
def caches() -> Iterator[Callable[..., None]]:
    """Says which caches stand before the paper."""
    before = purgers()

    def stand(*given: Purger) -> None:
        open_purgers(given)

    stand()
    yield stand
    open_purgers(before)


@pytest.fixture
def cache(caches: Callable[..., None]) -> NullPurger:
    """One cache in memory before the paper."""
    null = NullPurger()
    caches(null)
    return null


@pytest.fixture
def says(settings: Any) -> Callable[..., None]:
    """Sets keys of one table of the configuration."""

    def say(table: str, **keys: Any) -> None:
        section = getattr(settings.TWOSOURCE, table).model_copy(update=keys)
        settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={table: section})

    return say
