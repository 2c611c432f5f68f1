"""A passkey as the first key: after the mailbox proved the address, and never before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.http import HttpResponse
from gazette import Gazette

from twosource.readers.models import Reader
from twosource.readers.reads import is_reader

if TYPE_CHECKING:
    from conftest import Visitor

JOIN, MAKE, WITHOUT = (f"/readers/join/passkey/{part}" for part in ("", "make/", "without/"))


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def joins(visitor: Visitor, **fields: str) -> HttpResponse:
    return visitor.client.post(JOIN, {"name": visitor.name, "email": visitor.email, **fields})


def test_the_join_page_offers_it_with_what_was_typed(visitor: Visitor) -> None:
    page = visitor.client.get("/readers/join/").content.decode()
    assert f'<button type="submit" form="form" formaction="{JOIN}"' in page
    own = visitor.client.get(f"{JOIN}?next=/topics/").content.decode()
    assert "password1" not in own
    assert 'href="/readers/join/?next=/topics/"' in own


def test_the_device_is_asked_once_the_mailbox_has_proved_the_address(visitor: Visitor) -> None:
    assert visitor.client.get(MAKE)["Location"] == "/readers/join/"
    assert joins(visitor, password1="seven herons on a quay")["Location"] == "/readers/confirm/"
    assert not visitor.user.has_usable_password(), "a password that was typed meanwhile is none"
    for path in (MAKE, WITHOUT):
        assert visitor.client.post(path, {"credential": "{}"})["Location"] == "/readers/join/"
    assert not visitor.is_in
    assert visitor.give_code()["Location"] == MAKE
    assert not visitor.is_in
    page = visitor.client.get(MAKE).content.decode()
    assert '"userVerification": "required"' in page
    assert '"residentKey": "required"' in page


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": "x"}', '{"response": {}}'])
def test_what_is_no_passkey_makes_none(visitor: Visitor, credential: str) -> None:
    joins(visitor)
    visitor.give_code()
    answer = visitor.client.post(MAKE, {"name": "My key", "credential": credential})
    assert "Not done yet" in words(answer)
    assert not Authenticator.objects.exists()
    assert not visitor.is_in


def test_who_has_no_device_after_all_goes_in_and_adds_one_later(visitor: Visitor) -> None:
    joins(visitor, next="/topics/")
    visitor.give_code()
    assert visitor.client.get(WITHOUT).status_code == 405
    assert visitor.client.post(WITHOUT)["Location"] == "/topics/"
    assert visitor.is_in
    assert is_reader(visitor.user)
    assert visitor.client.session.get_expiry_age() == 30 * 24 * 3600


def test_the_link_of_the_letter_leads_on_to_the_device_in_the_same_browser(visitor: Visitor) -> None:
    joins(visitor)
    assert visitor.client.post(visitor.link())["Location"] == MAKE
    assert visitor.client.get(MAKE).status_code == 200


def test_who_asked_with_anothers_address_puts_no_key_on_it(visitor: Visitor) -> None:
    """Whoever has the mailbox presses the link elsewhere: then the account is theirs, and nobody else's."""
    joins(visitor)
    owner = visitor.again()
    owner.client.post(visitor.link())
    assert visitor.user.emailaddress_set.get().verified
    visitor.client.get("/readers/confirm/")
    for path in (MAKE, WITHOUT):
        assert visitor.client.post(path, {"credential": "{}"}).status_code == 302
    assert not visitor.is_in
    assert not Authenticator.objects.exists()


def test_a_known_address_is_answered_like_an_unknown_one(visitor: Visitor) -> None:
    visitor.arrive()
    caches["attempts"].clear()
    second = visitor.again()
    second.name = "Somebody Else"
    assert joins(second)["Location"] == "/readers/confirm/"
    assert "have an account" in visitor.letter().subject
    assert not Reader.objects.filter(name="Somebody Else").exists()
    assert second.client.get(MAKE)["Location"] == "/readers/join/"


def test_names_are_had_once_here_too(paper: Gazette, visitor: Visitor) -> None:
    visitor.arrive()
    second = visitor.again()
    second.name, second.email = "N\u043era Quill", "other@reader.example"
    assert "Not done yet" in words(joins(second))
    second.name = paper.editor.get_full_name()
    assert "Not done yet" in words(joins(second))
    assert joins(second, name="Otto", address="x")["Location"] == "/readers/confirm/"
    assert not Reader.objects.filter(name="Otto").exists(), "a machine filled what must stay empty"
