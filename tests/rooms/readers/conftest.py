"""Readers of a small paper: each with a browser, an address and a mailbox."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client

if TYPE_CHECKING:
    from twosource.outside.mail import Letter, NullMail
    from twosource.people.models import User

PASSWORD = "seven herons on a quay"


class Visitor:
    """Somebody with a browser and a mailbox, who may become a reader."""

    def __init__(self, post: NullMail, name: str = "Nora Quill", email: str = "nora@reader.example") -> None:
        self.client, self.post, self.name, self.email = Client(), post, name, email

    def join(self, **fields: str) -> HttpResponse:
        told = {"name": self.name, "email": self.email, "password1": PASSWORD, **fields}
        return self.client.post("/readers/join/", told)

    def letter(self) -> Letter:
        """The newest letter in this mailbox."""
        return next(one for one in reversed(self.post.sent) if one.to == self.email)

    def code(self) -> str:
        found = re.search(r"^    (\S+)$", self.letter().body, re.MULTILINE)
        assert found
        return found[1]

    def link(self, part: str = "confirm") -> str:
        found = re.search(rf"http://testserver(/readers/{part}/\S+)", self.letter().body)
        assert found
        return found[1]

    def give_code(self, code: str = "", **fields: str) -> HttpResponse:
        told = {"action": "verify", "code": code or self.code(), **fields}
        return self.client.post("/readers/confirm/", told)

    def arrive(self, **fields: str) -> Visitor:
        """Join and prove the address: afterwards this browser is signed in."""
        self.join(**fields)
        assert self.give_code().status_code == 302
        return self

    def log_in(self, password: str = PASSWORD, **fields: str) -> HttpResponse:
        return self.client.post("/readers/login/", {"login": self.email, "password": password, **fields})

    def again(self) -> Visitor:
        """The same person in a fresh browser."""
        return Visitor(self.post, self.name, self.email)

    def be_sure(self) -> None:
        """Show once more that it is oneself, as before something that matters."""
        self.client.post("/readers/sure/", {"password": PASSWORD})

    @property
    def user(self) -> User:
        from twosource.readers.models import Reader

        return Reader.objects.select_related("user__human").get(name=self.name).user

    @property
    def is_in(self) -> bool:
        return self.client.get("/readers/").status_code == 200


@pytest.fixture
def visitor(db: None, post: Any) -> Visitor:
    return Visitor(post)
