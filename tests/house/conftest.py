"""The house's tests borrow the rooms' paper."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "rooms"))


@pytest.fixture
def paper(db: None) -> object:
    """A paper with sections, roles and people; see `gazette.Gazette` in tests/rooms."""
    from gazette import Gazette

    return Gazette()
