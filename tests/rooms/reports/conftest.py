"""Readers of a small paper: each with a browser, a ticket and something to say."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client
from freezing import earlier

if TYPE_CHECKING:
    from twosource.stories.models import StoryPage

WRONG = "It has forty bearings, not forty-two."


class Reader:
    """A stranger with a browser, at an address of their own."""

    def __init__(self, address: str = "192.0.2.7") -> None:
        self.client = Client(REMOTE_ADDR=address)

    def form(self, story: StoryPage, **query: Any) -> str:
        return self.client.get(f"/reports/new/{story.pk}/", query).content.decode()

    def ticket(self, story: StoryPage, *, age: timedelta = timedelta(minutes=1)) -> str:
        """What the form of this story held that long ago."""
        with earlier(age):
            found = re.search(r'name="ticket" value="([^"]+)"', self.form(story))
        assert found
        return found[1]

    def send(self, story: StoryPage, *, age: timedelta = timedelta(minutes=1), **fields: Any) -> HttpResponse:
        headers = fields.pop("headers", {})
        told = {"wrong": WRONG, "ticket": self.ticket(story, age=age), **fields}
        return self.client.post(f"/reports/new/{story.pk}/", told, headers=headers)


@pytest.fixture
def reader(db: None) -> Reader:
    return Reader()


@pytest.fixture
def story(paper: Any) -> StoryPage:
    return paper.published("The bridge", "It has forty-two bearings.")
