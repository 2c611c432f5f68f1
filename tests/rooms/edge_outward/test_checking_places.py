"""`check` tries every place beyond this machine once, and says of each what is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from folder import make_folder
from twosource.cli.beyond import beyond
from twosource.conf.newsroom import read_newsroom
from twosource.outside.objects import NullObjects, open_bucket
from twosource.outside.purging import NullPurger


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[str]]:
    def find(toml: str = "") -> list[str]:
        folder = make_folder(tmp_path / os.urandom(4).hex(), toml=f'[newsroom]\nname = "Gazette"\n{toml}')
        return [f"{one.area}: {one.what}" for one in beyond(read_newsroom(folder))]

    return find


def test_where_nothing_is_named_nothing_is_tried(found: Callable[..., list[str]], caches: Any) -> None:
    assert found() == []


def test_places_that_do_as_they_are_asked_are_fine(
    found: Callable[..., list[str]], objects: NullObjects, cache: NullPurger
) -> None:
    assert found('[bucket]\nname = "papers"\nprefix = "gazette"\n') == []
    assert objects.kept == {}, "nothing is left behind"
    assert cache.calls == [("twosource:check",)]


def test_each_place_that_refuses_is_named(
    found: Callable[..., list[str]], objects: NullObjects, caches: Any
) -> None:
    objects.trouble = "no keys for the bucket"
    caches(NullPurger(name="one", trouble="it refuses our token"), NullPurger(name="two"))
    assert found() == ["bucket: no keys for the bucket", "purge: one: it refuses our token"]


def test_an_origin_that_is_not_there_is_found(found: Callable[..., list[str]], caches: Any) -> None:
    assert found('[purge]\norigin = "bucket"\n') == ["purge: purge.origin = “bucket”, and there is no bucket"]


def test_a_store_that_gives_other_bytes_is_found(
    found: Callable[..., list[str]], objects: NullObjects, caches: Any
) -> None:
    class Forgetful(NullObjects):
        def get(self, name: str) -> bytes | None:
            return b"else"

    open_bucket(Forgetful())
    assert found() == ["bucket: it gives back other bytes than were put"]
