"""Wagtail's list of users shows the newsroom's people, and readers to who asks for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gazette import Gazette

from twosource.people.actions import admit_stranger
from twosource.people.models import User
from twosource.readers.actions import join, leave
from twosource.readers.models import Reader

USERS = "/admin/users/"


@pytest.fixture
def nora(paper: Gazette) -> User:
    user = join(name="Nora Quill", email="nora@reader.example").user
    Reader.objects.update(unproved_since=None)
    User.objects.filter(pk=user.pk).update(email="nora@reader.example")
    return user


def test_readers_are_not_among_the_newsroom(paper: Gazette, nora: User, seat: Callable) -> None:
    gone = join(name="Cy", email="cy@reader.example").user
    leave(user=gone, words="stay", by=gone)
    gone.refresh_from_db()
    stranger = admit_stranger(key="disqus: 4", newsroom="Disqus", number="4", roles=())
    checks_too = join(name="Ana of the quay", email="ana@home.example").user
    checks_too.groups.set(paper.bo.groups.all())
    made_here = User.objects.create(username="new-colleague", email="new@paper.example")
    page = seat(paper.root).see(USERS)
    for user in (nora, gone, stranger):
        assert user.username not in page
    for user in (paper.ana, paper.root, made_here, checks_too):
        assert user.username in page


def test_an_administrator_finds_a_reader_by_name_and_by_address(
    paper: Gazette, nora: User, seat: Callable
) -> None:
    root = seat(paper.root)
    assert nora.username not in root.see(f"{USERS}?q=nora")
    for words in ("quill", "nora@reader"):
        page = root.see(f"{USERS}?whose=readers&q={words}")
        assert "Nora Quill" in page
        assert f"{USERS}edit/{nora.pk}/" in page
        assert "ana@paper.example" not in page
    assert "Nora Quill" not in root.see(f"{USERS}?whose=readers&q=somebody")
    assert root.see(f"{USERS}edit/{nora.pk}/")


def test_all_in_the_list_are_those_that_are_listed(paper: Gazette, nora: User, seat: Callable) -> None:
    root = seat(paper.root)
    path = "/admin/bulk/people/user/set_active_state/?id=all"
    assert nora.username not in root.see(path)
    root.client.post(path, {"mark_as_active": "False"})
    active = dict(User.objects.values_list("username", "is_active"))
    assert active[nora.username]
    assert not active["bo"]
    assert "data-bulk-action-checkbox" in root.see(USERS)
    assert "data-bulk-action-checkbox" not in root.see(f"{USERS}?whose=readers")


def test_a_byline_is_a_colleagues(paper: Gazette, nora: User, seat: Callable) -> None:
    page = seat(paper.root).see("/admin/snippets/people/byline/add/")
    assert f'<option value="{paper.ana.pk}">' in page
    assert f'<option value="{nora.pk}">' not in page
