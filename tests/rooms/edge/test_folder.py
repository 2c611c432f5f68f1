"""The folder of finished pages: swapped whole, and its pulse moves with every change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage


def page(path: str = "/a/", body: bytes = b"hi") -> FinishedPage:
    return FinishedPage(path, 200, (), {"identity": body}, "e", 0)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "pages")


def test_a_page_is_kept_until_it_is_dropped(store: FolderStore) -> None:
    store.put(page())
    store.put(page("/b/"))
    assert store.get("/a/") == page()
    assert sorted(store.paths()) == ["/a/", "/b/"]
    assert store.drop("/a/")
    assert not store.drop("/a/")
    assert store.get("/a/") is None


def test_every_change_moves_the_pulse_for_every_process(store: FolderStore) -> None:
    other = FolderStore(store.folder)
    seen = [other.pulse.read()]
    for change in (
        lambda: store.put(page()), lambda: store.put(page(body=b"new")), store.pulse.move, lambda: store.drop("/a/"),
    ):  # fmt: skip
        change()
        seen.append(other.pulse.read())
    assert seen == sorted(set(seen))
    other.pulse.close()


def test_a_page_is_marked_in_place(store: FolderStore) -> None:
    store.put(page())
    inode = store.file_of("/a/").stat().st_ino
    assert store.mark_stale("/a/")
    marked = store.get("/a/")
    assert marked is not None
    assert marked.stale
    assert store.file_of("/a/").stat().st_ino == inode
    assert store.mark_stale("/a/", stale=False)
    assert store.get("/a/") == page()
    assert not store.mark_stale("/none/")


def test_a_swap_that_fails_leaves_the_old_page_and_nothing_else(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(page())
    before = store.pulse.read()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(page(body=b"new"))
    assert store.get("/a/") == page()
    assert store.pulse.read() == before
    assert [file.suffix for file in store.file_of("/a/").parent.iterdir()] == [".page"]


def test_half_a_page_and_another_ones_page_are_none(store: FolderStore) -> None:
    store.put(page())
    raw = store.file_of("/a/").read_bytes()
    store.file_of("/b/").parent.mkdir(exist_ok=True)
    store.file_of("/b/").write_bytes(raw)
    assert store.get("/b/") is None
    store.file_of("/a/").write_bytes(raw[:-1])
    assert store.get("/a/") is None
    assert list(store.paths()) == ["/a/"]
