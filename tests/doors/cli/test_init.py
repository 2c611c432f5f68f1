"""`twosource init` makes a newsroom that is whole, or nothing."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from serving import twosource


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_and_data_are_the_owners_alone(gazette: Path) -> None:
    assert mode(gazette / "secrets.toml") == 0o600
    assert mode(gazette / "data") == 0o700


def test_what_init_leaves_has_nothing_to_mend(gazette: Path) -> None:
    ran = twosource("check", cwd=gazette)
    assert (ran.returncode, ran.stdout) == (0, f"{gazette}: nothing to mend.\n")


def test_a_second_factor_is_asked_for_by_default(gazette: Path) -> None:
    assert "\nsecond_factor = true\n" in (gazette / "twosource.toml").read_text()


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("dear editor")
    ran = twosource("init", tmp_path)
    assert ran.returncode == 2
    assert "is there already" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_a_wrong_value_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    ran = twosource("init", tmp_path / "gazette", "--zone", "Europe/Londn", "--base-url", "gazette")
    assert ran.returncode == 2
    assert "Europe/London" in ran.stderr
    assert "base_url" in ran.stderr
    assert not (tmp_path / "gazette").exists()


def test_an_editor_without_an_address_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    ran = twosource("init", tmp_path / "gazette", "--editor", "edith")
    assert ran.returncode == 2
    assert "not an e-mail address" in ran.stderr
    assert not (tmp_path / "gazette").exists()


def test_a_read_only_place_is_said_in_one_line(tmp_path: Path, read_only: Callable[[Path], Path]) -> None:
    (tmp_path / "shelf").mkdir()
    ran = twosource("init", read_only(tmp_path / "shelf") / "gazette")
    assert ran.returncode == 1
    assert "read-only" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    tmp_path: Path, small_disk: Callable[[Path, int], Path]
) -> None:
    (tmp_path / "shelf").mkdir()
    shelf = small_disk(tmp_path / "shelf", 300_000)
    ran = twosource("init", shelf / "gazette")
    assert ran.returncode == 1
    assert "the disk is full" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert list(shelf.iterdir()) == []
