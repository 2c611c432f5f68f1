"""Requests and reminders by e-mail: what leaves, what is kept of it, and what happens when nothing leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from gazette import Gazette

from twosource.ledger.models import Entry
from twosource.outside.mail import NullMail
from twosource.people.refusals import NotYourRole
from twosource.people.roles import MODERATOR
from twosource.replies.actions import (
    LetterRefused,
    log_outcome,
    remind,
    remind_due,
    request_comment,
    send_request,
)
from twosource.replies.actions.letters import due_for_reminder
from twosource.replies.models import Letter, Request
from twosource.replies.reads import lost_letters
from twosource.replies.wording import Ask, deadline_in_full
from twosource.verification.models import Actor, Claim
from twosource.verification.refusals import BadValue, Refused

HOUR = timedelta(hours=1)


@pytest.fixture
def holdings(paper: Gazette) -> Actor:
    return paper.voice("شركة الرصيف")


@pytest.fixture
def claim(paper: Gazette, holdings: Actor) -> Claim:
    return paper.asserted("Holdings hid it.", accused=[holdings])


def ask(**changed: Any) -> Ask:
    told = {
        "to": "press@holdings.example", "subject": "Questions about the quay", "question": "Is it so?\nSince when?",
        "alleged": "Holdings hid it.", "deadline": timezone.now() + 30 * HOUR, "how": "call 555 0100",
        "key": "key-1",
    }  # fmt: skip
    return Ask(**(told | changed))


@pytest.fixture
def sent(paper: Gazette, claim: Claim, holdings: Actor, post: NullMail) -> Request:
    return send_request(claim=claim, asked=holdings, ask=ask(), by=paper.reporter)


def test_a_request_says_what_is_alleged_what_is_asked_until_when_and_who_asks(
    paper: Gazette, sent: Request, post: NullMail
) -> None:
    [letter] = post.sent
    assert (letter.to, letter.subject, letter.reply_to) == (
        "press@holdings.example", "Questions about the quay", paper.reporter.email,
    )  # fmt: skip
    for words in (
        "To شركة الرصيف", "    Holdings hid it.", "    Is it so?\n    Since when?", deadline_in_full(sent.deadline),
        "Reply to this e-mail, or: call 555 0100", "Rita Smith\n",
    ):  # fmt: skip
        assert words in letter.body


def test_what_was_sent_is_kept_with_the_request(paper: Gazette, sent: Request, post: NullMail) -> None:
    [row], [letter] = sent.letters.all(), post.sent
    assert (row.to, row.subject, row.body, row.message_id) == (
        letter.to, letter.subject, letter.body, letter.message_id,
    )  # fmt: skip
    assert row.message_id == "<key-1@127.0.0.1>"
    assert (row.sent_at, row.by, row.failed_at) == (sent.sent_at, paper.reporter, None)
    assert (sent.channels, sent.question, sent.outcome) == (["email"], "Is it so?\nSince when?", "")
    assert Entry.objects.get(kind="CommentRequested").payload["request_id"] == sent.pk
    assert str(row) == "request to press@holdings.example"


def test_the_deadline_is_told_in_the_papers_zone_by_its_name(settings: Any) -> None:
    moment = datetime(2026, 11, 27, 16, tzinfo=ZoneInfo("UTC"))
    with timezone.override(ZoneInfo("Europe/Amsterdam")):
        assert deadline_in_full(moment) == "Friday 27 November 2026, 17:00 CET (Europe/Amsterdam)"
    with timezone.override(ZoneInfo("GMT")):
        assert deadline_in_full(moment) == "Friday 27 November 2026, 16:00 GMT"


def test_a_letter_that_does_not_leave_is_not_on_record_as_sent(
    paper: Gazette, claim: Claim, holdings: Actor, post: NullMail
) -> None:
    post.trouble = "post.example refuses the address"
    with pytest.raises(LetterRefused, match=r"not sent, and nothing is on record as sent: post\.example"):
        send_request(claim=claim, asked=holdings, ask=ask(), by=paper.reporter)
    assert not Request.objects.exists()
    assert not Entry.objects.filter(kind="CommentRequested").exists()
    row = Letter.objects.get()
    assert (row.sent_at, row.request, row.trouble) == (None, None, post.trouble)
    assert row.failed_at
    post.trouble = ""
    send_request(claim=claim, asked=holdings, ask=ask(key="key-2"), by=paper.reporter)
    assert len(post.sent) == Request.objects.count() == 1


def test_a_letter_is_sent_once_however_often_the_button_is_pressed(
    paper: Gazette, claim: Claim, holdings: Actor, sent: Request, post: NullMail
) -> None:
    with pytest.raises(LetterRefused, match="sent already"):
        send_request(claim=claim, asked=holdings, ask=ask(), by=paper.reporter)
    assert len(post.sent) == Request.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to": "a@b.example, c@d.example"}, "to: one e-mail address"),
        ({"to": "a@b.example; c@d.example"}, "to: one e-mail address"),
        ({"to": "Press <press@b.example>"}, "to: one e-mail address"),
        ({"to": "press@b.example\nBcc: victim@c.example"}, "to: one line"),
        ({"to": " "}, "to: one e-mail address"),
        ({"subject": "Hello\r\nBcc: victim@c.example"}, "subject: one line"),
        ({"subject": "Hello\u2028Bcc"}, "subject: one line"),
        ({"subject": " "}, "subject: write it down"),
        ({"subject": "x" * 201}, "subject: at most 200"),
        ({"question": "\n"}, "question: write it down"),
        ({"alleged": ""}, "alleged: write it down"),
        ({"question": "a\x00b"}, "NUL"),
        ({"deadline": timezone.now() - HOUR}, "deadline: it has passed"),
    ],
)
def test_a_letter_to_nobody_or_to_many_or_too_late_is_refused(
    paper: Gazette, claim: Claim, holdings: Actor, post: NullMail, changed: dict, why: str
) -> None:
    with pytest.raises(BadValue, match=why):
        send_request(claim=claim, asked=holdings, ask=ask(**changed), by=paper.reporter)
    assert post.sent == []
    assert not Letter.objects.exists()


def test_a_long_question_is_sent_whole(paper: Gazette, claim: Claim, holdings: Actor, post: NullMail) -> None:
    question = "Ist es so? " * 450
    send_request(claim=claim, asked=holdings, ask=ask(question=question), by=paper.reporter)
    assert question.strip() in post.sent[0].body


def test_strangers_send_nothing(
    paper: Gazette, claim: Claim, holdings: Actor, sent: Request, post: NullMail
) -> None:
    stranger = paper.hire("mo", MODERATOR)
    with pytest.raises(NotYourRole):
        send_request(claim=claim, asked=holdings, ask=ask(key="2"), by=stranger)
    with pytest.raises(NotYourRole):
        remind(request=sent, by=stranger)
    assert len(post.sent) == 1


def test_a_person_reminds_by_hand_as_often_as_they_mean_to(
    paper: Gazette, sent: Request, post: NullMail
) -> None:
    reminder = remind(request=sent, by=paper.ana, key="r1")
    remind(request=sent, by=paper.ana, key="r2")
    letter = post.sent[1]
    assert (letter.to, letter.subject) == ("press@holdings.example", "Reminder: Questions about the quay")
    assert (letter.reply_to, letter.answers) == (paper.ana.email, "<key-1@127.0.0.1>")
    assert "    Is it so?\n    Since when?" in letter.body
    assert deadline_in_full(sent.deadline) in letter.body
    assert (reminder.kind, reminder.request, reminder.by) == ("reminder", sent, paper.ana)
    fact = Entry.objects.filter(kind="ReminderSent").first()
    assert (fact.by, fact.subject) == (paper.ana, f"claim:{sent.claim_id}")
    with pytest.raises(LetterRefused, match="sent already"):
        remind(request=sent, by=paper.ana, key="r2")


def test_nobody_is_reminded_of_what_is_over_or_was_not_sent_from_here(
    paper: Gazette, claim: Claim, holdings: Actor, sent: Request
) -> None:
    phoned = request_comment(
        claim=claim, asked=holdings, question="?", channels=["phone"],
        times=(timezone.now(), timezone.now() + HOUR), by=paper.reporter,
    )  # fmt: skip
    with pytest.raises(Refused, match="not sent by e-mail"):
        remind(request=phoned, by=paper.reporter)
    log_outcome(request=sent, outcome="declined", by=paper.reporter)
    with pytest.raises(Refused, match="has its outcome"):
        remind(request=sent, by=paper.reporter)
    with pytest.raises(Refused, match="deadline has passed"):
        remind(request=paper.ask(claim, holdings), by=paper.reporter)


def due_in(request: Request, hours: float, *, asked_before: float = 48) -> None:
    """Move a request so that its deadline is so many hours from now."""
    now = timezone.now()
    Request.objects.filter(pk=request.pk).update(
        sent_at=now - asked_before * HOUR, deadline=now + hours * HOUR
    )
    request.refresh_from_db()


def test_the_newsroom_reminds_once_when_the_hour_has_come(sent: Request, post: NullMail) -> None:
    due_in(sent, 12.1)
    assert remind_due() == ([], [])
    due_in(sent, 11.9)
    [reminder], troubles = remind_due()
    assert (reminder.by, reminder.request, troubles) == (None, sent, [])
    assert (post.sent[1].reply_to, "Rita Smith" in post.sent[1].body) == (sent.asked_by.email, True)
    assert remind_due() == ([], [])
    with pytest.raises(Refused, match="sent already"):
        remind(request=sent, by=None)
    assert len(post.sent) == 2


def test_who_was_reminded_by_hand_is_not_reminded_again(
    paper: Gazette, sent: Request, post: NullMail
) -> None:
    due_in(sent, 5)
    remind(request=sent, by=paper.reporter)
    assert remind_due() == ([], [])


def test_who_was_asked_late_or_has_answered_or_is_overdue_is_not_reminded(
    paper: Gazette, sent: Request, post: NullMail
) -> None:
    due_in(sent, 5, asked_before=6)
    assert remind_due() == ([], [])
    due_in(sent, -1)
    assert remind_due() == ([], [])
    due_in(sent, 5)
    assert due_for_reminder(timezone.now()) == [sent]
    log_outcome(request=sent, outcome="declined", by=paper.reporter)
    assert remind_due() == ([], [])


def test_a_paper_that_wants_no_reminders_sends_none(sent: Request, post: NullMail, settings: Any) -> None:
    due_in(sent, 5)
    policy = settings.TWOSOURCE.policy.model_copy(update={"reminder_hours": 0})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})
    assert remind_due() == ([], [])


def test_a_reminder_that_failed_is_tried_again_twice_and_holds_up_no_other(
    paper: Gazette, claim: Claim, holdings: Actor, sent: Request, post: NullMail
) -> None:
    other = send_request(claim=claim, asked=holdings, ask=ask(key="other"), by=paper.reporter)
    due_in(sent, 5)
    due_in(other, 6)
    post.trouble = "no post today"
    done, troubles = remind_due()
    assert (done, len(troubles)) == ([], 2)
    assert "no post today" in troubles[0]
    assert remind_due() == ([], [])
    for _again in range(3):
        Letter.objects.filter(kind="reminder").update(written_at=timezone.now() - HOUR)
        remind_due()
    assert Letter.objects.filter(kind="reminder", request=sent).count() == 3
    assert Entry.objects.filter(kind="ReminderSent").count() == 0


def test_a_letter_on_its_way_when_the_newsroom_stopped_is_shown_and_not_sent_again(
    sent: Request, post: NullMail
) -> None:
    due_in(sent, 5)
    first = sent.letters.get()
    lost = replace_letter(first, request=sent, kind="reminder", message_id="<lost@x>")
    assert remind_due() == ([], [])
    assert list(lost_letters()) == []
    Letter.objects.filter(pk=lost.pk).update(written_at=timezone.now() - HOUR)
    assert list(lost_letters()) == [lost]


def replace_letter(letter: Letter, **changed: Any) -> Letter:
    """Another letter like it that is on its way."""
    fields = {f.name: getattr(letter, f.name) for f in Letter._meta.concrete_fields if f.name != "id"}
    return Letter.objects.create(**(fields | {"sent_at": None, "written_at": timezone.now()} | changed))


def test_the_background_looks_once_a_minute_and_logs_what_it_sent(
    sent: Request, post: NullMail, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from twosource.cli import processes

    moment = [1_000.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: moment[0])
    remind_them = processes._NowAndThen(processes._send_reminders, processes._REMINDER_PAUSE_SECONDS)
    caplog.set_level("INFO", logger="twosource.serve")
    remind_them()
    due_in(sent, 5)
    moment[0] += 59
    remind_them()
    assert len(post.sent) == 1
    moment[0] += 2
    remind_them()
    assert len(post.sent) == 2
    assert f"a reminder was sent of request {sent.pk}" in caplog.text
    Letter.objects.filter(kind="reminder").update(
        sent_at=None, failed_at=timezone.now() - HOUR, written_at=timezone.now() - HOUR
    )
    post.trouble = "no post today"
    moment[0] += 61
    remind_them()
    assert "a reminder was not sent" in caplog.text
