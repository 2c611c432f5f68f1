"""`twosource upgrade`: a copy first, then the tables; again, and nothing happens."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from making import Made
from serving import twosource


@pytest.fixture(scope="module")
def made_older(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom whose database lacks the tables of one room, as before that room was added. Copy it."""
    folder = Path(shutil.copytree(made.folder, tmp_path_factory.mktemp("older") / "gazette"))
    ran = twosource("manage", "--newsroom", folder, "migrate", "wire", "zero")
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture
def older(made_older: Path, tmp_path: Path) -> Path:
    """An older newsroom of the test's own."""
    return Path(shutil.copytree(made_older, tmp_path / "gazette"))


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_older_database_is_not_served(older: Path) -> None:
    ran = twosource("serve", "--newsroom", older)
    assert ran.returncode == 1
    assert "Run: twosource upgrade" in ran.stderr


def test_the_database_is_copied_whole_before_it_is_changed(older: Path) -> None:
    secrets = (older / "secrets.toml").read_bytes()
    ran = twosource("upgrade", "--newsroom", older)
    assert ran.returncode == 0, ran.stderr
    (copy,) = (older / "data" / "backups").iterdir()
    assert str(copy) in ran.stdout
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert "wire_intake" in tables(older / "data" / "newsroom.sqlite3")
    assert "wire_intake" not in tables(copy)
    assert "stories_storypage" in tables(copy)
    assert twosource("check", "--newsroom", older).returncode == 0
    # Secrets are neither touched nor copied.
    assert (older / "secrets.toml").read_bytes() == secrets
    assert len(list(older.rglob("secrets*"))) == 1


def test_a_second_time_changes_nothing(gazette: Path) -> None:
    assert twosource("upgrade", "--newsroom", gazette).returncode == 0
    assert not (gazette / "data" / "backups").exists()


def test_tables_of_a_newer_version_are_left_alone(gazette: Path) -> None:
    database = gazette / "data" / "newsroom.sqlite3"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('stories', '0999_later', '2030-01-01')"
        )
    ran = twosource("upgrade", "--newsroom", gazette)
    assert ran.returncode == 1
    assert "stories.0999_later" in ran.stderr


def test_a_full_disk_leaves_the_database_as_it_was(
    older: Path, small_disk: Callable[[Path, int], Path]
) -> None:
    full = small_disk(older, 600_000)
    before = tables(full / "data" / "newsroom.sqlite3")
    ran = twosource("upgrade", "--newsroom", full)
    assert ran.returncode == 1
    assert "the disk is full" in ran.stderr
    assert tables(full / "data" / "newsroom.sqlite3") == before
    assert list((full / "data" / "backups").iterdir()) == []
