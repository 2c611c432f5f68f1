"""A story that is talked about, and readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from twosource.people.models import User
    from twosource.stories.models import StoryPage


@pytest.fixture
def story(paper: Any) -> StoryPage:
    return paper.published("The bridge", "It has forty bearings.")


@pytest.fixture
def under(story: StoryPage) -> str:
    return f"story:{story.pk}"


@pytest.fixture
def ruth(db: None) -> User:
    from talking import reader

    return reader("Ruth")


@pytest.fixture
def omar(db: None) -> User:
    from talking import reader

    return reader("Omar")


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Say another `[discussion]` for this test: `policy(an_hour=3)`."""
    from django.conf import settings

    def said(**values: Any) -> None:
        config = settings.TWOSOURCE
        section = config.discussion.model_copy(update=values)
        monkeypatch.setattr(settings, "TWOSOURCE", config.model_copy(update={"discussion": section}))

    return said


@pytest.fixture
def nothing_is_held(policy: Callable[..., None]) -> None:
    policy(premoderation="none")
