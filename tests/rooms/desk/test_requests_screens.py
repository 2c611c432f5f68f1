"""The ledger of requests, a request's own screen, and asking by e-mail, through the desk's own door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gazette import Gazette

from twosource.outside.mail import NullMail
from twosource.replies.actions import log_outcome
from twosource.replies.models import Letter, Request
from twosource.verification.models import Actor, Claim


@pytest.fixture
def holdings(paper: Gazette) -> Actor:
    return paper.voice("Quay Holdings")


@pytest.fixture
def claim(paper: Gazette, holdings: Actor) -> Claim:
    return paper.asserted("Holdings hid it.", accused=[holdings])


def local(hours: float) -> str:
    return f"{timezone.localtime() + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def fields(**changed: Any) -> dict[str, Any]:
    told = {
        "asked": "Quay Holdings", "kind": "", "to": "press@holdings.example", "subject_line": "Questions",
        "alleged": "Holdings hid it.", "question": "Is it so?", "deadline": local(30), "how": "",
        "key": "6f1c0b0e-5f0e-4d6a-9a53-0c1e4c8b7a11",
    }  # fmt: skip
    return told | changed


def test_a_letter_is_shown_as_it_will_leave_and_leaves_only_when_it_is_sent(
    paper: Gazette, claim: Claim, post: NullMail, seat: Callable
) -> None:
    rita, path = seat(paper.reporter), f"/desk/requests/new/{claim.pk}/"
    form = rita.see(path)
    assert 'value="Quay Holdings"' in form
    assert "Holdings hid it.</textarea>" in form
    shown = rita.send(path, **fields(do="see"))
    letter = unescape(re.search(r'<pre class="letter"[^>]*>(.*?)</pre>', shown.content.decode(), re.S)[1])
    assert post.sent == []
    assert not Request.objects.exists()
    page = rita.do(path, **fields(do="send"))
    assert post.sent[0].body == letter
    assert "The letter to Quay Holdings left for press@holdings.example, and is on record." in page
    assert post.sent[0].message_id in unescape(page)
    assert Request.objects.get().letters.count() == 1


def test_one_goes_back_from_the_letter_with_everything_as_it_was(
    paper: Gazette, claim: Claim, post: NullMail, seat: Callable
) -> None:
    page = seat(paper.reporter).send(f"/desk/requests/new/{claim.pk}/", **fields(do="change", how="call 555"))
    assert 'value="call 555"' in page.content.decode()
    assert post.sent == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to": "a@b.example, c@d.example"}, "Enter a valid email address"),
        ({"to": "a@b.example\nBcc: c@d.example"}, "Enter a valid email address"),
        ({"subject_line": "Hello\nBcc: victim@c.example"}, "One line, without line breaks"),
        ({"subject_line": ""}, "Subject: This field is required"),
        ({"deadline": local(-1)}, "It has passed already"),
        ({"deadline": "tomorrow"}, "Enter a valid date/time"),
        ({"question": "x" * 5001}, "at most 5000 characters"),
    ],
)
def test_a_letter_that_must_not_leave_does_not_and_nothing_written_is_lost(
    paper: Gazette, claim: Claim, post: NullMail, seat: Callable, changed: dict, why: str
) -> None:
    page = seat(paper.reporter).be_refused(
        f"/desk/requests/new/{claim.pk}/", **fields(do="send", alleged="They hid it well.", **changed)
    )
    assert why in page
    assert "They hid it well.</textarea>" in page
    assert post.sent == []
    assert not Request.objects.exists()


def test_a_letter_the_post_refuses_can_be_sent_again_from_the_same_form(
    paper: Gazette, claim: Claim, post: NullMail, seat: Callable
) -> None:
    rita, path = seat(paper.reporter), f"/desk/requests/new/{claim.pk}/"
    post.trouble = "post.example refuses the address press@holdings.example"
    page = rita.be_refused(path, **fields(do="send"))
    assert "nothing is on record as sent: post.example refuses the address" in page
    again = re.search(r'name="key" value="([^"]+)"', page)[1]
    assert again != fields()["key"]
    post.trouble = ""
    rita.do(path, **fields(do="send", key=again))
    assert len(post.sent) == Request.objects.count() == 1
    assert "sent already" in rita.be_refused(path, **fields(do="send", key=again))


def test_names_and_questions_that_run_the_other_way_are_kept_apart(
    paper: Gazette, post: NullMail, seat: Callable
) -> None:
    claim = paper.asserted("A firm hid it.", accused=[paper.voice("شركة الرصيف")])
    page = seat(paper.reporter).do(
        f"/desk/requests/new/{claim.pk}/", **fields(do="send", asked="شركة الرصيف", question="هل هذا صحيح؟")
    )
    assert "<h1><bdi>شركة الرصيف</bdi></h1>" in page
    assert "<bdi>هل هذا صحيح؟</bdi>" in page


def test_the_ledger_shows_the_overdue_first_and_says_by_how_long(
    paper: Gazette, claim: Claim, holdings: Actor, seat: Callable
) -> None:
    paper.ask(claim, holdings, hours=5)
    paper.ask(claim, holdings, hours=-3)
    page = seat(paper.ana).see("/desk/requests/")
    rows = page.split("<tr data-row")[1:]
    assert "overdue by 3\xa0hours" in unescape(rows[0])
    assert 'class="overdue"' in rows[0]
    assert "left" in rows[1]
    assert "No reply" in rows[0]
    assert "No reply" not in rows[1]
    assert seat(paper.ana).see("/desk/requests/?which=overdue").count("<tr data-row") == 1
    assert "No request like this." in seat(paper.ana).see("/desk/requests/?which=declined")


def test_one_key_logs_and_leads_back_to_the_same_place_in_the_ledger(
    paper: Gazette, claim: Claim, holdings: Actor, seat: Callable
) -> None:
    request = paper.ask(claim, holdings)
    answer = seat(paper.ana).send(
        f"/desk/requests/{request.pk}/log/?back=ledger&which=overdue&page=2", outcome="no_reply"
    )
    assert (answer.status_code, answer["Location"]) == (302, "/desk/requests/?which=overdue&page=2")
    request.refresh_from_db()
    assert (request.outcome, request.logged_by) == ("no_reply", paper.ana)


def test_the_second_of_two_who_log_at_once_is_told_and_keeps_what_they_wrote(
    paper: Gazette, claim: Claim, holdings: Actor, seat: Callable
) -> None:
    request, told = paper.ask(claim, holdings), {"outcome": "answered", "seen": "0"}
    seat(paper.ana).do(f"/desk/requests/{request.pk}/log/", answer="No.", **told)
    page = seat(paper.bo).be_refused(f"/desk/requests/{request.pk}/log/", answer="They said no.", **told)
    assert "Ana Smith logged something since you looked: answered." in page
    assert "They said no.</textarea>" in page
    assert request.endings.count() == 1


def test_a_late_reply_and_a_mistake_are_logged_on_the_requests_screen(
    paper: Gazette, claim: Claim, holdings: Actor, seat: Callable
) -> None:
    request, ana = paper.ask(claim, holdings), seat(paper.ana)
    log_outcome(request=request, outcome="no_reply", by=paper.reporter)
    page = ana.do(f"/desk/requests/{request.pk}/log/", outcome="answered", answer="It is not so.", seen="1")
    assert "after the deadline of" in page
    assert "It is not so." in page
    page = ana.do(f"/desk/requests/{request.pk}/strike/", reason="Another firm wrote.", seen="2")
    assert "A mistake, says Ana Smith: Another firm wrote." in page
    assert "did not respond to a request" in page


def test_impossible_outcomes_are_not_offered_and_are_refused_in_words(
    paper: Gazette, claim: Claim, holdings: Actor, seat: Callable
) -> None:
    request, ana = paper.ask(claim, holdings, hours=5), seat(paper.ana)
    page = ana.see(f"/desk/requests/{request.pk}/")
    assert 'value="declined"' in page
    assert 'value="no_reply"' not in page
    assert 'value="unreachable"' not in page
    page = ana.be_refused(f"/desk/requests/{request.pk}/log/", outcome="no_reply")
    assert "Wait for the deadline first" in page


def test_a_reminder_is_shown_and_sent_once(
    paper: Gazette, claim: Claim, post: NullMail, seat: Callable
) -> None:
    rita = seat(paper.reporter)
    rita.do(f"/desk/requests/new/{claim.pk}/", **fields(do="send"))
    request = Request.objects.get()
    page = rita.see(f"/desk/requests/{request.pk}/")
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    assert "Reminder: Questions" in page
    rita.do(f"/desk/requests/{request.pk}/remind/", key=key)
    assert post.sent[1].body.strip() in unescape(page)
    assert "sent already" in rita.be_refused(f"/desk/requests/{request.pk}/remind/", key=key)
    post.trouble = "no post today"
    other = "0b6d2b59-7f77-4f0c-8f5c-1f5d3c1d9a10"
    assert "no post today" in rita.be_refused(f"/desk/requests/{request.pk}/remind/", key=other)
    assert "reminded" in rita.see("/desk/requests/")
    assert rita.be_refused(f"/desk/requests/{request.pk}/remind/", key="no key")
    phoned = paper.ask(claim, paper.voice("Quay Holdings"), hours=5)
    assert "See the reminder" not in rita.see(f"/desk/requests/{phoned.pk}/")


def test_a_refusal_told_again_and_again_is_told_with_its_days(
    paper: Gazette, claim: Claim, holdings: Actor, seat: Callable
) -> None:
    requests = [paper.ask(claim, holdings) for _n in range(2)]
    for n, request in enumerate(requests):
        log_outcome(
            request=request, outcome="declined", at=timezone.now() - timedelta(days=n), by=paper.reporter
        )
    page = seat(paper.ana).see(f"/desk/requests/{requests[0].pk}/")
    assert re.search(r"Quay Holdings declined to comment on \d+ \w+ and \d+ \w+\.", page)


def test_a_letter_that_may_not_have_left_is_told_of_in_the_ledger(
    paper: Gazette, claim: Claim, holdings: Actor, post: NullMail, seat: Callable
) -> None:
    Letter.objects.create(
        claim=claim, asked=holdings, kind="request", to="p@h.example", subject="Lost", body="?",
        message_id="<1@x>", written_at=timezone.now() - timedelta(hours=1), by=paper.reporter,
    )  # fmt: skip
    assert "Nobody knows whether these letters left" in seat(paper.ana).see("/desk/requests/")


def test_a_long_ledger_has_pages_and_asks_no_more_for_more_rows(
    paper: Gazette, claim: Claim, holdings: Actor, seat: Callable
) -> None:
    from django.db import connection

    ana, now = seat(paper.ana), timezone.now()
    paper.ask(claim, holdings)
    with CaptureQueriesContext(
        connection,
    ) as few:
        ana.see("/desk/requests/")
    Request.objects.bulk_create(
        Request(
            claim=claim, asked=holdings, question=f"Question {n}?", channels=["phone"], asked_by=paper.reporter,
            sent_at=now - timedelta(days=1), deadline=now + timedelta(minutes=n + 1),
        )
        for n in range(120)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        page = ana.see("/desk/requests/")
    assert len(many) == len(few)
    assert page.count("<tr data-row") == 50
    assert "Page 1 of 3" in page
    assert ana.see("/desk/requests/?page=3").count("<tr data-row") == 21
    assert ana.see("/desk/requests/?page=x&which=%00&q=%00").count("<tr data-row") == 50


def test_what_does_not_exist_is_not_found(
    paper: Gazette, claim: Claim, holdings: Actor, seat: Callable
) -> None:
    request, rita = paper.ask(claim, holdings), seat(paper.reporter)
    for path in ("/desk/requests/999/", "/desk/requests/new/999/", f"/desk/requests/{request.pk}/burn/"):
        rita.see(path, status=404)
    answer = rita.client.get(f"/desk/requests/{request.pk}/log/")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/requests/{request.pk}/")


def test_an_hour_that_does_not_exist_in_the_papers_zone_is_refused(
    paper: Gazette, claim: Claim, post: NullMail, seat: Callable
) -> None:
    from zoneinfo import ZoneInfo

    with timezone.override(ZoneInfo("Europe/Amsterdam")):
        page = seat(paper.reporter).be_refused(
            f"/desk/requests/new/{claim.pk}/", **fields(do="send", deadline="2027-03-28T02:30")
        )
    assert "couldn’t be interpreted in time zone Europe/Amsterdam" in page
    assert post.sent == []
