"""Chromium, and two newsrooms to look at with it: the example, whole, and a new one with nothing in it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from making import Made, run
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
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
def example(small_example: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """The example newsroom with plain pictures, served. Tests read it and change nothing that others look at."""
    folder = tmp_path_factory.mktemp("example") / "gazette"
    shutil.copytree(small_example.folder, folder)
    people = json.loads((folder / "data" / "demo-people.json").read_text(encoding="utf-8"))
    with serving(folder) as server:
        yield Paper(folder, server.address, {one["username"]: one["password"] for one in people})


@pytest.fixture(scope="session")
def gazette(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """A new newsroom as `twosource init` makes it, served: a reporter, two checkers and an editor, and no story.

    Nobody here has a telephone, so the second factor is off; tests/rooms/people knows it well.
    """
    folder = tmp_path_factory.mktemp("new") / "gazette"
    shutil.copytree(made.folder, folder)
    toml = folder / "twosource.toml"
    asked = toml.read_text(encoding="utf-8")
    toml.write_text(asked.replace("second_factor = true", "second_factor = false"), encoding="utf-8")
    staff = ("ina=Reporters", "cora=Checkers", "cem=Checkers", "ed=Editors")
    passwords = json.loads(run(HERE / "hire.py", folder, *staff))
    with serving(folder) as server:
        yield Paper(folder, server.address, passwords)


@dataclass(frozen=True)
class Talked(Paper):
    """A newsroom where readers talk: the key of an author's session, the story, and what the author said, by id."""

    session: str
    story: int
    comments: tuple[int, ...]


@pytest.fixture(scope="module")
def talked(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talked]:
    """A new newsroom, served, with two moderators and comments that wait; see talk_seed.py."""
    folder = tmp_path_factory.mktemp("new") / "gazette"
    shutil.copytree(made.folder, folder)
    toml = folder / "twosource.toml"
    asked = toml.read_text(encoding="utf-8").replace("second_factor = true", "second_factor = false")
    toml.write_text(asked.replace("held_words = []", 'held_words = ["casino"]'), encoding="utf-8")
    told = json.loads(run(HERE / "talk_seed.py", folder))
    with serving(folder) as server:
        yield Talked(
            folder, server.address, told["passwords"], told["session"], told["story"], tuple(told["comments"])
        )


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
