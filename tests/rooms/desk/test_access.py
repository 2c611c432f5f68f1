"""Who gets to the desk, and what the others are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from gazette import Gazette

from twosource.people.roles import MODERATOR

SCREENS = [
    "/desk/",
    "/desk/claims/",
    "/desk/voices/",
    "/desk/bring/",
    "/desk/requests/",
    "/desk/requests/1/",
    "/desk/requests/new/1/",
    "/desk/checks/",
    "/desk/pages/",
    "/desk/sealed/",
    "/desk/sealed/seal/",
    "/desk/sealed/1/open/",
    "/desk/claims/1/",
    "/desk/stories/1/",
    "/desk/voices/1/",
]


@pytest.mark.parametrize("path", SCREENS)
def test_a_stranger_is_asked_to_log_in_and_led_back(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/admin/login/?next={path}"


def test_a_moderator_is_told_that_the_desk_is_not_for_them(paper: Gazette, seat: Callable) -> None:
    page = seat(paper.hire("mod", MODERATOR)).see("/desk/claims/", status=403)
    assert "Only people of the newsroom may do this." in page
    assert "desk.css" in page


def test_what_does_not_exist_is_not_found(paper: Gazette, seat: Callable) -> None:
    rita = seat(paper.reporter)
    for path in ("/desk/claims/999/", "/desk/stories/999/", "/desk/voices/999/", "/desk/claims/999/check/"):
        rita.see(path, status=404)


def test_an_act_nobody_knows_is_not_found(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    rita = seat(paper.reporter)
    for act in ("burn", "set-aside", "check/7"):
        assert rita.send(f"/desk/claims/{claim.pk}/{act}/").status_code == 404


def test_reloading_a_refused_form_leads_back_to_its_screen(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    answer = seat(paper.reporter).client.get(f"/desk/claims/{claim.pk}/withdraw/")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/claims/{claim.pk}/")


def test_no_page_of_the_desk_is_kept_by_a_browser(paper: Gazette, seat: Callable) -> None:
    answer = seat(paper.reporter).client.get("/desk/")
    assert "no-store" in answer["Cache-Control"]
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]


def test_odd_questions_break_no_screen(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    rita = seat(paper.reporter)
    for odd in ("%00", "%22", "%27)--", "%F0%9F%A6%91", "9" * 400):
        rita.see(f"/desk/claims/?q={odd}&status={odd}&page={odd}")
        rita.see(f"/desk/voices/?q={odd}&page={odd}")
        rita.see(f"/desk/stories/{story.pk}/?find={odd}&from={odd}")
