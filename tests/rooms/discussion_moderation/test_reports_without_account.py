"""Anybody who reads a comment may report it; what holds one is the word of readers who have an account."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from moderated import Talk

from twosource.discussion import guards
from twosource.discussion.actions.reporting import forget_reporters, report_comment
from twosource.discussion.models import Comment, Report
from twosource.discussion.moderation.cards import cards
from twosource.discussion.moderation.figures import figures
from twosource.discussion.moderation.forms import NOBODY
from twosource.discussion.moderation.queue import Asked, queue_page
from twosource.discussion.moderation.refusals import Refused, TooMany

pytestmark = pytest.mark.django_db


def path_of(comment: Comment) -> str:
    return f"/discussion/c/{comment.pk}/report/"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that is sent was given out ten seconds before."""
    began = time.time() - 10
    real = guards.ticket

    def earlier(under: str, user_id: int) -> str:
        with monkeypatch.context() as then:
            then.setattr(guards.time, "time", lambda: began)
            return real(under, user_id)

    monkeypatch.setattr("twosource.discussion.moderation.forms.ticket", earlier)


def send(comment: Comment, network: str = "192.0.2.7", **fields: Any) -> HttpResponse:
    stranger = Client(REMOTE_ADDR=network)
    page = stranger.get(path_of(comment)).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket
    told = {"rule": "4", "words": "No source.", "address": "", "ticket": ticket[1], **fields}
    return stranger.post(path_of(comment), told)


@pytest.mark.usefixtures("later")
def test_a_stranger_reports_and_sees_the_outcome_at_an_address_of_their_own(talk: Talk) -> None:
    comment = talk.says("The mayor took money.")
    sent = send(comment)
    assert re.fullmatch(r"/discussion/report/[0-9a-f]{32}/\?new", sent["Location"])
    assert "sessionid" not in sent.cookies
    assert "csrftoken" not in sent.cookies
    assert "Thank you. Your report has arrived" in Client().get(sent["Location"]).content.decode()
    assert send(comment)["Location"] == sent["Location"], "sent twice it is the report there is"
    other = send(comment, words="He did not.")
    assert other["Location"] != sent["Location"], (
        "a neighbour's words are not shown to who shares the network"
    )
    [card] = cards(queue_page(Asked()).rows, by=talk.mo)
    assert [(one.words, one.by_reader) for one in card.reports] == [
        ("No source.", False),
        ("He did not.", False),
    ]
    talk.removes(comment, 3)
    told = Client().get(sent["Location"]).content.decode()
    assert "You were right" in told
    assert "Removed by rule 3" in told


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "12 Quay Street"}, "must stay empty"),
        ({"ticket": "report:1:0:abc:def"}, "given to somebody else"),
        ({"ticket": ""}, "given to somebody else"),
        ({"rule": "99"}, "Which rule does it break?"),
    ],
)
def test_what_machines_do_comes_back_with_what_was_written(
    talk: Talk, fields: dict[str, str], words: str
) -> None:
    answer = send(talk.says("The mayor took money."), **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "No source." in page
    assert not Report.objects.exists()


def test_a_form_is_not_sent_faster_than_people_read_nor_for_another_comment(talk: Talk) -> None:
    comment, other = talk.says("The mayor took money."), talk.says("And the deputy.")
    assert "faster than people" in send(comment).content.decode()
    foreign = send(comment, ticket=guards.ticket(f"report:{other.pk}", NOBODY))
    assert "another page" in foreign.content.decode()
    answer = Client().post(path_of(comment), {"rule": "4"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403


@pytest.mark.usefixtures("later")
def test_one_network_reports_five_times_an_hour(talk: Talk) -> None:
    for number in range(5):
        assert send(talk.says(f"Words {number}")).status_code == 302
    sixth = send(talk.says("Words"))
    assert sixth.status_code == 429
    assert "Sign in, or come back later" in sixth.content.decode()
    assert send(talk.says("Words"), network="198.51.100.1").status_code == 302
    Report.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert send(talk.says("Words")).status_code == 302


def test_however_many_networks_hold_nothing_and_readers_do(talk: Talk) -> None:
    comment = talk.says("You are all fools.")
    for number in range(20):
        report_comment(comment=comment.pk, rule=2, sender=f"{number}")
    with pytest.raises(Refused, match="already"):
        report_comment(comment=comment.pk, rule=2, sender="another")
    for name in ("Bo", "Cy"):
        report_comment(comment=comment.pk, rule=2, by=talk.reader(name, email=f"{name}@mail.example"))
    comment.refresh_from_db()
    assert (comment.state, talk.shown()) == (Comment.State.SHOWN, 1)
    assert len(queue_page(Asked()).rows) == 1, "it waits for a moderator, once"
    report_comment(comment=comment.pk, rule=2, by=talk.reader("Dee"))
    comment.refresh_from_db()
    assert comment.state == Comment.State.HELD


def test_without_a_network_there_is_measure_too(talk: Talk) -> None:
    for number in range(5):
        report_comment(comment=talk.says(f"Words {number}").pk, rule=2)
    with pytest.raises(TooMany):
        report_comment(comment=talk.says("Words").pk, rule=2)


def test_the_network_is_forgotten_after_a_day_and_the_report_is_counted(talk: Talk) -> None:
    made = report_comment(comment=talk.says("You are all fools.").pk, rule=2, sender="d" * 64)
    with_account = report_comment(comment=made.comment_id, rule=2, by=talk.reader("Cy"), sender="d" * 64)
    assert with_account.sender == ""
    assert forget_reporters() == 0
    Report.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    assert forget_reporters() == 1
    made.refresh_from_db()
    assert made.sender == ""
    assert sum(month.reports for month in figures().months) == 2
