"""A newsroom folder for tests and type checks, made without starting Django.

`python tests/folder.py PATH` makes one at PATH (`make types` does, for the plugin that reads settings).
"""

from __future__ import annotations

import sys
from pathlib import Path

from twosource.conf.keys import new_secrets, write_private

TOML = """\
[newsroom]
name = "The Testing Gazette"
tagline = "A paper for tests"
language = "en-GB"
"""


def make_folder(path: Path, *, toml: str = TOML) -> Path:
    """A readable newsroom folder at `path` (made with its parents): configuration, secrets, empty data."""
    for name in ("data/media", "data/static", "themes"):
        (path / name).mkdir(parents=True, exist_ok=True)
    (path / "twosource.toml").write_text(toml, encoding="utf-8")
    write_private(path / "secrets.toml", new_secrets())
    return path


if __name__ == "__main__":
    make_folder(Path(sys.argv[1]))
