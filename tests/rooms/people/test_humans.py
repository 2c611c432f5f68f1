"""Who is one human, who may do what, and how people are named."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from gazette import Gazette

from twosource.people.actions import create_staff, lay_out_roles, name_byline
from twosource.people.models import Address, User, address_key
from twosource.people.reads import (
    demand_checker,
    demand_editor,
    demand_staff,
    editors,
    is_editor,
    is_staff,
    may_check,
    role_label,
)
from twosource.people.refusals import AddressTaken, NotYourRole
from twosource.people.roles import CHECKER, EDITOR, MODERATOR, REPORTER, ROLES


@pytest.mark.parametrize(
    "spelling",
    [
        "ana@paper.example",
        "Ana@Paper.Example",
        "ana+desk@paper.example",
        "  ANA+x+y@paper.example ",
        "ａna@paper.example",
    ],
)
def test_case_tags_spaces_and_wide_letters_do_not_make_another_person(spelling: str) -> None:
    assert address_key(spelling) == "ana@paper.example"


@pytest.mark.parametrize("other", ["anna@paper.example", "ana@paper.test", "a.na@paper.example"])
def test_another_address_is_another_person(other: str) -> None:
    assert address_key(other) != "ana@paper.example"


def test_what_is_no_address_names_nobody() -> None:
    assert address_key("ana") == address_key("") == ""


def test_two_accounts_of_one_address_are_one_human(paper: Gazette) -> None:
    again = paper.hire("ana2", CHECKER, email="Ana+second@PAPER.example")
    assert again.human_id == paper.ana.human_id
    assert paper.bo.human_id != paper.ana.human_id


def test_accounts_without_an_address_are_told_apart_by_their_name(db: None) -> None:
    one = User.objects.create_user(username="one", email="")
    two = User.objects.create_user(username="two", email="")
    assert one.human_id != two.human_id


def test_a_human_keeps_every_address_they_ever_had(paper: Gazette) -> None:
    human = paper.ana.human_id
    paper.ana.email = "ana@elsewhere.example"
    paper.ana.save()
    assert paper.ana.human_id == human
    assert paper.hire("later", email="ana@paper.example").human_id == human
    assert set(Address.objects.filter(human=human).values_list("key", flat=True)) == {
        "ana@paper.example",
        "ana@elsewhere.example",
    }


def test_nobody_takes_an_address_that_was_somebody_elses(paper: Gazette) -> None:
    paper.bo.email = "ANA+1@paper.example"
    with pytest.raises(AddressTaken, match="another person"):
        paper.bo.save()
    assert issubclass(AddressTaken, ValidationError)


def test_a_user_name_is_taken_once(paper: Gazette) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        paper.hire("ana", email="other@paper.example")


def test_a_role_that_does_not_exist_is_refused_with_those_that_do(db: None) -> None:
    with pytest.raises(ValueError, match="'Kings' does not exist; there are Reporters, Checkers"):
        create_staff(username="k", email="k@paper.example", name="K", roles=["Kings"], password="x")
    assert not User.objects.filter(username="k").exists()


def test_laying_out_the_roles_again_changes_nothing(db: None) -> None:
    first = lay_out_roles()
    assert lay_out_roles() == first
    assert set(first) == set(ROLES)


def test_an_account_is_named_for_people_and_falls_back_on_its_log_in(paper: Gazette) -> None:
    assert str(paper.ana) == "Ana Smith"
    assert str(User(username="plain")) == "plain"


def test_a_byline_of_the_same_name_is_updated_and_not_doubled(paper: Gazette) -> None:
    first = name_byline(name="Rita Smith", role="harbour reporter", user=paper.reporter)
    again = name_byline(name="Rita Smith", role="harbour editor", user=paper.reporter)
    assert again.pk == first.pk
    assert (again.slug, again.role, str(again)) == ("rita-smith", "harbour editor", "Rita Smith")


def test_a_byline_that_makes_no_address_still_has_one(db: None) -> None:
    assert name_byline(name="!!!").slug == "byline"
    assert name_byline(name="Ольга Ивановна").slug == "ольга-ивановна"


def test_each_role_may_do_its_own(paper: Gazette) -> None:
    moderator = paper.hire("mo", MODERATOR)
    allowed = {
        user.username: (is_staff(user), may_check(user), is_editor(user))
        for user in (paper.reporter, paper.ana, paper.editor, paper.root, moderator)
    }
    assert allowed == {
        "rita": (True, False, False),
        "ana": (True, True, False),
        "eva": (True, True, True),
        "root": (True, True, True),
        "mo": (False, False, False),
    }


@pytest.mark.parametrize(
    ("demand", "role"), [(demand_staff, MODERATOR), (demand_checker, REPORTER), (demand_editor, CHECKER)]
)
def test_who_lacks_the_role_is_told_which_it_takes(paper: Gazette, demand: object, role: str) -> None:
    with pytest.raises(NotYourRole, match="Only"):
        demand(paper.hire("newcomer", role))  # type: ignore[operator]


def test_who_left_may_do_nothing_any_more(paper: Gazette) -> None:
    paper.editor.is_active = False
    paper.editor.save()
    left = User.objects.get(pk=paper.editor.pk)
    assert (is_staff(left), may_check(left), is_editor(left)) == (False, False, False)
    assert left not in editors()


def test_readers_are_told_the_role_that_signed_and_no_name(paper: Gazette) -> None:
    labels = [role_label(user) for user in (paper.editor, paper.ana, paper.reporter)]
    assert labels == ["an editor", "a checker", "a reporter"]


def test_an_editor_in_two_groups_is_listed_once(paper: Gazette) -> None:
    both = paper.hire("both", EDITOR, CHECKER)
    assert editors().count(both) == 1


def test_rows_of_people_say_what_they_are(paper: Gazette) -> None:
    address = paper.ana.human.addresses.get()
    assert (str(address), str(paper.ana.human)) == ("ana@paper.example", f"human {paper.ana.human_id}")
