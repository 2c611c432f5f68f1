"""What every room's tests start from: a paper with people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def paper(db: None) -> object:
    """A paper with sections, roles and people; see `gazette.Gazette` for what they can do."""
    from gazette import Gazette

    return Gazette()


@pytest.fixture
def sealed_off() -> Iterator[None]:
    """Facts of this test are heard by nobody, unless the test connects somebody."""
    from twosource.ledger import actions

    kept = dict(actions._table)
    actions.connect({})
    yield
    actions.connect(kept)
