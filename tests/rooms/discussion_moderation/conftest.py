"""A thread, its readers and its moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from moderated import Talk


@pytest.fixture
def talk(paper: Any) -> Talk:
    from moderated import Talk

    return Talk(paper)
