"""Requests for comment: when one is enough, and the words it gives a story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from twosource.kernel.replies import (
    Request,
    full_sentence,
    late_reply,
    overdue,
    refuse_outcome,
    sentence,
    settled,
    story_so_far,
)
from twosource.kernel.vocabulary import OUTCOMES

SENT = datetime(2026, 5, 3, 9, tzinfo=UTC)
DUE = datetime(2026, 5, 5, 9, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(hours=1), DUE + timedelta(hours=1)


def asked(outcome: str = "open", *, channels: tuple[str, ...] = ("email",), **more: object) -> Request:
    details = {"sent_at": SENT, "deadline": DUE} | more
    return Request("Port authority", "Were they opened?", channels, outcome=outcome, **details)  # type: ignore[arg-type]


def said(request: Request, now: datetime = AFTER) -> str:
    return str(sentence(request, now, UTC))


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (asked("declined"), "declined to comment"),
        (asked("open"), "did not respond to a request sent 3 May 09:00 UTC by 5 May 09:00 UTC"),
        (asked("no_reply"), "did not respond to a request sent 3 May 09:00 UTC by 5 May 09:00 UTC"),
        (asked("answered"), "responded"),
        (asked("answered", outcome_at=BEFORE), "responded on 5 May 08:00 UTC"),
        (
            asked("answered", outcome_at=AFTER),
            "responded on 5 May 10:00 UTC, after the deadline of 5 May 09:00 UTC",
        ),
        (asked("answered", outcome_at=AFTER, deadline=None), "responded on 5 May 10:00 UTC"),
        (asked("withdrawn"), "was sent a request on 3 May 09:00 UTC, which was later withdrawn"),
        (asked("unreachable", channels=("email", "phone")), "could not be reached by e-mail and phone"),
        (
            asked("unreachable", channels=("fax", "phone", "letter")),
            "could not be reached by fax, phone and letter",
        ),
        (asked("unreachable", channels=()), "could not be reached by any channel"),
        (asked("open", deadline=None), "has not yet responded to a request sent 3 May 09:00 UTC"),
    ],
)
def test_the_words_come_from_the_row(request_: Request, words: str) -> None:
    assert said(request_) == words


def test_before_the_deadline_nobody_has_failed_to_respond() -> None:
    for outcome in ("open", "no_reply"):
        assert said(asked(outcome), BEFORE) == (
            "has been sent a request on 3 May 09:00 UTC and asked to respond by 5 May 09:00 UTC"
        )


def test_times_are_shown_in_the_papers_zone_by_its_name_with_the_year_when_it_is_another() -> None:
    east = timezone(timedelta(hours=16))
    later = AFTER.replace(year=2027)
    words = str(sentence(asked(), later, east, "Harbour time"))
    assert words.endswith("sent 4 May 2026 01:00 Harbour time by 6 May 2026 01:00 Harbour time")
    assert "UTC+16:00" in str(sentence(asked(), AFTER, east))


def test_every_month_has_its_name() -> None:
    months = [
        said(asked(sent_at=SENT.replace(month=month), deadline=None)).split()[-3] for month in range(1, 13)
    ]
    assert (months[0], months[11], len(set(months))) == ("January", "December", 12)


def test_a_whole_sentence_names_the_one_asked() -> None:
    assert str(full_sentence(asked("declined"), AFTER, UTC)) == "Port authority declined to comment."


def refused(day: datetime) -> Request:
    return asked("declined", sent_at=day - timedelta(days=1), deadline=None, outcome_at=day)


def test_several_requests_are_told_in_the_order_they_were_sent() -> None:
    second = asked("declined", sent_at=SENT + timedelta(days=3), deadline=None)
    told = str(story_so_far([second, asked()], AFTER, UTC))
    assert told.startswith("Port authority did not respond to a request sent 3 May")
    assert told.endswith(" by 5 May 09:00 UTC, and declined to comment.")
    assert str(story_so_far([], AFTER, UTC)) == ""


def test_who_refuses_again_and_again_is_told_so_once_with_the_days() -> None:
    may, june, july = (datetime(2026, month, day, 12, tzinfo=UTC) for month, day in ((5, 3), (6, 9), (7, 1)))
    now = datetime(2026, 8, 1, tzinfo=UTC)
    told = str(story_so_far([refused(july), refused(may), refused(june)], now, UTC))
    assert told == "Port authority declined to comment on 3 May, 9 June and 1 July."
    twice_a_day = [refused(may), refused(may + timedelta(hours=2)), refused(june)]
    assert (
        str(story_so_far(twice_a_day, now, UTC)) == "Port authority declined to comment on 3 May and 9 June."
    )
    assert str(story_so_far(twice_a_day[:2], now, UTC)) == (
        "Port authority declined to comment more than once on 3 May."
    )
    last_year = refused(may.replace(year=2025))
    assert "on 3 May 2025 and 9 June." in str(story_so_far([last_year, refused(june)], now, UTC))


def test_what_came_between_refusals_is_told_too() -> None:
    now = datetime(2026, 8, 1, tzinfo=UTC)
    answer = asked(
        "answered", sent_at=SENT + timedelta(days=9), deadline=None, outcome_at=SENT + timedelta(days=9)
    )
    told = str(story_so_far([refused(SENT), answer, refused(SENT + timedelta(days=20))], now, UTC))
    assert told == (
        "Port authority declined to comment on 3 May and 23 May, and responded on 12 May 09:00 UTC."
    )


def test_who_stays_silent_more_than_once_is_told_so_with_the_days() -> None:
    later = asked("no_reply", sent_at=SENT + timedelta(days=9), deadline=DUE + timedelta(days=9))
    told = str(story_so_far([asked(), later], DUE + timedelta(days=20), UTC))
    assert told == "Port authority did not respond to requests sent on 3 May and 12 May."
    assert "asked to respond by" in str(story_so_far([asked(), later], AFTER, UTC))


@pytest.mark.parametrize("before", OUTCOMES)
@pytest.mark.parametrize("outcome", [one for one in OUTCOMES if one != "open"])
def test_after_an_outcome_only_a_reply_can_come(before: str, outcome: str) -> None:
    refusal = refuse_outcome(asked(before, channels=("email", "phone")), outcome, AFTER)
    allowed = (
        before == "open"
        or outcome == "answered"
        or (outcome == "declined" and before in ("no_reply", "unreachable", "withdrawn"))
    )
    assert (refusal is None) == allowed
    if refusal:
        assert str(refusal).startswith("This is on record already" if before == outcome else "On record is")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_is_enough_to_publish_on(outcome: str) -> None:
    answered = outcome in ("answered", "declined")
    assert settled(asked(outcome), BEFORE) == answered
    assert settled(asked(outcome), AFTER) == (outcome != "withdrawn")
    assert settled(asked(outcome, deadline=None), AFTER) == answered


def test_unreachable_takes_two_different_channels() -> None:
    two, twice = ("email", "phone"), ("email", "email")
    assert settled(asked("unreachable", channels=two), BEFORE)
    assert not settled(asked("unreachable", channels=twice), BEFORE)
    assert refuse_outcome(asked(channels=two), "unreachable", BEFORE) is None
    assert "second channel" in str(refuse_outcome(asked(channels=twice), "unreachable", BEFORE))


def test_no_reply_can_be_recorded_only_after_the_deadline() -> None:
    assert refuse_outcome(asked(), "no_reply", AFTER) is None
    assert refuse_outcome(asked(), "no_reply", DUE) is None
    assert "deadline" in str(refuse_outcome(asked(), "no_reply", BEFORE))
    assert "deadline" in str(refuse_outcome(asked(deadline=None), "no_reply", AFTER))
    assert refuse_outcome(asked(), "declined", BEFORE) is None


def test_only_an_open_request_can_be_overdue() -> None:
    assert overdue(asked(), AFTER)
    assert not overdue(asked(), BEFORE)
    assert not overdue(asked("declined"), AFTER)


def test_a_reply_after_its_deadline_is_late() -> None:
    assert late_reply(asked("answered", outcome_at=AFTER))
    assert not late_reply(asked("answered", outcome_at=BEFORE))
    assert not late_reply(asked("answered"))
    assert not late_reply(asked("withdrawn", outcome_at=AFTER))
