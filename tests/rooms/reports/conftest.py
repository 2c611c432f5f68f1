from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from press import Press


@pytest.fixture
def press(db: None) -> Press:
    """A small paper with nothing in it yet."""
    from press import Press

    return Press()
