"""An edge process for all tests that only read, and one for each that does not."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from page_folder import PICTURE, STORY, Edge, copied_edge, finished, newsroom_edge

from twosource.edge.records import FinishedPage


@pytest.fixture(scope="session")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """`twosource serve --edge-only` for all tests that only read."""
    data = tmp_path_factory.mktemp("edge") / "data"
    (data / "media").mkdir(parents=True)
    (data / PICTURE.lstrip("/")).write_bytes(bytes(range(256)) * 8192)
    with copied_edge(data, finished(STORY), finished("/"), finished("/news/läuft/")) as running:
        yield running


@pytest.fixture
def own_edge(tmp_path: Path) -> Iterator[Callable[..., Edge]]:
    """Starts an edge process of the test's own, with the pages it is given."""
    with ExitStack() as stack:

        def start(*pages: FinishedPage, data: Path | None = None) -> Edge:
            return stack.enter_context(newsroom_edge(data or tmp_path / "data", *pages))

        yield start


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    point = tmp_path / "tiny"
    point.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(point)]
    ran = subprocess.run(line, capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip(f"this account may not mount disks: {ran.stderr.strip()}")
    yield point
    subprocess.run(["umount", "--lazy", str(point)], check=True)
