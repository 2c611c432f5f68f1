"""Readers' reports are taken, decided and forgotten by rules, whoever calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from gazette import Gazette

from twosource.ledger.clock import at
from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole
from twosource.reports.actions import (
    LONGEST,
    MOST_AN_HOUR,
    SENDERS_KEPT,
    Said,
    TooMany,
    decide_report,
    forget,
    report_error,
    take_report,
)
from twosource.reports.models import Report
from twosource.reports.reads import find_report, report_path, waiting
from twosource.stories.actions import correct_story, unpublish_story
from twosource.stories.models import StoryPage
from twosource.verification.refusals import BadValue, Refused

WRONG = Said("It has forty bearings, not forty-two.", words="forty-two  bearings")
OUTCOME = "Thank you: it has forty, and the story says so now."


@pytest.fixture
def report(story: StoryPage) -> Report:
    return report_error(story=story, said=WRONG)


def kinds(report: Report) -> list[str]:
    return list(
        Entry.objects.filter(subject=f"report:{report.pk}").order_by("pk").values_list("kind", flat=True)
    )


def test_a_report_keeps_what_was_said_and_of_which_story(report: Report, story: StoryPage) -> None:
    assert (report.words, report.wrong, report.state) == ("forty-two bearings", WRONG.wrong, "new")
    assert (report.headline, report.path) == ("The bridge", "/harbour/the-bridge/")
    assert str(report) == f"Report {report.pk}"
    assert waiting() == 1
    entry = Entry.objects.get(kind="ErrorReported")
    assert entry.payload == {"report_id": report.pk, "story_id": story.pk}
    assert entry.by is None


def test_no_fact_says_who_reported(report: Report, paper: Gazette) -> None:
    take_report(report=report, by=paper.reporter)
    decide_report(report=report, state="not_error", words=OUTCOME, by=paper.reporter)
    kept = str(list(Entry.objects.filter(subject=f"report:{report.pk}").values_list("payload", flat=True)))
    assert report.secret not in kept
    assert WRONG.wrong not in kept


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(""), "wrong"), (Said("Wrong."), "wrong"), (Said("x" * (LONGEST + 1)), "wrong"),
        (Said("a\x00" + "x" * 20), "wrong"), (Said("x" * 20, words="y" * 601), "words"),
    ],
)  # fmt: skip
def test_what_makes_no_report_is_refused_by_its_field(story: StoryPage, said: Said, field: str) -> None:
    with pytest.raises(BadValue, match=field):
        report_error(story=story, said=said)
    assert Report.objects.count() == 0


def test_only_what_readers_see_can_be_reported(paper: Gazette) -> None:
    with pytest.raises(Refused, match="published"):
        report_error(story=paper.story(), said=WRONG)


def test_the_same_report_twice_is_one(story: StoryPage) -> None:
    first = report_error(story=story, said=WRONG, sender="a")
    assert report_error(story=story, said=WRONG, sender="a").pk == first.pk
    assert report_error(story=story, said=WRONG, sender="b").pk != first.pk


def test_one_address_reports_five_times_an_hour(story: StoryPage) -> None:
    start = datetime(2026, 5, 3, 9, tzinfo=UTC)
    for number in range(MOST_AN_HOUR):
        with at(start + timedelta(minutes=number)):
            report_error(story=story, said=Said(f"Error number {number} of many."), sender="a")
    with at(start + timedelta(minutes=30)):
        with pytest.raises(TooMany, match="later"):
            report_error(story=story, said=WRONG, sender="a")
        report_error(story=story, said=WRONG, sender="b")
        report_error(story=story, said=WRONG)
    with at(start + timedelta(minutes=61)):
        assert report_error(story=story, said=WRONG, sender="a").pk


def test_a_sender_is_forgotten_after_a_day(story: StoryPage) -> None:
    start = datetime(2026, 5, 3, 9, tzinfo=UTC)
    with at(start):
        made = report_error(story=story, said=WRONG, sender="a")
    for moment, sender in (
        (start + SENDERS_KEPT - timedelta(minutes=1), "a"),
        (start + SENDERS_KEPT + timedelta(minutes=1), ""),
    ):
        with at(moment):
            forget()
        made.refresh_from_db()
        assert made.sender == sender


def test_a_report_is_looked_into_once(report: Report, paper: Gazette) -> None:
    taken = take_report(report=report, by=paper.reporter)
    assert (taken.state, taken.taken_by) == ("looking", paper.reporter)
    assert waiting() == 1
    with pytest.raises(Refused, match="already"):
        take_report(report=report, by=paper.ana)


def test_corrected_is_said_only_when_readers_can_see_it(
    report: Report, story: StoryPage, paper: Gazette
) -> None:
    with pytest.raises(Refused, match="Correct it first"):
        decide_report(report=report, state="corrected", words=OUTCOME, by=paper.reporter)
    correct_story(story=story, kind="correction", text="It has forty.", by=paper.editor)
    done = decide_report(report=report, state="corrected", words=OUTCOME, by=paper.reporter)
    assert (done.state, done.outcome, done.decided_by) == ("corrected", OUTCOME, paper.reporter)
    assert waiting() == 0
    assert kinds(report) == ["ErrorReported", "ReportDecided"]


def test_a_story_that_is_gone_is_corrected_by_that(report: Report, story: StoryPage, paper: Gazette) -> None:
    unpublish_story(story=story, by=paper.editor)
    assert (
        decide_report(report=report, state="corrected", words=OUTCOME, by=paper.reporter).state == "corrected"
    )


def test_a_report_outlives_its_story(report: Report, story: StoryPage, paper: Gazette) -> None:
    unpublish_story(story=story, by=paper.editor)
    story.delete()
    report.refresh_from_db()
    assert (report.story, report.headline) == (None, "The bridge")
    assert (
        decide_report(report=report, state="corrected", words=OUTCOME, by=paper.reporter).outcome == OUTCOME
    )


def test_a_duplicate_names_an_earlier_report(report: Report, story: StoryPage, paper: Gazette) -> None:
    again = report_error(story=story, said=Said("The bearings are wrong."))
    for wrong in (None, again):
        with pytest.raises(BadValue, match="duplicate_of"):
            decide_report(
                report=again, state="duplicate", words=OUTCOME, by=paper.reporter, duplicate_of=wrong
            )
    with pytest.raises(BadValue, match="duplicate_of"):
        decide_report(report=again, state="not_error", words=OUTCOME, by=paper.reporter, duplicate_of=report)
    with pytest.raises(BadValue, match="earlier"):
        decide_report(report=report, state="duplicate", words=OUTCOME, by=paper.reporter, duplicate_of=again)
    done = decide_report(
        report=again, state="duplicate", words=OUTCOME, by=paper.reporter, duplicate_of=report
    )
    assert done.duplicate_of == report


@pytest.mark.parametrize(
    ("state", "words", "field"),
    [("fine", OUTCOME, "state"), ("looking", OUTCOME, "state"), ("not_error", "No.", "words"),
     ("not_error", "x" * (LONGEST + 1), "words"), ("not_error", "a\x00" + "x" * 20, "outcome")],
)  # fmt: skip
def test_a_decision_without_sense_is_refused(
    report: Report, paper: Gazette, state: str, words: str, field: str
) -> None:
    with pytest.raises(BadValue, match=field):
        decide_report(report=report, state=state, words=words, by=paper.reporter)


def test_a_decision_can_be_mended_and_the_ledger_keeps_both(report: Report, paper: Gazette) -> None:
    decide_report(report=report, state="not_error", words=OUTCOME, by=paper.reporter)
    done = decide_report(report=report, state="not_error", words=OUTCOME + " Again.", by=paper.ana)
    assert done.outcome.endswith("Again.")
    assert kinds(report).count("ReportDecided") == 2


def test_strangers_decide_nothing(report: Report, paper: Gazette, django_user_model: Any) -> None:
    stranger = django_user_model.objects.create_user(username="s", email="s@elsewhere.example")
    with pytest.raises(NotYourRole):
        take_report(report=report, by=stranger)
    with pytest.raises(NotYourRole):
        decide_report(report=report, state="not_error", words=OUTCOME, by=stranger)


def test_a_report_is_found_by_its_secret_alone(report: Report, settings: Any) -> None:
    assert find_report(report.pk, report.secret) == report
    assert find_report(report.pk, "0" * 32) is None
    assert find_report(report.pk + 1, report.secret) is None
    assert report_path(7) == "/reports/new/7/"
    rooms = settings.TWOSOURCE.rooms.model_copy(update={"reports": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"rooms": rooms})
    assert report_path(7) == ""
