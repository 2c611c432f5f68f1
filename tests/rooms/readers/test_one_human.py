"""An address is nobody's before its mailbox proved it; then one human is one human."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import caches
from gazette import Gazette

from twosource.ledger.reads import history
from twosource.people.actions import confirm_address, create_staff, empty_account, open_account
from twosource.people.models import Address, Human, User
from twosource.people.reads import is_of_newsroom, staff_names
from twosource.people.refusals import AddressTaken
from twosource.people.roles import MODERATOR

if TYPE_CHECKING:
    from conftest import Visitor


def reader(email: str = "") -> User:
    user = open_account(prefix="reader")
    return confirm_address(user=user, email=email, by=user) if email else user


def test_who_claims_an_editors_address_is_not_the_editor(paper: Gazette, visitor: Visitor) -> None:
    visitor.email = paper.editor.email
    visitor.join()
    claiming = visitor.user
    assert claiming.email == ""
    assert claiming.human_id != paper.editor.human_id
    assert [one.key for one in claiming.human.addresses.all()] == [f"{claiming.username}@account.invalid"]
    claiming.save()  # whoever saves it, and however often
    assert User.objects.get(pk=claiming.pk).human_id != paper.editor.human_id
    assert Address.objects.get(key=paper.editor.email).human_id == paper.editor.human_id


def test_who_only_knows_the_password_never_becomes_the_editor(paper: Gazette, visitor: Visitor) -> None:
    visitor.email = paper.editor.email
    visitor.join()
    stranger = visitor.again()
    caches["attempts"].clear()  # some minutes later
    assert stranger.log_in()["Location"] == "/readers/confirm/"  # a letter to the editor's own mailbox
    for _time in range(3):
        stranger.give_code("AAAA-AAAA")
    assert not stranger.is_in
    assert visitor.user.human_id != paper.editor.human_id


@pytest.mark.parametrize("spelling", ["eva@paper.example", "EVA+private@Paper.example"])
def test_the_proved_address_of_an_editor_makes_both_accounts_one_human(
    paper: Gazette, visitor: Visitor, spelling: str
) -> None:
    before = Human.objects.count()
    visitor.email = spelling.lower()
    visitor.arrive()
    assert visitor.user.human_id == paper.editor.human_id
    assert visitor.user.email == spelling.lower()
    assert not is_of_newsroom(visitor.user)
    assert Human.objects.count() == before  # the human nobody knew is gone


def test_who_is_hired_later_is_the_human_the_reader_was(db: None) -> None:
    earlier = reader("ana@paper.example")
    hired = create_staff(
        username="ana", email="Ana@paper.example", name="Ana S", roles=[MODERATOR], password="x" * 12
    )
    assert hired.human_id == earlier.human_id


def test_a_reader_who_moves_to_an_editors_address_takes_the_old_one_along(paper: Gazette) -> None:
    one = reader("private@reader.example")
    moved = confirm_address(user=one, email=paper.editor.email, by=one)
    assert moved.human_id == paper.editor.human_id
    assert Address.objects.get(key="private@reader.example").human_id == paper.editor.human_id


def test_two_humans_of_the_newsroom_never_become_one(paper: Gazette) -> None:
    with pytest.raises(AddressTaken):
        confirm_address(user=paper.ana, email=paper.bo.email, by=paper.ana)
    second = reader(paper.ana.email)  # ana has two accounts now
    with pytest.raises(AddressTaken):
        confirm_address(user=second, email=paper.bo.email, by=second)
    assert User.objects.get(pk=second.pk).human_id == paper.ana.human_id != paper.bo.human_id


def test_who_signed_here_once_stays_the_human_who_signed(paper: Gazette) -> None:
    """The role is gone, the checks are not: whom they count for never changes."""
    paper.confirmed()
    paper.ana.groups.clear()
    User.objects.filter(pk=paper.ana.pk).update(is_staff=False)
    former = User.objects.get(pk=paper.ana.pk)
    other = reader("nora@reader.example")
    with pytest.raises(AddressTaken):
        confirm_address(user=former, email="nora@reader.example", by=former)
    former.refresh_from_db()
    assert former.human_id == paper.ana.human_id != other.human_id


def test_a_change_to_another_humans_address_is_refused_to_who_may_not_become_them(
    paper: Gazette, visitor: Visitor
) -> None:
    visitor.email = paper.ana.email
    visitor.arrive()
    visitor.be_sure()
    visitor.client.post("/readers/address/", {"action_add": "1", "email": "bo@paper.example"})
    own, visitor.email = visitor.email, "bo@paper.example"
    answer = visitor.give_code()
    page = visitor.client.get(answer["Location"]).content.decode()
    assert "belongs to another person here" in page
    assert visitor.user.email == own
    assert visitor.user.human_id == paper.ana.human_id


def test_proving_the_same_again_changes_nothing_and_is_told_once(db: None) -> None:
    one = reader("nora@reader.example")
    confirm_address(user=one, email="nora@reader.example", by=one)
    assert [entry.kind for entry in history([f"user:{one.pk}"])] == ["AddressConfirmed"]
    with pytest.raises(ValueError, match="is no address"):
        confirm_address(user=one, email="nora", by=one)


def test_who_leaves_takes_the_address_along_unless_it_is_a_colleagues_too(paper: Gazette) -> None:
    alone, second = reader("nora@reader.example"), reader(paper.ana.email)
    empty_account(user=alone, by=alone)
    empty_account(user=second, by=second)
    assert not Address.objects.filter(key="nora@reader.example").exists()
    assert Address.objects.get(key=paper.ana.email).human_id == paper.ana.human_id
    left = User.objects.get(pk=alone.pk)
    assert (left.email, left.is_active, left.has_usable_password(), str(left)) == (
        "",
        False,
        False,
        "a reader",
    )
    with pytest.raises(ValueError, match="of the newsroom"):
        empty_account(user=paper.ana, by=paper.ana)


def test_names_of_staff_are_those_of_accounts_with_a_role_and_of_bylines(paper: Gazette) -> None:
    reader("nora@reader.example")
    assert {"Eva Smith", "eva", "Rita Smith"} <= set(staff_names())
    assert not [name for name in staff_names() if name.startswith("reader-")]
