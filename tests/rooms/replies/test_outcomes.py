"""What became of a request: every outcome a row, a late reply told as one, a mistake taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from gazette import Gazette

from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole
from twosource.people.roles import MODERATOR
from twosource.replies.actions import log_outcome, strike_outcome
from twosource.replies.actions.outcomes import OvertakenByAnother
from twosource.replies.models import Ending, Request
from twosource.replies.reads import ending_then, listed, sentence_of, siblings, so_far, whole_sentence_of
from twosource.verification.models import Actor, Claim
from twosource.verification.refusals import BadValue, Refused


@pytest.fixture
def holdings(paper: Gazette) -> Actor:
    return paper.voice("Quay Holdings")


@pytest.fixture
def claim(paper: Gazette, holdings: Actor) -> Claim:
    return paper.asserted("Holdings hid it.", accused=[holdings])


@pytest.fixture
def late(paper: Gazette, claim: Claim, holdings: Actor) -> Request:
    """Asked two days ago; the deadline was an hour ago."""
    return paper.ask(claim, holdings)


def facts() -> list[dict]:
    return [entry.payload for entry in Entry.objects.filter(kind="OutcomeLogged").order_by("id")]


def test_an_answer_after_silence_is_a_late_reply_and_both_stay_on_record(
    paper: Gazette, late: Request
) -> None:
    log_outcome(request=late, outcome="no_reply", by=paper.reporter)
    log_outcome(request=late, outcome="answered", answer=" It is not so. ", by=paper.ana)
    late.refresh_from_db()
    assert (late.outcome, late.answer, late.logged_by) == ("answered", "It is not so.", paper.ana)
    assert [(row.outcome, row.logged_by) for row in late.endings.all()] == [
        ("no_reply", paper.reporter),
        ("answered", paper.ana),
    ]
    assert [(f["before"], f["outcome"], f["late"], f["mistake"]) for f in facts()] == [
        ("open", "no_reply", False, False),
        ("no_reply", "answered", True, False),
    ]
    assert "after the deadline" in sentence_of(late)
    assert str(late.endings.last()) == f"{late.pk}: answered"


def test_who_declined_and_then_answers_in_time_is_late_for_the_story_that_said_so(
    paper: Gazette, claim: Claim, holdings: Actor
) -> None:
    waiting = paper.ask(claim, holdings, hours=5)
    log_outcome(request=waiting, outcome="declined", by=paper.reporter)
    log_outcome(request=waiting, outcome="answered", answer="No.", by=paper.reporter)
    assert [f["late"] for f in facts()] == [False, True]
    assert "after the deadline" not in sentence_of(waiting)
    log_outcome(request=waiting, outcome="answered", answer="And more.", by=paper.reporter)
    assert [f["late"] for f in facts()] == [False, True, False]
    assert waiting.answer == "And more."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("declined", "declined"),
        ("answered", "declined"),
        ("no_reply", "unreachable"),
        ("declined", "withdrawn"),
    ],
)
def test_only_a_reply_can_come_after_an_outcome(
    paper: Gazette, late: Request, before: str, after: str
) -> None:
    log_outcome(request=late, outcome=before, answer="No.", by=paper.reporter)
    with pytest.raises(Refused, match=r"(on|On) record"):
        log_outcome(request=late, outcome=after, by=paper.reporter)
    assert Ending.objects.count() == len(facts()) == 1


def test_a_request_taken_back_is_settled_by_the_answer_that_comes_all_the_same(
    paper: Gazette, late: Request
) -> None:
    log_outcome(request=late, outcome="withdrawn", by=paper.reporter)
    log_outcome(request=late, outcome="declined", by=paper.reporter)
    assert late.outcome == "declined"


def test_of_two_people_who_log_at_once_the_second_is_told_what_the_first_logged(
    paper: Gazette, late: Request
) -> None:
    mine, theirs = Request.objects.get(), Request.objects.get()
    log_outcome(request=mine, outcome="answered", answer="No.", by=paper.reporter, seen=0)
    with pytest.raises(OvertakenByAnother, match="Rita Smith logged something since you looked: answered"):
        log_outcome(request=theirs, outcome="answered", answer="No.", by=paper.ana, seen=0)
    with pytest.raises(OvertakenByAnother):
        strike_outcome(request=theirs, reason="Not so.", by=paper.ana, seen=0)
    assert Ending.objects.count() == 1
    log_outcome(request=theirs, outcome="answered", answer="No, again.", by=paper.ana, seen=1)
    assert Ending.objects.count() == 2


def test_what_was_logged_by_mistake_is_struck_and_what_was_before_is_so_again(
    paper: Gazette, late: Request
) -> None:
    log_outcome(request=late, outcome="no_reply", by=paper.reporter)
    log_outcome(request=late, outcome="answered", answer="Another’s words.", by=paper.reporter)
    strike_outcome(request=late, reason=" That was another company. ", by=paper.ana)
    late.refresh_from_db()
    assert (late.outcome, late.answer, late.logged_by) == ("no_reply", "", paper.reporter)
    struck = Ending.objects.get(outcome="answered")
    assert (struck.mistaken_by, struck.mistaken_reason) == (paper.ana, "That was another company.")
    strike_outcome(request=late, reason="Too early.", by=paper.ana)
    assert (late.outcome, late.outcome_at, late.logged_by) == ("", None, None)
    assert facts()[-1] == {
        "request_id": late.pk, "claim_id": late.claim_id, "outcome": "open", "before": "no_reply",
        "late": False, "mistake": True,
    }  # fmt: skip
    with pytest.raises(Refused, match="no outcome yet"):
        strike_outcome(request=late, reason="Again.", by=paper.ana)


def test_a_mistake_is_struck_by_the_newsroom_and_with_a_reason(paper: Gazette, late: Request) -> None:
    log_outcome(request=late, outcome="declined", by=paper.reporter)
    for reason in ("  ", "x" * 501):
        with pytest.raises(BadValue, match="reason"):
            strike_outcome(request=late, reason=reason, by=paper.reporter)
    with pytest.raises(NotYourRole):
        strike_outcome(request=late, reason="Mine.", by=paper.hire("mo", MODERATOR))
    assert Request.objects.get().outcome == "declined"


def test_a_request_can_be_told_as_it_was_on_record_at_any_moment(paper: Gazette, late: Request) -> None:
    before = timezone.now()
    log_outcome(request=late, outcome="no_reply", by=paper.reporter)
    silent = timezone.now()
    log_outcome(request=late, outcome="answered", answer="No.", by=paper.reporter)
    answered = timezone.now()
    strike_outcome(request=late, reason="Not theirs.", by=paper.reporter)
    then = [ending_then(late, moment) for moment in (before, silent, answered, timezone.now())]
    assert [row and row.outcome for row in then] == [None, "no_reply", "answered", "no_reply"]


def test_the_story_so_far_is_of_one_addressee_and_one_claim(
    paper: Gazette, claim: Claim, holdings: Actor
) -> None:
    first, second = paper.ask(claim, holdings), paper.ask(claim, holdings)
    for request in (first, second):
        log_outcome(request=request, outcome="declined", by=paper.reporter)
    other = paper.ask(claim, paper.voice("Their lawyer"))
    assert siblings(first) == [first, second]
    day = f"{timezone.localtime():%-d %B}"
    assert so_far(siblings(first)) == f"Quay Holdings declined to comment more than once on {day}."
    assert whole_sentence_of(other).startswith("Their lawyer did not respond")
    assert so_far([]) == ""


def test_the_ledger_puts_those_first_that_wait_by_their_deadline(
    paper: Gazette, claim: Claim, holdings: Actor
) -> None:
    soon, overdue, answered, silent, declined = (
        paper.ask(claim, holdings, hours=hours) for hours in (3, -2, -1, -1, 2)
    )
    ago = timezone.now() - timedelta(minutes=30)
    log_outcome(request=answered, outcome="answered", answer="No.", at=ago, by=paper.reporter)
    log_outcome(request=silent, outcome="no_reply", by=paper.reporter)
    log_outcome(request=declined, outcome="declined", at=ago - timedelta(hours=1), by=paper.reporter)
    assert list(listed()) == [overdue, soon, silent, answered, declined]
    found = {
        which: list(listed(which)) for which in ("open", "overdue", "answered", "declined", "silent", "late")
    }
    assert found == {
        "open": [overdue, soon], "overdue": [overdue], "answered": [answered], "declined": [declined],
        "silent": [silent], "late": [answered],
    }  # fmt: skip
    assert list(listed("withdrawn")) == []
    assert list(listed(words="holdings hid")) == list(listed())
    assert list(listed(words="nobody")) == []


def test_a_sealed_source_is_never_asked_on_record(paper: Gazette, claim: Claim) -> None:
    with pytest.raises(Refused, match="never asked on record"):
        paper.ask(claim, paper.sealed("Xanthippe Quicklime", codename="Heron"))
    assert not Request.objects.exists()


def test_what_was_logged_before_outcomes_were_rows_became_rows(paper: Gazette, late: Request) -> None:
    from importlib import import_module

    from django.apps import apps

    when = datetime(2026, 5, 4, tzinfo=UTC)
    Request.objects.filter(pk=late.pk).update(outcome="declined", outcome_at=when, answer="No comment.")
    import_module("twosource.replies.migrations.0003_requests").keep_outcomes_as_endings(apps, None)
    row = Ending.objects.get()
    assert (row.request, row.outcome, row.answer, row.at) == (late, "declined", "No comment.", when)
    assert row.logged_by == late.asked_by
