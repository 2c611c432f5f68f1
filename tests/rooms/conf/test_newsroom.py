"""A newsroom's files are read strictly, and what is wrong is said so that it can be mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from folder import make_folder
from twosource.conf.newsroom import Newsroom, read_newsroom
from twosource.conf.problems import ConfigError

MINIMUM = '[newsroom]\nname = "Gazette"\n'


def problems(tmp_path: Path, toml: str) -> list[str]:
    """What is said of this twosource.toml, without the folder's name."""
    folder = make_folder(tmp_path / "gazette", toml=toml)
    with pytest.raises(ConfigError) as refused:
        read_newsroom(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in refused.value.problems]


def read(tmp_path: Path, toml: str = MINIMUM) -> Newsroom:
    return read_newsroom(make_folder(tmp_path / "gazette", toml=toml))


def test_only_the_name_must_be_given(tmp_path: Path) -> None:
    newsroom = read(tmp_path)
    assert newsroom.config.newsroom.name == "Gazette"
    assert newsroom.config.newsroom.zone == "GMT"
    assert newsroom.config.policy.second_factor is True
    assert newsroom.config.database.url == ""


def test_what_was_read_cannot_be_changed(tmp_path: Path) -> None:
    config = read(tmp_path).config
    with pytest.raises(ValidationError):
        config.newsroom.name = "Herald"


def test_a_typo_is_answered_with_the_nearest_key(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, MINIMUM + "\n[policy]\nsecond_facter = true\n")
    assert said.startswith(
        "twosource.toml:5: policy.second_facter: unknown key; did you mean “second_factor”?"
    )
    assert "login_attempts" in said


def test_an_unknown_table_is_answered_with_the_tables_there_are(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, MINIMUM + "\n[polity]\n")
    assert said.startswith("twosource.toml:4: polity: unknown key; did you mean “policy”?")


def test_a_wrong_type_is_said_with_the_value_and_what_is_allowed(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, MINIMUM + '\n[policy]\nsecond_factor = "yes"\n')
    assert said.startswith(
        'twosource.toml:5: policy.second_factor = "yes": wrong type (text); allowed: true or'
    )


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    toml = '[newsroom]\nzone = "Moon/Base"\n\n[mail]\nport = 0\nkind = "pigeon"\n\n[server]\nprot = 1\n'
    said = problems(tmp_path, toml)
    keys = [each.split(": ", 1)[1].split(":")[0].split(" ")[0] for each in said]
    assert sorted(keys) == ["mail.kind", "mail.port", "newsroom.name", "newsroom.zone", "server.prot"]


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("newsroom", 'name = ""'),
        ("newsroom", 'language = "English"'),
        ("newsroom", 'zone = "../../etc/passwd"'),
        ("newsroom", 'base_url = "javascript:alert(1)"'),
        ("newsroom", 'base_url = "https://paper.example/sub"'),
        ("newsroom", 'base_url = "http://paper.example:port"'),
        ("policy", "login_attempts = 0"),
        ("policy", "session_hours = 1.5"),
        ("policy", "request_deadline_hours = true"),
        ("theme", 'name = "../escape"'),
        ("theme", 'name = "not-there"'),
        ("theme", 'tokens = { paper = "red; } body { display: none" }'),
        ("theme", 'tokens = { paper = "url(https://evil.example/x)" }'),
        ("theme", 'tokens = { "--x: 1; y" = "red" }'),
        ("mail", 'kind = "smtp"'),
        ("database", 'url = "mysql://root@localhost/paper"'),
        ("server", "port = 65536"),
        ("server", 'hosts = ["*"]'),
        ("server", 'hosts = "paper.example"'),
        ("rooms", "search = 1"),
    ],
)
def test_a_bad_value_is_refused_with_its_key(tmp_path: Path, table: str, line: str) -> None:
    toml = f"[newsroom]\n{line}\n" if table == "newsroom" else f"{MINIMUM}[{table}]\n{line}\n"
    if table == "newsroom" and not line.startswith("name"):
        toml += 'name = "Gazette"\n'
    (said,) = problems(tmp_path, toml)
    key = "mail" if table == "mail" else f"{table}.{line.split(' ')[0]}"
    assert f"{key} = " in said or f"{key}." in said
    assert "allowed: " in said


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"[newsroom", "is not TOML"), (b"\xff\xfe", "is not UTF-8"), (b"", "newsroom: is missing")],
)
def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    folder = make_folder(tmp_path / "gazette")
    (folder / "twosource.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=words) as refused:
        read_newsroom(folder)
    assert str(folder / "twosource.toml") in str(refused.value)


def test_a_secret_is_never_quoted(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "gazette")
    (folder / "secrets.toml").write_text('secret_key = "tooshort"\nsealed_key = "hunter2"\n')
    with pytest.raises(ConfigError) as refused:
        read_newsroom(folder)
    assert "secret_key" in str(refused.value)
    assert "tooshort" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_newsroom_does_not_show_its_secrets(tmp_path: Path) -> None:
    newsroom = read(tmp_path)
    assert newsroom.secrets.secret_key not in repr(newsroom)
    assert newsroom.secrets.sealed_key not in repr(newsroom.secrets)


def test_missing_secrets_are_named_beside_what_else_is_wrong(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "gazette", toml="[newsroom]\n")
    (folder / "secrets.toml").unlink()
    with pytest.raises(ConfigError) as refused:
        read_newsroom(folder)
    files = [Path(problem.file).name for problem in refused.value.problems]
    assert files == ["twosource.toml", "secrets.toml"]


def test_a_folder_without_a_configuration_is_no_newsroom(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no newsroom folder"):
        read_newsroom(tmp_path)
