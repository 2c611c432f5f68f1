"""Requests for comment: asked, waited for, answered; and the sentence that is made of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from gazette import Gazette

from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole
from twosource.people.roles import EDITOR, MODERATOR
from twosource.replies.actions import log_outcome, request_comment, waive_request
from twosource.replies.models import Request, Waiver
from twosource.replies.reads import (
    accused_states,
    fact_of,
    overdue,
    requests_about,
    sentence_of,
    waived_claims,
)
from twosource.verification.models import Actor, Claim
from twosource.verification.refusals import BadValue, Refused

SENT = datetime(2026, 5, 3, 9, tzinfo=UTC)
DEADLINE = datetime(2026, 5, 5, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def holdings(paper: Gazette) -> Actor:
    return paper.voice("Quay Holdings")


@pytest.fixture
def claim(paper: Gazette, holdings: Actor) -> Claim:
    return paper.asserted("Holdings hid it.", accused=[holdings])


@pytest.fixture
def request_(paper: Gazette, claim: Claim, holdings: Actor) -> Request:
    """Asked by e-mail on 3 May, by 5 May."""
    return ask(paper, claim, holdings)


def ask(paper: Gazette, claim: Claim, holdings: Actor, **changed: object) -> Request:
    told: dict = {
        "question": "Is it so?",
        "channels": ["email"],
        "times": (SENT, DEADLINE),
        "by": paper.reporter,
    }
    return request_comment(claim=claim, asked=holdings, **(told | changed))


def test_a_request_is_on_record_as_it_was_made(paper: Gazette, request_: Request) -> None:
    row = Request.objects.get()
    assert (row.question, row.channels, row.sent_at, row.deadline) == ("Is it so?", ["email"], SENT, DEADLINE)
    assert (row.asked_by, row.outcome, str(row)) == (paper.reporter, "", "Quay Holdings: Is it so?")
    fact = Entry.objects.get(kind="CommentRequested")
    assert (fact.subject, fact.by) == (f"claim:{row.claim_id}", paper.reporter)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"question": "  "}, "question"),
        ({"question": "a\x00"}, "NUL"),
        ({"channels": []}, "channels: ''; a request goes by email"),
        ({"channels": ["email", "pigeon"]}, "channels: 'pigeon'"),
        ({"times": (SENT, SENT)}, "deadline"),
        ({"times": (DEADLINE, SENT)}, "deadline"),
        (
            {"times": (timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2))},
            "still to come",
        ),
    ],
)
def test_a_request_that_asks_nothing_or_nobody_is_refused(
    paper: Gazette, claim: Claim, holdings: Actor, changed: dict, why: str
) -> None:
    with pytest.raises(BadValue, match=why):
        ask(paper, claim, holdings, **changed)
    assert not Request.objects.exists()


def test_the_database_itself_keeps_the_deadline_after_the_request(request_: Request) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.update(deadline=SENT - timedelta(hours=1))


def test_who_is_not_of_the_newsroom_neither_asks_nor_logs(
    paper: Gazette, claim: Claim, holdings: Actor, request_: Request
) -> None:
    stranger = paper.hire("mo", MODERATOR)
    with pytest.raises(NotYourRole):
        ask(paper, claim, holdings, by=stranger)
    with pytest.raises(NotYourRole):
        log_outcome(request=request_, outcome="declined", by=stranger)


@pytest.mark.parametrize(
    ("told", "refusal", "why"),
    [
        ({"outcome": "shrugged"}, BadValue, "outcome: 'shrugged'; a request ends answered"),
        ({"outcome": "open"}, BadValue, "outcome: 'open'"),
        ({"outcome": "answered"}, BadValue, "answer"),
        ({"outcome": "answered", "answer": "\x00"}, BadValue, "NUL"),
        ({"outcome": "no_reply", "at": DEADLINE - timedelta(seconds=1)}, Refused, "Wait for the deadline"),
        ({"outcome": "unreachable"}, Refused, "second channel"),
        ({"outcome": "declined", "at": SENT - timedelta(seconds=1)}, BadValue, "before the request"),
        ({"outcome": "declined", "at": timezone.now() + timedelta(hours=1)}, BadValue, "still to come"),
    ],
)
def test_an_outcome_that_did_not_happen_is_refused(
    paper: Gazette, request_: Request, told: dict, refusal: type[Exception], why: str
) -> None:
    with pytest.raises(refusal, match=why):
        log_outcome(request=request_, by=paper.reporter, **told)
    request_.refresh_from_db()
    assert request_.outcome == ""


def test_one_channel_twice_is_one_channel(paper: Gazette, claim: Claim, holdings: Actor) -> None:
    once = ask(paper, claim, holdings, channels=["email", "email"])
    with pytest.raises(Refused, match="second channel"):
        log_outcome(request=once, outcome="unreachable", by=paper.reporter)
    both = ask(paper, claim, holdings, channels=["email", "phone"])
    assert log_outcome(request=both, outcome="unreachable", by=paper.reporter).outcome == "unreachable"


@pytest.mark.parametrize(
    ("outcome", "more", "sentence"),
    [
        (None, {}, "did not respond to a request sent 3 May 09:00 UTC by 5 May 09:00 UTC"),
        ("no_reply", {}, "did not respond to a request sent 3 May 09:00 UTC by 5 May 09:00 UTC"),
        ("declined", {}, "declined to comment"),
        ("answered", {"answer": "No.", "at": DEADLINE}, "responded on 5 May 09:00 UTC"),
        (
            "answered",
            {"answer": "No.", "at": DEADLINE + timedelta(hours=1)},
            "responded on 5 May 10:00 UTC, after the deadline of 5 May 09:00 UTC",
        ),
        ("withdrawn", {}, "was sent a request on 3 May 09:00 UTC, which was later withdrawn"),
    ],
)
def test_the_sentence_is_made_of_the_row(
    paper: Gazette, request_: Request, outcome: str | None, more: dict, sentence: str
) -> None:
    if outcome:
        log_outcome(request=request_, outcome=outcome, by=paper.reporter, **more)
    assert sentence_of(request_, now=LATER, zone=UTC) == sentence


def test_before_the_deadline_the_sentence_says_that_they_were_asked(request_: Request) -> None:
    assert sentence_of(request_, now=SENT + timedelta(hours=1), zone=UTC) == (
        "has been sent a request on 3 May 09:00 UTC and asked to respond by 5 May 09:00 UTC"
    )


def test_times_are_told_in_the_papers_zone(request_: Request) -> None:
    assert "11:00 CEST" in sentence_of(request_, now=LATER, zone=ZoneInfo("Europe/Amsterdam"))
    assert sentence_of(request_).startswith("did not respond")


def test_what_is_overdue_is_open_and_past_its_deadline(paper: Gazette, claim: Claim, holdings: Actor) -> None:
    late, waiting, done = (
        paper.ask(claim, holdings),
        paper.ask(claim, holdings, hours=1),
        paper.ask(claim, holdings),
    )
    log_outcome(request=done, outcome="no_reply", by=paper.reporter)
    assert list(overdue()) == [late]
    assert list(overdue(timezone.now() + timedelta(hours=2))) == [late, waiting]
    assert list(overdue(SENT)) == []


def test_requests_are_told_oldest_first(paper: Gazette, claim: Claim, holdings: Actor) -> None:
    second = paper.ask(claim, holdings)
    first = ask(paper, claim, holdings)
    assert list(requests_about([claim.pk])) == [first, second]
    assert fact_of(first).outcome == "open"


def settled(claim: Claim, now: datetime) -> list[bool]:
    return [state.settled for state in accused_states([claim.pk], now=now).get(claim.pk, ())]


def test_the_accused_are_heard_after_the_deadline_or_an_answer(
    paper: Gazette, claim: Claim, request_: Request
) -> None:
    assert settled(claim, DEADLINE) == [False]
    assert settled(claim, DEADLINE + timedelta(seconds=1)) == [True]
    log_outcome(request=request_, outcome="answered", answer="No.", by=paper.reporter)
    assert settled(claim, SENT) == [True]


def test_a_request_that_was_withdrawn_hears_nobody(paper: Gazette, claim: Claim, request_: Request) -> None:
    log_outcome(request=request_, outcome="withdrawn", by=paper.reporter)
    assert settled(claim, LATER) == [False]


def test_asking_somebody_else_hears_nobody(paper: Gazette, claim: Claim) -> None:
    ask(paper, claim, paper.voice("Their lawyer", kind="person"))
    assert settled(claim, LATER) == [False]
    assert accused_states([paper.asserted("Accuses nobody.").pk], now=LATER) == {}


def test_two_different_editors_waive_it(paper: Gazette, claim: Claim, holdings: Actor) -> None:
    twin = paper.hire("eva2", EDITOR, email="EVA+2@paper.example")
    waiver = waive_request(
        claim=claim, accused=holdings, reason="It would endanger a source.", by=paper.editor
    )
    with pytest.raises(Refused, match="second editor"):
        waive_request(claim=claim, accused=holdings, reason="Again: danger.", by=twin)
    [state] = accused_states([claim.pk], now=LATER)[claim.pk]
    assert (state.heard, waived_claims([claim.pk])) == (False, set())
    waive_request(claim=claim, accused=holdings, reason="I agree.", by=paper.deputy)
    [state] = accused_states([claim.pk], now=LATER)[claim.pk]
    assert (state.heard, waived_claims([claim.pk])) == (True, {claim.pk})
    assert state.waiver_reason == "It would endanger a source.; I agree."
    assert str(waiver) == f"{paper.editor.human_id} waives {holdings.pk} for {claim.pk}"


def test_a_waiver_is_an_editors_and_has_a_reason(paper: Gazette, claim: Claim, holdings: Actor) -> None:
    with pytest.raises(NotYourRole):
        waive_request(claim=claim, accused=holdings, reason="Danger.", by=paper.ana)
    for reason in (" ", "x" * 501):
        with pytest.raises(BadValue, match="reason"):
            waive_request(claim=claim, accused=holdings, reason=reason, by=paper.editor)
    assert not Waiver.objects.exists()
