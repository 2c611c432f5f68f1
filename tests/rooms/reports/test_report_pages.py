"""A reader with any browser reports an error and sees what became of it; machines do not get in."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from twosource.reports.models import Report
from twosource.stories.actions import correct_story, unpublish_story

if TYPE_CHECKING:
    from gazette import Gazette

    from conftest import Reader
    from twosource.stories.models import StoryPage

SHARED = Path(os.environ.get("TWOSOURCE_SHARED") or Path(__file__).resolve().parents[4] / "shared")
HOSTILE = "</script><script>alert(1)</script><b>x</b> & 'two'"


def test_a_story_leads_to_the_form_and_the_form_to_a_number(reader: Reader, story: StoryPage) -> None:
    page = reader.client.get(story.url).content.decode()
    assert f'href="/reports/new/{story.pk}/"' in page
    answer = reader.send(story, words="forty-two bearings")
    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/reports/{report.pk}-{report.secret}/?new")
    told = reader.client.get(answer["Location"]).content.decode()
    for words in ("Thank you", f"Report {report.pk}", "forty-two bearings", "Keep this address"):
        assert words in told
    assert "Thank you" not in reader.client.get(report.url).content.decode()


def test_the_form_takes_the_chosen_words_along(reader: Reader, story: StoryPage) -> None:
    form = reader.form(story, words="  forty-two\n bearings " + "x" * 1000)
    assert "forty-two bearings x" in form
    assert "x" * 600 not in form


def test_no_cookie_is_set_and_nothing_is_kept_by_others(reader: Reader, story: StoryPage) -> None:
    form = reader.client.get(f"/reports/new/{story.pk}/")
    sent = reader.send(story)
    seen = reader.client.get(sent["Location"])
    for answer in (form, sent, seen):
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
    for answer in (form, seen):
        assert answer["X-Robots-Tag"] == "noindex"
        assert 'content="noindex"' in answer.content.decode()


def test_the_reader_sees_every_step(reader: Reader, story: StoryPage, paper: Gazette) -> None:
    from twosource.reports.actions import decide_report, take_report

    reader.send(story)
    report = Report.objects.get()
    take_report(report=report, by=paper.reporter)
    assert "We are looking into it" in reader.client.get(report.url).content.decode()
    correct_story(story=story, kind="correction", text="It has forty.", by=paper.editor)
    decide_report(report=report, state="corrected", words="It has forty; thank you.", by=paper.editor)
    page = reader.client.get(report.url).content.decode()
    assert "You were right" in page
    assert "It has forty; thank you." in page
    assert "Smith" not in page, "who decided is the desk"


@pytest.mark.parametrize(
    ("state", "words"), [("not_error", "We looked, and it stands"), ("duplicate", "It was reported before")]
)
def test_other_outcomes_have_words_of_their_own(
    reader: Reader, story: StoryPage, paper: Gazette, state: str, words: str
) -> None:
    from twosource.reports.actions import Said, decide_report, report_error

    first = report_error(story=story, said=Said("There are fewer of them."))
    reader.send(story)
    report = Report.objects.get(pk__gt=first.pk)
    earlier = first if state == "duplicate" else None
    decide_report(report=report, state=state, words="As it was told.", by=paper.editor, duplicate_of=earlier)
    assert words in reader.client.get(report.url).content.decode()


def test_nobody_finds_another_readers_report(reader: Reader, story: StoryPage) -> None:
    reader.send(story)
    report = Report.objects.get()
    for address in (
        f"/reports/{report.pk}-{'0' * 32}/",
        f"/reports/{report.pk}/",
        "/reports/",
        f"/reports/{report.pk}-x/",
    ):
        assert reader.client.get(address).status_code == 404


def test_what_people_typed_is_never_markup(reader: Reader, story: StoryPage) -> None:
    sent = reader.send(story, wrong=HOSTILE, words=HOSTILE)
    page = reader.client.get(sent["Location"]).content.decode()
    refused = reader.send(story, wrong=HOSTILE, words=HOSTILE, address=HOSTILE).content.decode()
    form = reader.form(story, words=HOSTILE)
    for given in (page, refused, form):
        assert "<script>alert" not in given
        assert "<b>x</b>" not in given
        assert "&lt;b&gt;x&lt;/b&gt;" in given


# what keeps machines out


def test_a_form_sent_from_another_site_is_refused(reader: Reader, story: StoryPage) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ):
        assert reader.send(story, headers=headers).status_code == 403
    assert Report.objects.count() == 0
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}):
        assert reader.send(story, headers=headers).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "http://buy.example"}, "must stay empty"),
        ({"age": timedelta(seconds=1)}, "faster than people write"),
        ({"age": timedelta(hours=25)}, "open for very long"),
        ({"ticket": "7:abc:def"}, "open for very long"),
        ({"ticket": ""}, "open for very long"),
    ],
)
def test_what_no_person_sends_is_sent_back_with_all_that_was_written(
    reader: Reader, story: StoryPage, fields: dict[str, Any], words: str
) -> None:
    answer = reader.send(story, **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "It has forty bearings" in page
    assert Report.objects.count() == 0


def test_a_ticket_is_good_for_its_own_story_alone(reader: Reader, story: StoryPage, paper: Gazette) -> None:
    other = paper.published("The crane", "It is old.")
    assert reader.send(story, ticket=reader.ticket(other)).status_code == 422


def test_a_reader_who_sends_too_many_is_told_to_come_back(reader: Reader, story: StoryPage) -> None:
    for number in range(5):
        assert reader.send(story, wrong=f"Error number {number} of many.").status_code == 302
    answer = reader.send(story, wrong="One more error, the sixth.")
    assert answer.status_code == 429
    assert "come back later" in answer.content.decode()
    assert "One more error" in answer.content.decode()


def test_an_address_is_not_kept_in_clear(reader: Reader, story: StoryPage) -> None:
    reader.send(story)
    row = str(Report.objects.values().get())
    assert "192.0.2" not in row


def test_what_is_missing_is_said_beside_its_field(reader: Reader, story: StoryPage) -> None:
    for fields, words in (
        ({"wrong": ""}, "This field is required"),
        ({"wrong": "Bad."}, "Say in a sentence"),
    ):
        answer = reader.send(story, **fields)
        assert answer.status_code == 422
        assert words in answer.content.decode()


# where there is no form


def test_only_what_readers_see_has_a_form(reader: Reader, story: StoryPage, paper: Gazette) -> None:
    assert reader.client.get(f"/reports/new/{paper.story('Draft').pk}/").status_code == 404
    unpublish_story(story=story, by=paper.editor)
    assert reader.client.get(f"/reports/new/{story.pk}/").status_code == 404
    assert reader.client.get("/reports/new/999999999/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_answered(reader: Reader, story: StoryPage, method: str) -> None:
    assert getattr(reader.client, method)(f"/reports/new/{story.pk}/").status_code == 405


def test_a_room_that_is_switched_off_is_linked_nowhere(
    client: Client, story: StoryPage, settings: Any
) -> None:
    rooms = settings.TWOSOURCE.rooms.model_copy(update={"reports": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"rooms": rooms})
    assert "/reports/" not in client.get(story.url).content.decode()


def test_naughty_strings_break_nothing(reader: Reader, story: StoryPage) -> None:
    data = SHARED / "judges" / "data" / "blns.json"
    if not data.exists():
        pytest.skip("the naughty strings are not on this machine (TWOSOURCE_SHARED names their folder)")
    ticket = reader.ticket(story)
    for text in json.loads(data.read_text(encoding="utf-8"))[::5]:
        assert reader.client.get(f"/reports/new/{story.pk}/", {"words": text}).status_code == 200
        fields = {"wrong": text, "words": text, "address": text, "ticket": text or ticket}
        assert reader.client.post(f"/reports/new/{story.pk}/", fields).status_code == 422
