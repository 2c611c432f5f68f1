"""Secrets are new for every newsroom, and at no moment anybody else's to read."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

from twosource.conf.keys import new_secrets, open_to_others, write_private


def test_two_newsrooms_share_no_secret() -> None:
    first, second = tomllib.loads(new_secrets()), tomllib.loads(new_secrets())
    assert set(first) == {"secret_key", "sealed_key"}
    assert not set(first.values()) & set(second.values())


def test_a_private_file_is_the_owners_alone_even_where_an_open_one_stood(tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text("old")
    path.chmod(0o666)
    assert open_to_others(path)
    write_private(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not open_to_others(path)
    assert [each.name for each in tmp_path.iterdir()] == ["secrets.toml"]
