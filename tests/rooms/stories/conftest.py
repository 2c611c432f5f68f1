"""Stories stand in a paper: its pages are there before every test of this room."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def paper(paper: Any) -> Any:
    assert paper.front.live
    return paper
