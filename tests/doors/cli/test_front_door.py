"""What every command has in common: finding its newsroom, and saying in one line why it will not go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from folder import make_folder
from serving import twosource
from twosource import __version__

WITH_NEWSROOM = [
    ("serve",),
    ("check",),
    ("upgrade",),
    ("publish-due",),
    ("import", "page", "x.txt"),
    ("manage",),
]


def test_it_says_its_version() -> None:
    assert twosource("--version").stdout == f"twosource, version {__version__}\n"


def test_an_unknown_command_is_answered_with_status_2() -> None:
    ran = twosource("pubish")
    assert ran.returncode == 2
    assert "No such command 'pubish'" in ran.stderr


@pytest.mark.parametrize("command", WITH_NEWSROOM)
def test_without_a_newsroom_it_says_where_one_can_come_from(command: tuple[str, ...], tmp_path: Path) -> None:
    ran = twosource(*command, cwd=tmp_path)
    assert ran.returncode == 2
    assert "twosource init NAME" in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("command", WITH_NEWSROOM)
def test_a_folder_that_is_none_is_named(command: tuple[str, ...], tmp_path: Path) -> None:
    ran = twosource(*command[:2], "--newsroom", tmp_path, *command[2:])
    assert ran.returncode == 2
    assert f"{tmp_path} is no newsroom folder" in ran.stderr


@pytest.mark.parametrize("command", [each for each in WITH_NEWSROOM if each != ("check",)])
def test_a_typo_in_the_configuration_stops_every_command(command: tuple[str, ...], tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "gazette", toml='[newsroom]\nname = "Gazette"\ntagine = "x"\n')
    ran = twosource(*command, cwd=folder)
    assert ran.returncode == 1
    assert f"{folder}/twosource.toml:3: newsroom.tagine: unknown key; did you mean “tagline”?" in ran.stderr


def test_the_newsroom_is_found_from_the_environment_and_from_beside_it(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "gazette", toml='[newsroom]\nname = ""\n')
    for ran in (
        twosource("upgrade", cwd=tmp_path),
        twosource("upgrade", cwd=Path("/"), TWOSOURCE_NEWSROOM=str(folder)),
    ):
        assert f"{folder}/twosource.toml:2" in ran.stderr


def test_of_several_newsrooms_none_is_guessed(tmp_path: Path) -> None:
    make_folder(tmp_path / "evening")
    make_folder(tmp_path / "morning")
    ran = twosource("serve", cwd=tmp_path)
    assert ran.returncode == 2
    assert "evening, morning" in ran.stderr


def test_djangos_own_check_for_a_deployment_finds_nothing(gazette: Path) -> None:
    path = gazette / "twosource.toml"
    path.write_text(path.read_text().replace("http://127.0.0.1:8000", "https://gazette.example"))
    ran = twosource("manage", "--newsroom", gazette, "check", "--deploy", "--fail-level", "WARNING")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "no issues" in ran.stdout
