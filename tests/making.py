"""Newsrooms that take long to make: each is made once a run, whichever process needs it first, and copied."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from serving import environment, twosource

SMALL_DEMO = Path(__file__).parent / "doors" / "small_demo.py"
PACKAGE = Path(__file__).parents[1] / "src" / "twosource"
EDITOR = "edith@paper.example"


@dataclass(frozen=True)
class Made:
    """A newsroom as it was made, and what the command said. Copy it; never change it."""

    folder: Path
    words: str

    @property
    def password(self) -> str:
        """The editor's, as `twosource init` told it."""
        found = re.search(r"with the password (\S+)", self.words)
        assert found, self.words
        return found.group(1)


def run(script: Path, *arguments: object) -> str:
    """Run a script of ours in a process of its own, as the newsrooms it opens need; returns what it printed."""
    ran = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def init(folder: Path) -> str:
    """`twosource init`, with an editor; returns what it said."""
    ran = twosource("init", folder, "--editor", EDITOR)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def once(
    config: pytest.Config, factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]
) -> Made:
    """The newsroom of this name, made unless another process of this run has; then after waiting for that."""
    run_folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run_folder = run_folder.parent
    shelf = _shelf(config) or run_folder
    place = shelf / f"made-{name}"
    with (shelf / f"made-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = place / "said.txt"
        if not said.is_file():  # written last
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            said.write_text(make(place / "gazette"), encoding="utf-8")
    return Made(place / "gazette", said.read_text(encoding="utf-8"))


def _shelf(config: pytest.Config) -> Path | None:
    """Where what was made of exactly this code today is kept for the next run; where everything must pass, nowhere."""
    if config.cache is None or os.environ.get("CI"):
        return None
    digest = hashlib.sha256(datetime.now(UTC).date().isoformat().encode())
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml"), SMALL_DEMO]):
        digest.update(path.read_bytes())
    shelf = Path(config.cache.mkdir("newsrooms")) / digest.hexdigest()[:20]
    shelf.mkdir(exist_ok=True)
    return shelf
