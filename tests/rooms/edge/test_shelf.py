"""Pages as a process holds them: bounded in memory, and as fresh as the disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage
from twosource.edge.shelf import Shelf


def page(path: str, body: bytes = b"hi", *, stale: bool = False) -> FinishedPage:
    return FinishedPage(path, 200, (), {"identity": body}, "e", 0, stale=stale)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "pages")


PATHS = st.sampled_from(["/a/", "/b/", "/c/"])
STEPS = st.one_of(
    st.tuples(st.just("put"), PATHS, st.binary(max_size=5)),
    st.tuples(st.just("drop"), PATHS, st.just(b"")),
    st.tuples(st.just("stale"), PATHS, st.just(b"")),
    st.tuples(st.just("look"), PATHS, st.just(b"")),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(STEPS, max_size=15))
def test_after_any_changes_the_shelf_has_what_the_folder_has(
    steps: list[tuple[str, str, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = FolderStore(tmp_path_factory.mktemp("pages"))
    shelf = Shelf(store.folder, most_bytes=1 << 20)
    for verb, path, body in steps:
        if verb == "put":
            store.put(page(path, body))
        elif verb == "drop":
            store.drop(path)
        elif verb == "stale":
            store.mark_stale(path)
            store.pulse.move()
        found, kept = shelf.find(path), store.get(path)
        assert (found is None) == (kept is None)
        if found is not None and kept is not None:
            assert (found.variants["identity"].body, found.stale) == (kept.bodies["identity"], kept.stale)
    store.pulse.close()


def test_the_disk_is_not_asked_while_nothing_changes(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(page("/a/"))
    shelf = Shelf(store.folder, most_bytes=1 << 20)
    first = shelf.find("/a/")

    def never(*_: object) -> None:
        raise AssertionError("the disk was asked")

    monkeypatch.setattr("twosource.edge.shelf.page_file", never)
    assert shelf.find("/a/") is first


def test_memory_is_bounded_by_letting_go_of_what_was_not_asked_for(store: FolderStore) -> None:
    for number in range(20):
        store.put(page(f"/{number}/", b"x" * 10_000))
    shelf = Shelf(store.folder, most_bytes=100_000)
    for number in range(20):
        shelf.second[0] += 1
        assert shelf.find(f"/{number}/") is not None
        wanted = shelf.find("/0/")
        assert wanted is not None
        wanted.used = shelf.second[0]
        assert shelf.held_bytes <= 100_000
        assert shelf.held_bytes == sum(entry.size for entry in shelf.entries.values())
    assert "/0/" in shelf.entries
    assert "/1/" not in shelf.entries


def test_a_clock_set_back_shows_nothing_old(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(store.folder, most_bytes=1 << 20)
    store.put(page("/a/", b"one"))
    shelf.find("/a/")
    earlier: Callable[[], int] = lambda: 1_000_000_000  # noqa: E731
    monkeypatch.setattr(time, "time_ns", earlier)
    store.put(page("/a/", b"two"))
    found = shelf.find("/a/")
    assert found is not None
    assert found.variants["identity"].body == b"two"
