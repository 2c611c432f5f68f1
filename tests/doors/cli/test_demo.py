"""`twosource demo`: an example newsroom that is whole, and stays what it was until it is made anew."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from making import Made
from serving import fetch, serving, twosource

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def example(small_example: Made, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The example as its first run leaves it but for its pictures, and what the next run printed. Copy it."""
    folder = Path(shutil.copytree(small_example.folder, tmp_path_factory.mktemp("demo") / "example"))
    with serving(folder, command="demo") as server:
        assert fetch(server.address + "/").status == 200
        server.stop()
    return folder, server.words


def log_ins(words: str) -> list[str]:
    """The lines that say who may log in, with what."""
    lines = words.split("Log in as\n")[1].splitlines()
    return [line for line in lines[: lines.index("")] if line.strip()]


def test_it_prints_who_works_there_and_two_readers(example: tuple[Path, str]) -> None:
    roles = [line.split()[0] for line in log_ins(example[1])]
    newsroom = ["checker", "checker", "editor", "moderator", "moderator", "reporter"]
    assert sorted(roles) == sorted([*newsroom, "reader", "reader"])
    assert stat.S_IMODE((example[0] / "data" / "demo-people.json").stat().st_mode) == 0o600


def test_the_example_has_nothing_to_mend(example: tuple[Path, str]) -> None:
    ran = twosource("check", "--newsroom", example[0])
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout


def test_a_second_run_starts_from_what_is_there(example: tuple[Path, str], tmp_path: Path) -> None:
    copy = shutil.copytree(example[0], tmp_path / "example")
    with serving(Path(copy), command="demo") as server:
        assert log_ins(server.words) == log_ins(example[1])
        assert "Making the example" not in server.words


def test_it_gets_a_large_archive_and_goes_on_with_one_that_is_too_small(
    example: tuple[Path, str], tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(example[0], tmp_path / "example"))
    counts = []
    for stories in (30, 90):
        with serving(copy, "--stories", str(stories), command="demo") as server:
            assert fetch(server.address + "/archive/").status == 200
            listed = json.loads(fetch(server.address + "/api/v1/stories/?limit=1").text)
            counts.append(listed["total"])
    assert counts[1] > counts[0] + 50
    ran = twosource("check", "--newsroom", copy)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout


def test_made_anew_it_is_whole_and_has_other_passwords(example: tuple[Path, str], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(example[0], tmp_path / "example"))
    with serving(copy, "--fresh", command="demo") as server:
        assert "Making the example" in server.words
        assert [line.split()[0] for line in log_ins(server.words)] == [
            line.split()[0] for line in log_ins(example[1])
        ]
        assert not set(log_ins(server.words)) & set(log_ins(example[1]))
        assert fetch(server.address + "/").status == 200
    ran = twosource("check", "--newsroom", copy)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout


def test_it_never_touches_a_newsroom_that_is_not_the_example(gazette: Path) -> None:
    before = (gazette / "secrets.toml").read_bytes()
    ran = twosource("demo", gazette, "--fresh")
    assert ran.returncode == 2
    assert "is not the example newsroom" in ran.stderr
    assert (gazette / "secrets.toml").read_bytes() == before
