"""The desk's queue of what readers reported: taken, judged, answered in words the reader sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from gazette import Gazette

from twosource.reports.actions import Said, report_error
from twosource.reports.models import Report
from twosource.stories.actions import correct_story
from twosource.stories.models import StoryPage


@pytest.fixture
def story(paper: Gazette) -> StoryPage:
    return paper.published("The bridge", "It has forty-two bearings, engineers say.")


@pytest.fixture
def report(story: StoryPage) -> Report:
    said = Said("It has forty bearings.", words="forty-two bearings")
    return report_error(story=story, said=said)


def test_the_queue_holds_what_waits_the_oldest_first(
    paper: Gazette, seat: Callable, report: Report, story: StoryPage
) -> None:
    later = report_error(story=story, said=Said("And the name is wrong."))
    page = seat(paper.reporter).see("/desk/reports/")
    assert page.index(f"/desk/reports/{report.pk}/") < page.index(f"/desk/reports/{later.pk}/")
    assert "forty-two bearings" in page
    assert '2<span class="unseen"> waiting</span>' in page, "the desk's own line says how many"


def test_a_report_is_taken_and_decided(
    paper: Gazette, seat: Callable, report: Report, story: StoryPage
) -> None:
    rita = seat(paper.reporter)
    page = rita.see(f"/desk/reports/{report.pk}/")
    assert "They stand in this paragraph" in page
    assert f"/desk/stories/{story.pk}/#correct" in page
    rita.do(f"/desk/reports/{report.pk}/take/")
    answer = {"state": "corrected", "words": "It has forty. Thank you."}
    assert "Correct it first" in rita.be_refused(f"/desk/reports/{report.pk}/decide/", **answer)
    correct_story(story=story, kind="correction", text="It has forty.", by=paper.editor)
    done = rita.do(f"/desk/reports/{report.pk}/decide/", **answer)
    assert "changed since" in done
    assert "Decided by Rita Smith" in done
    for words in ("Reported by a reader", "Looked into", "Decided: corrected"):
        assert words in done, "the ledger tells the whole way"
    assert report.pk not in [one.pk for one in Report.objects.filter(state__in=("new", "looking"))]
    assert f"/desk/reports/{report.pk}/" in rita.see("/desk/reports/?state=corrected")
    assert f"/desk/reports/{report.pk}/" not in rita.see("/desk/reports/")


def test_a_duplicate_is_named_by_its_number(
    paper: Gazette, seat: Callable, report: Report, story: StoryPage
) -> None:
    again = report_error(story=story, said=Said("Forty bearings, not more."))
    rita = seat(paper.reporter)
    path, words = f"/desk/reports/{again.pk}/decide/", "Somebody told us before you."
    assert "no report of this number" in rita.be_refused(
        path, state="duplicate", words=words, duplicate_of="999"
    )
    assert "name the earlier report" in rita.be_refused(path, state="duplicate", words=words).lower()
    rita.do(path, state="duplicate", words=words, duplicate_of=str(report.pk))
    again.refresh_from_db()
    assert again.duplicate_of == report
    assert words in rita.see(f"/desk/reports/{again.pk}/"), "it can be decided anew from where it stands"


def test_words_that_stand_there_no_more_are_said_to(paper: Gazette, seat: Callable, story: StoryPage) -> None:
    gone = report_error(story=story, said=Said("This is not so.", words="forty-three bearings"))
    bare = report_error(story=story, said=Said("All of it is wrong."))
    rita = seat(paper.reporter)
    assert "do not stand in the story" in rita.see(f"/desk/reports/{gone.pk}/")
    assert "named no words" in rita.see(f"/desk/reports/{bare.pk}/")


def test_what_a_reader_wrote_is_never_markup(paper: Gazette, seat: Callable, story: StoryPage) -> None:
    hostile = report_error(story=story, said=Said("<script>alert(1)</script> is wrong"))
    for path in ("/desk/reports/", f"/desk/reports/{hostile.pk}/"):
        page = seat(paper.reporter).see(path)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_strangers_see_no_queue(client: Client, report: Report, paper: Gazette, seat: Callable) -> None:
    for path in ("/desk/reports/", f"/desk/reports/{report.pk}/", f"/desk/reports/{report.pk}/take/"):
        assert client.get(path).status_code == 302
    rita = seat(paper.reporter)
    rita.see("/desk/reports/999999/", 404)
    assert rita.send(f"/desk/reports/{report.pk}/burn/").status_code == 404
    assert rita.client.get(f"/desk/reports/{report.pk}/take/").status_code == 302


def test_a_room_that_is_switched_off_has_no_queue(
    paper: Gazette, seat: Callable, report: Report, settings: Any
) -> None:
    rooms = settings.TWOSOURCE.rooms.model_copy(update={"reports": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"rooms": rooms})
    rita = seat(paper.reporter)
    rita.see("/desk/reports/", 404)
    rita.see(f"/desk/reports/{report.pk}/", 404)
    assert "/desk/reports/" not in rita.see("/desk/")
