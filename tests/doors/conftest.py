"""Newsrooms that take long to make: one of each for the whole run, to be copied."""

from __future__ import annotations

import pytest

from making import SMALL_DEMO, Made, init, once, run


@pytest.fixture(scope="session")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A newsroom as `twosource init` leaves it, with an editor."""
    return once(request.config, tmp_path_factory, "new", init)


@pytest.fixture(scope="session")
def small_example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The example newsroom with plain pictures, whole otherwise."""
    return once(request.config, tmp_path_factory, "example", lambda folder: run(SMALL_DEMO, folder))
