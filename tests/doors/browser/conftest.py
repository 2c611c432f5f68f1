"""Chromium, and two newsrooms to look at with it: the example, whole, and a new one with nothing in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from serving import environment, serving, twosource

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
PACKAGE = HERE.parents[2] / "src" / "twosource"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser on this machine. Where everything must pass, a missing one is a failure and never a skip."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium here: tests/machine.sh browser")
    return found


# One for each module and no longer: Playwright's loop would make Django refuse its database to the next one.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(
        timeout=20_000
    )  # as long as a busy machine may take; the answer is mostly there at once
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


@dataclass(frozen=True)
class Paper:
    """A newsroom that is being served, and who works there: passwords by user name."""

    folder: Path
    address: str
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """The example newsroom with plain pictures, served. Tests read it and change nothing that others look at."""
    folder = tmp_path_factory.mktemp("example") / "gazette"
    _make(request.config, folder, lambda: _run(HERE / "small_demo.py", folder))
    people = json.loads((folder / "data" / "demo-people.json").read_text(encoding="utf-8"))
    with serving(folder) as server:
        yield Paper(folder, server.address, {one["username"]: one["password"] for one in people})


def _make(config: pytest.Config, folder: Path, make: Callable[[], object]) -> None:
    """Make a newsroom, or copy the one of this name that was made of exactly this code today.

    Making one takes longer than most runs; where everything must pass nothing is kept.
    """
    if config.cache is None or os.environ.get("CI"):
        make()
        return
    digest = hashlib.sha256(datetime.now(UTC).date().isoformat().encode())
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml"), HERE / "small_demo.py"]):
        digest.update(path.read_bytes())
    kept = (
        config.cache.mkdir("newsrooms")
        / f"{folder.parent.name.rstrip('0123456789')}-{digest.hexdigest()[:20]}"
    )
    if not kept.is_dir():
        make()
        fresh = kept.with_suffix(f".{os.getpid()}")
        shutil.copytree(folder, fresh)
        try:
            fresh.replace(kept)
        except OSError:  # another worker made the same one meanwhile, and was faster
            shutil.rmtree(fresh)
    else:
        shutil.copytree(kept, folder)


def _init(folder: Path) -> None:
    ran = twosource("init", folder)
    assert ran.returncode == 0, ran.stderr


def _run(script: Path, *arguments: object) -> str:
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


@pytest.fixture(scope="session")
def gazette(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """A new newsroom as `twosource init` makes it, served: a reporter, two checkers and an editor, and no story.

    Nobody here has a telephone, so the second factor is off; tests/rooms/people knows it well.
    """
    folder = tmp_path_factory.mktemp("new") / "gazette"
    _make(request.config, folder, lambda: _init(folder))
    toml = folder / "twosource.toml"
    asked = toml.read_text(encoding="utf-8")
    toml.write_text(asked.replace("second_factor = true", "second_factor = false"), encoding="utf-8")
    staff = ("ina=Reporters", "cora=Checkers", "cem=Checkers", "ed=Editors")
    passwords = json.loads(_run(HERE / "hire.py", folder, *staff))
    with serving(folder) as server:
        yield Paper(folder, server.address, passwords)


@pytest.fixture(scope="module")
def look(browser: Browser, example: Paper) -> object:
    """Opens the example in a fresh window: `with look(width=390, dark=True) as page`."""
    from watching import watched

    def opened(*, width: int = 1280, dark: bool = False, **context: object) -> object:
        return watched(
            browser,
            example.address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            **context,
        )

    return opened
