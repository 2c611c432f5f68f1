"""Chromium, and two newsrooms to look at with it: the example, whole, and a new one with nothing in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from serving import environment, serving

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
    from playwright.sync_api import sync_playwright

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
    kept = _kept(request.config)
    if kept is None or not kept.is_dir():
        _run(HERE / "small_demo.py", folder)
        if kept is not None:
            shutil.copytree(folder, kept.with_suffix(f".{os.getpid()}"))
            kept.with_suffix(f".{os.getpid()}").replace(kept)
    else:
        shutil.copytree(kept, folder)
    people = json.loads((folder / "data" / "demo-people.json").read_text(encoding="utf-8"))
    with serving(folder) as server:
        yield Paper(folder, server.address, {one["username"]: one["password"] for one in people})


def _kept(config: pytest.Config) -> Path | None:
    """Where today's example of exactly this code is kept between runs: making it takes longer than most runs."""
    if config.cache is None or os.environ.get("CI"):
        return None
    digest = hashlib.sha256(datetime.now(UTC).date().isoformat().encode())
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("demo/content/**/*"), HERE / "small_demo.py"]):
        if path.is_file():
            digest.update(path.read_bytes())
    return config.cache.mkdir("example") / digest.hexdigest()[:20]


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
