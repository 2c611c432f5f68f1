"""The second factor: what a password alone does not open, and how one gets in."""

from __future__ import annotations

import re
import time
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from gazette import Gazette

from twosource.ledger.reads import history
from twosource.people.models import User
from twosource.people.twofactor import WrongCode, codes_left, forget_second_factor

DOOR = "/desk/second-factor/"
SET_UP = "/desk/second-factor/set-up/"


def browser(user: User) -> Client:
    """A browser in which somebody has given a password, and nothing else."""
    client = Client()
    client.force_login(user)
    return client


def code_of(user: User, *, confirmed: bool, steps: int = 0) -> str:
    """What the device shows, so many half-minutes from now."""
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    totp = TOTP(device.bin_key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def set_up(client: Client, user: User) -> list[str]:
    """Sets the device up; returns the recovery codes that are shown."""
    client.get(SET_UP)
    answer = client.post(SET_UP, {"code": code_of(user, confirmed=False), "next": "/desk/claims/"})
    return codes_on(answer)


def codes_on(answer: HttpResponse) -> list[str]:
    return re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", answer.content.decode())


@pytest.mark.parametrize("path", ["/desk/", "/desk/claims/", "/admin/", "/admin/pages/"])
def test_a_password_alone_opens_neither_desk_nor_editor(paper: Gazette, path: str) -> None:
    answer = browser(paper.root).get(path)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{DOOR}?next=%2F{path.strip('/').replace('/', '%2F')}%2F",
    )


def test_what_is_sent_with_a_password_alone_is_not_done(paper: Gazette) -> None:
    claim = paper.corroborated()
    browser(paper.ana).post(f"/desk/claims/{claim.pk}/check/", {"verdict": "stands", "method": "Read it."})
    assert not claim.checks.exists()
    answer = browser(paper.ana).get("/desk/", headers={"accept": "application/json"})
    assert answer.status_code == 403


def test_readers_are_asked_for_nothing(paper: Gazette) -> None:
    assert paper.front.live
    assert browser(paper.ana).get("/").status_code == 200


def test_with_the_policy_off_a_password_is_enough(paper: Gazette, settings: Any) -> None:
    policy = settings.TWOSOURCE.policy.model_copy(update={"second_factor": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})
    assert browser(paper.ana).get("/desk/").status_code == 200


def test_a_device_is_set_up_once_its_code_is_given_and_lets_one_in(paper: Gazette) -> None:
    client = browser(paper.ana)
    page = client.get(DOOR, follow=True).content.decode()
    assert "Set up your second factor" in page
    picture = client.get(f"{SET_UP}code.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    codes = set_up(client, paper.ana)
    assert len(set(codes)) == 10
    assert client.get("/desk/").status_code == 200
    assert client.get(f"{SET_UP}code.svg").status_code == 200  # a further device, not the one in use
    assert [entry.kind for entry in history([f"user:{paper.ana.pk}"])] == ["SecondFactorSet"]


def test_a_wrong_code_takes_no_device_into_use(paper: Gazette) -> None:
    client = browser(paper.ana)
    client.get(SET_UP)
    answer = client.post(SET_UP, {"code": "abc"})
    assert answer.status_code == 422
    assert "This code does not open the door." in answer.content.decode()
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_the_next_log_in_asks_for_a_code_and_leads_on(paper: Gazette) -> None:
    set_up(browser(paper.ana), paper.ana)
    client = browser(paper.ana)
    assert client.get("/desk/").status_code == 302
    answer = client.post(DOOR, {"code": code_of(paper.ana, confirmed=True, steps=1), "next": "/desk/claims/"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/claims/")
    assert client.get("/desk/claims/").status_code == 200


def test_a_code_is_good_once(paper: Gazette) -> None:
    set_up(browser(paper.ana), paper.ana)
    code = code_of(paper.ana, confirmed=True, steps=1)
    assert browser(paper.ana).post(DOOR, {"code": code}).status_code == 302
    assert browser(paper.ana).post(DOOR, {"code": code}).status_code == 422


def test_nobody_is_led_to_another_site(paper: Gazette) -> None:
    set_up(browser(paper.ana), paper.ana)
    code = code_of(paper.ana, confirmed=True, steps=1)
    answer = browser(paper.ana).post(DOOR, {"code": code, "next": "https://evil.example/"})
    assert answer["Location"] == "/desk/"


def test_a_recovery_code_opens_once_and_is_not_kept_in_words(paper: Gazette) -> None:
    codes = set_up(browser(paper.ana), paper.ana)
    kept = paper.ana.staticdevice_set.get().token_set.values_list("token", flat=True)
    assert not {code.replace("-", "") for code in codes} & set(kept)
    client = browser(paper.ana)
    assert client.post(DOOR, {"code": codes[0].upper()}).status_code == 302
    assert client.get("/desk/").status_code == 200
    assert codes_left(paper.ana) == 9
    assert browser(paper.ana).post(DOOR, {"code": codes[0]}).status_code == 422


def test_wrong_codes_shut_the_door_for_a_while_even_for_the_right_one(paper: Gazette) -> None:
    set_up(browser(paper.ana), paper.ana)
    client = browser(paper.ana)
    client.post(DOOR, {"code": "000000"})
    answer = client.post(DOOR, {"code": code_of(paper.ana, confirmed=True, steps=1)})
    assert answer.status_code == 422
    assert "Too many wrong codes. Try again after" in answer.content.decode()


def test_a_password_alone_neither_replaces_a_device_nor_shows_its_secret(paper: Gazette) -> None:
    set_up(browser(paper.ana), paper.ana)
    thief = browser(paper.ana)
    assert thief.get(SET_UP)["Location"] == DOOR
    assert thief.get(f"{SET_UP}code.svg").status_code == 404
    assert thief.post(f"{DOOR}recovery/")["Location"] == DOOR
    assert codes_left(paper.ana) == 10


def test_another_device_takes_the_place_of_the_first(paper: Gazette) -> None:
    client = browser(paper.ana)
    old = set_up(client, paper.ana)
    before = TOTPDevice.objects.get(user=paper.ana)
    new = set_up(client, paper.ana)
    assert TOTPDevice.objects.get(user=paper.ana) != before
    assert client.get("/desk/").status_code == 200
    assert browser(paper.ana).post(DOOR, {"code": old[0]}).status_code == 422
    assert browser(paper.bo).get("/desk/").status_code == 302
    assert len(new) == 10


def test_new_recovery_codes_end_the_old_ones(paper: Gazette) -> None:
    client = browser(paper.ana)
    old = set_up(client, paper.ana)
    new = codes_on(client.post(f"{DOOR}recovery/"))
    assert len(new) == 10
    assert not set(old) & set(new)
    assert "10 recovery codes are left." in client.get(DOOR).content.decode()
    assert browser(paper.ana).post(DOOR, {"code": old[0]}).status_code == 422


def test_the_operator_lets_in_somebody_who_lost_everything(paper: Gazette) -> None:
    set_up(browser(paper.ana), paper.ana)
    call_command("forget_second_factor", paper.ana.username, stdout=StringIO())
    assert not TOTPDevice.objects.filter(user=paper.ana).exists()
    with pytest.raises(CommandError, match="nobody"):
        call_command("forget_second_factor", "nobody-here")


def test_who_lost_everything_is_set_up_anew_by_somebody_else(paper: Gazette) -> None:
    client = browser(paper.ana)
    set_up(client, paper.ana)
    with pytest.raises(WrongCode, match="Someone else must do this"):
        forget_second_factor(user=paper.ana, by=paper.ana)
    forget_second_factor(user=paper.ana, by=paper.root)
    assert client.get("/desk/").status_code == 302
    assert "Set up your second factor" in client.get(DOOR, follow=True).content.decode()


def test_too_many_wrong_passwords_are_answered_429_with_how_long_to_wait(
    paper: Gazette, settings: Any
) -> None:
    client = Client()
    statuses = []
    for _time in range(settings.TWOSOURCE.policy.login_attempts):
        answer = client.post("/admin/login/", {"username": "ana", "password": "wrong"})
        statuses.append(answer.status_code)
    assert statuses == [200] * (len(statuses) - 1) + [429]
    page = answer.content.decode()
    assert "Too many wrong log-ins" in page
    assert "15 minutes" in page
    assert int(answer["Retry-After"]) == 15 * 60
    right = client.post("/admin/login/", {"username": "ana", "password": "a long enough password"})
    assert right.status_code == 429


def test_the_log_in_leads_to_the_desk(paper: Gazette) -> None:
    client = Client()
    page = client.get("/admin/login/").content.decode()
    assert "Log in to the desk" in page
    fields = {"username": "ana", "password": "a long enough password", "next": "/desk/"}
    assert client.post("/admin/login/", fields)["Location"] == "/desk/"
