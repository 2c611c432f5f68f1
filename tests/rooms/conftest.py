"""What every room's tests start from: a paper with people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_index_of_references() -> Iterator[None]:
    """Wagtail's own index of what refers to what is not looked at here, and costs a fifth of the time."""
    from wagtail.signal_handlers import disable_reference_index_auto_update

    with disable_reference_index_auto_update():
        yield


@pytest.fixture
def paper(db: None) -> object:
    """A paper with sections, roles and people; see `gazette.Gazette` for what they can do."""
    from gazette import Gazette

    paper = Gazette()
    assert paper.front.live
    return paper


@pytest.fixture
def sealed_off() -> Iterator[None]:
    """Facts of this test are heard by nobody, unless the test connects somebody."""
    from twosource.ledger import actions

    kept = dict(actions._table)
    actions.connect({})
    yield
    actions.connect(kept)
