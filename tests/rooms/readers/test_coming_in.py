"""Joining, proving an address, coming in: what opens the readers' door, and what does not."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt, AccessLog
from django.core.cache import caches
from django.test import Client
from gazette import Gazette

from twosource.people.models import User
from twosource.people.roles import EDITOR
from twosource.readers import links
from twosource.readers.actions import forget_unconfirmed
from twosource.readers.models import Reader
from twosource.readers.reads import display_name, is_reader, reader_of

if TYPE_CHECKING:
    from conftest import Visitor

PASSWORD = "seven herons on a quay"
JOINED = "/readers/confirm/"


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def minutes_pass() -> None:
    caches["attempts"].clear()


# joining


def test_the_code_of_the_letter_opens_the_account_for_thirty_days(visitor: Visitor) -> None:
    assert visitor.join()["Location"] == JOINED
    assert not visitor.is_in
    assert visitor.give_code()["Location"] == "/readers/"
    assert visitor.is_in
    assert visitor.client.session.get_expiry_age() == 30 * 24 * 3600
    assert is_reader(visitor.user)
    assert reader_of(visitor.user) == Reader.objects.get(name="Nora Quill")


def test_before_that_the_account_is_nobodys(visitor: Visitor) -> None:
    visitor.join()
    assert not is_reader(visitor.user)
    minutes_pass()
    stranger = visitor.again()
    stranger.log_in()
    assert not stranger.is_in


@pytest.mark.parametrize("fields", [{}, {"password1": ""}])
def test_a_known_address_is_answered_as_an_unknown_one(visitor: Visitor, fields: dict[str, str]) -> None:
    visitor.arrive(**fields)
    stranger = visitor.again()
    stranger.name = "Somebody Else"
    minutes_pass()
    known = stranger.join()
    assert (known.status_code, known["Location"]) == (302, JOINED)
    assert "has an account already" in visitor.letter().body
    page = words(stranger.client.get(JOINED))
    fresh = visitor.again()
    fresh.email, fresh.name = "new@reader.example", "New Heron"
    unknown = fresh.join()
    assert (unknown.status_code, unknown["Location"]) == (302, JOINED)
    assert words(fresh.client.get(JOINED)) == page.replace(visitor.email, fresh.email)
    assert not User.objects.filter(reader__name="Somebody Else").exists()


@pytest.mark.parametrize(("door", "field"), [("login/code/", "email"), ("forgotten/", "email")])
def test_asking_for_a_letter_tells_nobody_which_addresses_are_known(
    visitor: Visitor, door: str, field: str
) -> None:
    visitor.arrive()
    waiting = visitor.again()
    waiting.name, waiting.email = "Waiting Wren", "waiting@reader.example"
    waiting.join()
    told = set()
    for email in (visitor.email, waiting.email, "nobody@reader.example"):
        minutes_pass()
        client = Client()
        answer = client.post(f"/readers/{door}", {field: email})
        told.add(
            (answer.status_code, answer["Location"], words(client.get(answer["Location"])).replace(email, ""))
        )
    assert len(told) == 1
    subjects = [letter.subject for letter in visitor.post.sent[-3:]]
    assert [("no account" in subject) for subject in subjects] == [False, True, True]


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(visitor: Visitor) -> None:
    visitor.arrive()
    answers = set()
    for email in (visitor.email, "nobody@reader.example"):
        page = words(Client().post("/readers/login/", {"login": email, "password": "wrong wrong wrong"}))
        assert "do not belong together" in page
        answers.add(page)
    assert len(answers) == 1


def test_a_machine_that_fills_the_unseen_field_gets_no_account(visitor: Visitor) -> None:
    assert visitor.join(address="12 Quay Street").status_code == 302
    assert not Reader.objects.exists()
    assert visitor.post.sent == []


def test_a_request_that_was_never_confirmed_makes_room_for_the_next(visitor: Visitor) -> None:
    visitor.join(password1="somebody elses password")
    minutes_pass()
    owner = visitor.again().arrive()
    assert owner.user.check_password(PASSWORD)
    assert Reader.objects.count() == 1


def test_requests_older_than_three_days_are_forgotten_with_their_humans(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.join()
    human = visitor.user.human
    assert forget_unconfirmed() == 0
    later = Reader.objects.get().joined_at + timedelta(days=3, minutes=1)
    monkeypatch.setattr("twosource.readers.actions.now", lambda: later)
    assert forget_unconfirmed() == 1
    assert not User.objects.exists()
    assert not type(human).objects.filter(pk=human.pk).exists()


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("boſs@paper.example", "plain letters"),
        ("nora", "valid email"),
        ("nora@-.example", "valid email|no mail server"),
    ],
)
def test_an_address_that_could_be_read_as_anothers_is_refused(visitor: Visitor, email: str, why: str) -> None:
    answer = visitor.join(email=email)
    assert answer.status_code == 200
    assert re.search(why, words(answer))
    assert not Reader.objects.exists()


def test_the_host_of_an_address_is_kept_as_the_name_system_has_it(visitor: Visitor) -> None:
    visitor.join(email="Nora@Straße.example")
    assert EmailAddress.objects.get().email == "nora@xn--strae-oqa.example"


@pytest.mark.parametrize("password", ["short", "q1w2e3r4t5y6"])
def test_a_weak_password_is_refused_and_the_name_stays_free(visitor: Visitor, password: str) -> None:
    assert visitor.join(password1=password).status_code == 200
    assert not Reader.objects.exists()


def test_a_taken_name_is_said(visitor: Visitor) -> None:
    visitor.arrive()
    other = visitor.again()
    other.email = "other@reader.example"
    assert "Another reader has this name" in words(other.join())


def test_a_letter_that_cannot_leave_is_said_and_nothing_breaks(visitor: Visitor) -> None:
    visitor.post.trouble = "the post is on strike"
    answer = visitor.join()
    assert answer.status_code == 503
    assert "cannot send letters just now" in words(answer)
    assert "strike" not in words(answer)


# the link of the letter


def test_the_link_asks_before_it_does_anything(visitor: Visitor) -> None:
    visitor.join()
    page = visitor.client.get(visitor.link())
    assert "did you ask for the account “Nora Quill”?" in words(page)
    assert not EmailAddress.objects.get().verified
    assert visitor.client.post(visitor.link())["Location"] == "/readers/"
    assert visitor.is_in


def test_in_another_browser_the_link_asks_for_the_password(visitor: Visitor) -> None:
    visitor.join()
    other = visitor.again()
    asked = other.client.post(visitor.link())
    assert asked.status_code == 422
    assert "Give the password you chose there" in words(asked)
    assert "not the password" in words(other.client.post(visitor.link(), {"password": "guess guess guess"}))
    assert not EmailAddress.objects.get().verified
    assert other.client.post(visitor.link(), {"password": PASSWORD}).status_code == 302
    assert EmailAddress.objects.get().verified
    assert not other.is_in  # the link is no log-in
    assert other.client.get(visitor.link())["Location"] == "/readers/"


def test_passwords_cannot_be_guessed_at_the_link(visitor: Visitor) -> None:
    visitor.join()
    other = visitor.again()
    for _time in range(5):
        other.client.post(visitor.link(), {"password": "guess guess guess"})
    assert "Too many wrong passwords" in words(other.client.post(visitor.link(), {"password": PASSWORD}))
    assert not EmailAddress.objects.get().verified


def test_without_a_password_the_mailbox_alone_opens_the_account(visitor: Visitor) -> None:
    visitor.join(password1="")
    assert visitor.again().client.post(visitor.link()).status_code == 302
    minutes_pass()
    owner = visitor.again()
    owner.client.post("/readers/login/code/", {"email": owner.email})
    assert owner.client.post("/readers/login/code/give/", {"code": owner.code()})["Location"] == "/readers/"
    assert owner.is_in


@pytest.mark.parametrize("token", ["WzEsIngiXQ:1xWbMu:AAAA", "x", "a" * 400])
def test_a_link_that_was_never_given_opens_nothing(visitor: Visitor, token: str) -> None:
    answer = visitor.client.get(f"/readers/confirm/{token}/")
    assert answer.status_code == 410
    assert "opens nothing" in words(answer)


def test_an_old_link_and_one_of_an_account_that_is_gone_open_nothing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.join()
    link = visitor.link()
    with monkeypatch.context() as patch:
        patch.setattr(links, "GOOD_FOR", -1)
        assert visitor.client.get(link).status_code == 410
    forget_unconfirmed(email=visitor.email)
    assert visitor.client.get(link).status_code == 410


# coming in again


def test_a_code_is_good_three_times_wrong_and_once_right(visitor: Visitor) -> None:
    visitor.arrive()
    other = visitor.again()
    other.client.post("/readers/login/code/", {"email": other.email})
    right = other.code()
    for _time in range(3):
        other.client.post("/readers/login/code/give/", {"code": "AAAA-AAAA"})
    other.client.post("/readers/login/code/give/", {"code": right})
    assert not other.is_in


def test_wrong_passwords_shut_the_readers_door_and_not_the_staffs(paper: Gazette, visitor: Visitor) -> None:
    visitor.arrive()
    other = visitor.again()
    for _time in range(6):
        other.log_in("wrong wrong wrong")
    assert "Too many" in words(other.log_in())
    assert not other.is_in
    fields = {"username": "ana", "password": "a long enough password", "next": "/desk/"}
    assert Client().post("/admin/login/", fields)["Location"] == "/desk/"


def test_where_a_reader_came_in_from_is_written_down_nowhere(paper: Gazette, visitor: Visitor) -> None:
    visitor.arrive()
    visitor.client.post("/readers/logout/")
    visitor.log_in("wrong wrong wrong")
    visitor.log_in()
    assert visitor.is_in
    assert not AccessLog.objects.exists()
    assert not AccessAttempt.objects.exists()
    staff = Client()
    staff.post("/admin/login/", {"username": "ana", "password": "a long enough password"})
    staff.post("/admin/logout/")
    assert [(log.username, log.logout_time is None) for log in AccessLog.objects.all()] == [("ana", False)]


def test_the_limit_is_counted_for_all_processes_together(visitor: Visitor) -> None:
    visitor.arrive()
    other = visitor.again()
    for _time in range(6):
        other.log_in("wrong wrong wrong")
        caches["default"].clear()  # another process has another memory
    assert "Too many" in words(other.log_in())


def test_a_new_password_by_mail_ends_every_session(visitor: Visitor) -> None:
    visitor.arrive()
    other = visitor.again()
    other.client.post("/readers/forgotten/", {"email": other.email})
    form = other.client.get(other.link("forgotten"), follow=True)
    new = {"password1": "eleven storks at dawn", "password2": "eleven storks at dawn"}
    assert other.client.post(form.request["PATH_INFO"], new).status_code == 302
    assert not visitor.is_in
    minutes_pass()
    other.log_in("eleven storks at dawn")
    assert other.is_in
    assert other.again().client.get(form.request["PATH_INFO"]).status_code == 200


def test_a_second_factor_is_asked_besides_the_password_and_not_besides_nothing(
    visitor: Visitor, django_capture_on_commit_callbacks: Any
) -> None:
    visitor.arrive()
    visitor.be_sure()
    page = visitor.client.get("/readers/keys/codes/").content.decode()
    secret = re.search(r'class="secret" dir="ltr">(\w+)<', page)[1]  # type: ignore[index]

    def code(step: int = 0) -> str:
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))

    assert visitor.client.post("/readers/keys/codes/", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        codes = visitor.client.post("/readers/keys/codes/", {"code": code()}, follow=True).content.decode()
    assert visitor.letter().body.count("Authenticator app activated") == 1
    recovery = re.findall(r"<li>(\d{8})</li>", codes)
    assert len(recovery) == 10
    kept = str(visitor.user.authenticator_set.values_list("data", flat=True))  # type: ignore[attr-defined]
    assert secret not in kept
    other = visitor.again()
    assert other.log_in()["Location"] == "/readers/login/second/"
    assert not other.is_in
    assert "Incorrect code" in words(other.client.post("/readers/login/second/", {"code": "000000"}))
    other.client.post("/readers/login/second/", {"code": code(1)})
    assert other.is_in
    replay = visitor.again()
    replay.log_in()
    replay.client.post("/readers/login/second/", {"code": code(1)})
    assert not replay.is_in
    lost = visitor.again()
    lost.log_in()
    lost.client.post("/readers/login/second/", {"code": recovery[0]})
    assert lost.is_in
    lost.be_sure()
    lost.client.post("/readers/keys/codes/off/")
    plain = visitor.again()
    assert plain.log_in()["Location"] == "/readers/"


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", '{"id": "x"}', '{"response": {"userHandle": "AQ"}}']
)
def test_what_is_no_passkey_opens_nothing(visitor: Visitor, credential: str) -> None:
    visitor.arrive()
    other = visitor.again()
    other.client.get("/readers/login/passkey/", headers={"accept": "application/json"})
    answer = other.client.post("/readers/login/passkey/", {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, "/readers/login/")
    assert not other.is_in


@pytest.mark.parametrize(
    "next_", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_to_another_site(visitor: Visitor, next_: str) -> None:
    visitor.arrive()
    for door in ("login/", "join/", "login/code/"):
        page = Client().get(f"/readers/{door}", {"next": next_}).content.decode()
        assert f'action="{next_}' not in page
    other = visitor.again()
    assert other.log_in(next=next_)["Location"] == "/readers/"
    assert other.again().log_in(next="/topics/")["Location"] == "/topics/"


# whose door


def test_staff_do_not_come_in_by_the_readers_door(paper: Gazette, visitor: Visitor) -> None:
    answer = visitor.client.post(
        "/readers/login/", {"login": paper.ana.email, "password": "a long enough password"}
    )
    assert "do not belong together" in words(answer)
    minutes_pass()
    visitor.client.post("/readers/login/code/", {"email": paper.ana.email})
    assert "no account" in visitor.post.sent[-1].subject


@pytest.mark.parametrize(
    "path", ["", "name/", "keys/", "keys/passkeys/add/", "address/", "leave/", "login/", "join/"]
)
def test_staff_are_shown_their_own_door_on_every_page(paper: Gazette, path: str) -> None:
    client = Client()
    client.force_login(paper.ana, backend="twosource.people.doors.StaffBackend")
    answer = client.get(f"/readers/{path}")
    assert (answer.status_code, answer["Location"]) == (302, "/readers/staff/")
    assert "account at the desk" in words(client.get("/readers/staff/"))


def test_a_reader_who_is_given_a_role_comes_in_by_the_other_door_from_then_on(
    paper: Gazette, visitor: Visitor, settings: Any
) -> None:
    policy = settings.TWOSOURCE.policy.model_copy(update={"second_factor": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})
    visitor.arrive()
    visitor.user.groups.add(*paper.editor.groups.filter(name=EDITOR))
    assert visitor.client.get("/desk/")["Location"].startswith("/admin/login/")
    assert visitor.client.get("/admin/").status_code == 302
    other = visitor.again()
    minutes_pass()
    assert other.log_in()["Location"] == "/readers/staff/"
    assert "_auth_user_id" not in other.client.session
    fields = {"username": visitor.user.username, "password": PASSWORD, "next": "/desk/"}
    assert Client().post("/admin/login/", fields)["Location"] == "/desk/"


def test_what_people_are_called_in_letters_is_never_a_drawn_name(paper: Gazette, visitor: Visitor) -> None:
    visitor.arrive()
    nameless = User(username="reader-1234")
    assert [display_name(user) for user in (visitor.user, paper.ana, nameless)] == [
        "Nora Quill",
        "Ana Smith",
        "a reader",
    ]
    assert reader_of(None) is None
    assert not is_reader(paper.ana)
