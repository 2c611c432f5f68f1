"""The store keeps bytes for good, or says that it did not."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.outside.store import (
    CHANGED,
    INTACT,
    MISSING,
    UNREADABLE,
    Broken,
    FolderStore,
    NotKept,
    NullStore,
    Store,
)
from twosource.outside.windows import instead, store

DATA = b"The quay is cracked."
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=[FolderStore, NullStore])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return FolderStore(tmp_path / "originals") if request.param is FolderStore else NullStore()


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "originals")


def test_what_is_kept_is_read_back_by_its_digest(either: Store) -> None:
    assert either.keep(DATA) == DIGEST
    assert either.keep([DATA[:5], b"", DATA[5:]]) == DIGEST
    assert (either.read(DIGEST), either.prove(DIGEST), either.size(DIGEST)) == (DATA, INTACT, len(DATA))
    assert list(either.names()) == [DIGEST]


def test_what_was_never_kept_is_missing(either: Store) -> None:
    assert (either.prove(DIGEST), either.size(DIGEST), list(either.names())) == (MISSING, None, [])
    with pytest.raises(Broken, match="missing") as broken:
        either.read(DIGEST)
    assert (broken.value.sha256, broken.value.finding) == (DIGEST, MISSING)


@given(st.binary(max_size=3000), st.integers(1, 700))
def test_any_bytes_in_any_pieces_come_back(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, size: int
) -> None:
    kept = FolderStore(tmp_path_factory.getbasetemp() / "any")
    digest = kept.keep(data[at : at + size] for at in range(0, len(data), size))
    assert digest == hashlib.sha256(data).hexdigest()
    assert kept.read(digest) == data


def test_a_file_changed_on_disk_is_found_out_and_mended_by_keeping_it_again(folder: FolderStore) -> None:
    folder.keep(DATA)
    folder.place(DIGEST).write_bytes(DATA.replace(b"is", b"IS"))
    assert folder.prove(DIGEST) == CHANGED
    with pytest.raises(Broken, match="changed on disk"):
        folder.read(DIGEST)
    folder.keep(DATA)
    assert folder.read(DIGEST) == DATA


def test_a_file_that_cannot_be_read_is_not_called_missing(folder: FolderStore) -> None:
    folder.place(DIGEST).mkdir(parents=True)
    assert folder.prove(DIGEST) == UNREADABLE


def test_a_null_store_finds_out_too() -> None:
    null = NullStore()
    null.keep(DATA)
    null.kept[DIGEST] = b"forged"
    with pytest.raises(Broken, match="changed"):
        null.read(DIGEST)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EDQUOT, "disk is full"), (errno.EROFS, "read-only"),
     (errno.EACCES, "may not be written"), (errno.EIO, "nothing was kept: Input/output error")],
)  # fmt: skip
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_does_not_take_it_says_so_and_keeps_no_half(
    folder: FolderStore, monkeypatch: pytest.MonkeyPatch, number: int, words: str, step: str
) -> None:
    def failing(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, failing)
    with pytest.raises(NotKept, match=words) as said:
        folder.keep(DATA)
    monkeypatch.undo()
    assert said.value.errno == number
    assert (list(folder.names()), folder.prove(DIGEST)) == ([], MISSING)


def test_what_stops_coming_half_way_leaves_nothing(folder: FolderStore) -> None:
    def coming() -> Iterator[bytes]:
        yield DATA
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.keep(coming())
    assert list(folder.names()) == []

    def refused() -> Iterator[bytes]:
        yield DATA
        raise NotKept(errno.EFBIG, "too large")

    with pytest.raises(NotKept, match="too large"):
        folder.keep(refused())


@pytest.mark.parametrize("name", ["", "../../twosource.toml", "A" * 64, "a" * 63, "a" * 64 + "/.."])
def test_a_name_that_is_no_digest_leads_nowhere(folder: FolderStore, name: str) -> None:
    with pytest.raises(ValueError, match="no SHA-256"):
        folder.place(name)


def test_the_newsroom_keeps_its_originals_beside_its_tables(settings: object, tmp_path: Path) -> None:
    settings.TWOSOURCE_FOLDER = tmp_path  # type: ignore[attr-defined]
    digest = store().keep(DATA)
    assert (tmp_path / "data" / "originals" / digest[:2] / digest).read_bytes() == DATA
    null = NullStore()
    with instead(store=null):
        assert store() is null
