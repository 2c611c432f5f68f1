"""Claims are carried without pages: here the paper is laid out only when a test asks for it."""

from __future__ import annotations

import pytest


@pytest.fixture
def paper(db: None) -> object:
    """The same people as everywhere, and no pages yet."""
    from gazette import Gazette

    return Gazette()
