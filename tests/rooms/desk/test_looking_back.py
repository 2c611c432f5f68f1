"""A claim's screen: whole history, both pictures, as it stood at any moment, and as quick when there is much of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from gazette import Gazette

from twosource.ledger import clock
from twosource.people.roles import CHECKER
from twosource.replies.actions import request_comment
from twosource.verification.actions import edit_claim_words, record_control, retract_item
from twosource.verification.models import Claim

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def at(day: int) -> str:
    return f"{START + timedelta(days=day):%Y-%m-%dT%H:%MZ}"


def ask(paper: Gazette, claim: Claim, sent: datetime) -> None:
    """Put on record, at the clock's moment, a request that was sent then."""
    request_comment(
        claim=claim,
        asked=paper.voice("Quay Holdings"),
        question="Is it so?",
        channels=["phone"],
        times=(sent, sent + timedelta(days=20)),
        by=paper.reporter,
    )


@pytest.fixture
def lived(paper: Gazette) -> Claim:
    """A claim whose words, evidence, checks, controls and status all changed, a day apart."""
    with clock.at(START):
        claim = paper.claim("The quay leaks.")
    with clock.at(START + timedelta(days=1)):
        paper.support(claim, paper.witness("Diver"))
    with clock.at(START + timedelta(days=2)):
        edit_claim_words(claim=claim, text="The quay is cracked.", by=paper.reporter)
        paper.support(claim, paper.witness(paper.voice("Pilot")))
    with clock.at(START + timedelta(days=3)):
        paper.sign(claim, paper.ana, paper.bo)
        ask(paper, claim, START + timedelta(days=3))
    with clock.at(START + timedelta(days=4)):
        record_control(actor=paper.voice("Pilot"), controller=paper.voice("Pilots’ Guild"), by=paper.reporter)
        retract_item(item=claim.evidence.last().item, reason="A forgery.", by=paper.editor)  # type: ignore[union-attr]
    claim.refresh_from_db()
    return claim


def look(seat: Callable, paper: Gazette, claim: Claim, moment: str) -> str:
    return seat(paper.ana).see(f"/desk/claims/{claim.pk}/?at={moment.replace('+', '%2B')}")


def test_the_screen_tells_how_the_status_moved_and_by_what(
    paper: Gazette, seat: Callable, lived: Claim
) -> None:
    page = seat(paper.ana).see(f"/desk/claims/{lived.pk}/")
    assert 'class="moved"' in page
    assert f'id="moved-{lived.pk}-5"' in page
    assert "“Pilot saw it” retracted: A forgery." in page
    assert page.count("?at=2026-03-0") == 5


def test_the_history_has_the_requests_the_items_and_who_controls_whom(
    paper: Gazette, seat: Callable, lived: Claim
) -> None:
    page = seat(paper.ana).see(f"/desk/claims/{lived.pk}/")
    for words in (
        "Request for comment put on record",
        "Pilots’ Guild has power over Pilot",
        "“Diver saw it” put on record",
        "Words changed from “The quay leaks.”",
        "Signed: it stands",
    ):
        assert words in page


def test_whom_a_sealed_voice_works_for_is_in_no_history(paper: Gazette, seat: Callable) -> None:
    works = paper.sealed("Carlo Quicklime")
    record_control(actor=works, controller=paper.voice("Quayworks Limited"), by=paper.reporter)
    claim = paper.claim()
    paper.support(claim, paper.witness(works))
    page = seat(paper.ana).see(f"/desk/claims/{claim.pk}/")
    told = page[page.index('id="history"') : page.index('id="known-voices"')]
    assert "put on record" in told
    assert "Quayworks" not in told
    assert "Quicklime" not in page


def test_a_claim_is_seen_as_it_stood(paper: Gazette, seat: Callable, lived: Claim) -> None:
    first = look(seat, paper, lived, at(1))
    assert "The quay leaks." in first
    assert "The quay is cracked." not in first
    assert "Asserted" in first
    assert "No check had been signed." in first
    third = look(seat, paper, lived, at(3))
    assert "The quay is cracked." in third
    assert "Confirmed" in third
    assert third.count("Read the record and called them back.") == 2
    assert "no longer counted" not in third
    assert "retracted" not in third
    assert "Pilots’ Guild" not in third
    fourth = look(seat, paper, lived, at(4))
    assert "retracted" in fourth
    assert "no longer counted" in fourth


def test_requests_are_shown_from_when_they_were_on_record(
    paper: Gazette, seat: Callable, lived: Claim
) -> None:
    with clock.at(START + timedelta(days=6)):
        ask(paper, lived, START + timedelta(days=1))
    assert "Asked for comment" not in look(seat, paper, lived, at(2))
    assert look(seat, paper, lived, at(5)).count("“Is it so?”") == 1
    assert look(seat, paper, lived, at(6)).count("“Is it so?”") == 2


def test_nothing_can_be_done_to_the_past(paper: Gazette, seat: Callable, lived: Claim) -> None:
    page = look(seat, paper, lived, at(3))
    assert 'method="post" action="/desk/' not in page
    assert "Nothing can be done to it here." in page
    assert f'href="/desk/claims/{lived.pk}/">As it stands now' in page


def test_before_it_was_opened_there_was_nothing(paper: Gazette, seat: Callable, lived: Claim) -> None:
    page = look(seat, paper, lived, at(-1))
    assert "There was no such claim yet" in page


@pytest.mark.parametrize(
    "moment", ["2026-03-02T09:00", "2026-03-02T09:00Z", "2026-03-02T10:00+01:00", "2026-03-02T10:00 01:00"]
)
def test_a_moment_is_read_with_or_without_its_offset(
    paper: Gazette, seat: Callable, lived: Claim, moment: str
) -> None:
    page = look(seat, paper, lived, moment)
    assert "Asserted" in page
    assert "Diver saw it" in page


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("yesterday", "“yesterday” is no moment"),
        ("", "“” is no moment"),
        ("2026-02-31T09:00", "is no moment"),
        ("2099-01-01T00:00Z", "That moment has not come yet."),
        ("%00<script>", "is no moment"),
        ("9999-12-31T23:59:59-14:00", "has not come yet"),
        ("0001-01-01T00:00+14:00", "is no moment"),
    ],
)
def test_what_is_no_moment_is_said_on_the_screen_of_today(
    paper: Gazette, seat: Callable, moment: str, words: str
) -> None:
    claim = paper.asserted()
    answer = seat(paper.ana).client.get(
        f"/desk/claims/{claim.pk}/?at={moment.replace('+', '%2B')}", follow=True
    )
    page = answer.content.decode()
    assert answer.redirect_chain
    assert words in page
    assert "<script>alert" not in page


def test_carriers_are_drawn_as_one_and_apart_when_asked(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    agency = paper.witness("Coastal Press")
    for number in range(5):
        paper.support(claim, paper.item(f"Outlet {number} has it", f"Outlet {number}", via=[agency]))
    page = seat(paper.ana).see(f"/desk/claims/{claim.pk}/")
    assert "For it: 1 line, 5 carriers." in page
    assert "Everything rests on Coastal Press." in page
    picture = page[page.index('<svg class="from"') : page.index("</svg>")]
    assert picture.count("<a ") == 2
    assert f"/desk/claims/{claim.pk}/?carriers=apart#comes-from" in page
    apart = seat(paper.ana).see(f"/desk/claims/{claim.pk}/?carriers=apart")
    assert apart[apart.index('<svg class="from"') : apart.index("</svg>")].count("<a ") == 6


def test_with_much_evidence_one_piece_at_a_time_can_be_judged(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    rows = paper.support(claim, *(paper.witness(f"Witness {number}") for number in range(9)))
    ana = seat(paper.ana)
    page = ana.see(f"/desk/claims/{claim.pk}/")
    assert page.count("/set-aside/") == 0
    assert f"?judge={rows[3].pk}#judge-{rows[3].pk}" in page
    judged = ana.see(f"/desk/claims/{claim.pk}/?judge={rows[3].pk}")
    assert judged.count("/set-aside/") == 1
    assert f'id="judge-{rows[3].pk}" open' in judged
    refused = ana.be_refused(f"/desk/claims/{claim.pk}/set-aside/{rows[4].pk}/", reason="")
    assert f"/set-aside/{rows[4].pk}/" in refused


def test_a_large_claim_asks_no_more_than_a_small_one(
    paper: Gazette, seat: Callable, django_assert_max_num_queries: Callable
) -> None:
    claim = paper.claim()
    item = paper.witness("Far away")
    for number in range(30):
        item = paper.item(f"Step {number}", f"V{number}", via=[item])
        paper.support(claim, item)
    ana = seat(paper.ana)
    ana.see(f"/desk/claims/{claim.pk}/")
    with django_assert_max_num_queries(80):
        ana.see(f"/desk/claims/{claim.pk}/")
    with django_assert_max_num_queries(40):
        ana.see(f"/desk/claims/{claim.pk}/?at={datetime.now(UTC):%Y-%m-%dT00:00Z}")


def test_who_may_sign_is_told_in_place(paper: Gazette, seat: Callable) -> None:
    claim = paper.corroborated()
    paper.hire("zoe", CHECKER)
    page = seat(paper.ana).see(f"/desk/claims/{claim.pk}/")
    assert "Ana Smith, Bo Smith, Eva Smith and 1 other may" in page
