"""People at the desk: each with a browser that is logged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client

if TYPE_CHECKING:
    from twosource.people.models import User


class Seat:
    """One person at the desk: what they see, and what they send."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def see(self, path: str, status: int = 200) -> str:
        """The page at this address, as text."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    def send(self, path: str, **fields: Any) -> HttpResponse:
        """What comes back when a form is sent."""
        return self.client.post(path, fields)

    def do(self, path: str, **fields: Any) -> str:
        """A form that is accepted: the page one is led to."""
        answer = self.client.post(path, fields, follow=True)
        assert answer.redirect_chain, told(answer)
        assert answer.status_code == 200
        return answer.content.decode()

    def be_refused(self, path: str, **fields: Any) -> str:
        """A form that is refused: the same screen, with the reason."""
        answer = self.client.post(path, fields)
        assert answer.status_code == 422, answer.status_code
        return answer.content.decode()


def told(answer: Any) -> str:
    text = answer.content.decode()
    start = text.find('class="not-done"')
    return text[start : start + 600] if start >= 0 else text[:600]


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    """Here a password is enough; the second factor has tests of its own."""
    policy = settings.TWOSOURCE.policy.model_copy(update={"second_factor": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})


@pytest.fixture
def seat() -> Callable[[User], Seat]:
    """Sits somebody down at the desk."""
    return Seat
