"""A form is taken from the account it was given to, for the thread it was given for, and not faster than people are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from talking import old_ticket

from twosource.discussion.guards import (
    check_ticket,
    given_to,
    is_receipt,
    new_receipt,
    ticket,
)
from twosource.discussion.posting import Why

RUTH: Any = SimpleNamespace(pk=7)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "why"),
    [
        (timedelta(seconds=0), Why.TOO_FAST), (timedelta(seconds=3), None), (timedelta(hours=23), None),
        (timedelta(hours=25), Why.TOO_OLD),
        # This machine's clock was set back after the form was given out: it is ours all the same.
        (timedelta(hours=-2), None), (timedelta(days=-400), None),
    ],
)  # fmt: skip
def test_a_form_is_good_for_a_day_and_needs_two_seconds(age: timedelta, why: Why | None) -> None:
    refused = check_ticket(old_ticket("story:1", RUTH, age=age), "story:1", 7)
    assert (refused.why if refused else None) == why


def test_a_ticket_is_for_one_account_and_one_thread() -> None:
    given = old_ticket("story:1", RUTH)
    assert given_to(given) == 7
    for under, user_id in (("story:2", 7), ("story:1", 8), ("claim:1", 7)):
        refused = check_ticket(given, under, user_id)
        assert refused is not None
        assert refused.why == Why.FORGED


@pytest.mark.parametrize(
    "given", ["", ":::", "story:1:7:1xyz", "story:1:7:1xyz:bad", "x" * 10_000, "é:1:2:3", "\x00"]
)
def test_what_is_no_ticket_of_ours_is_refused(given: str) -> None:
    refused = check_ticket(given, "story:1", 7)
    assert refused is not None
    assert refused.why == Why.FORGED
    assert given_to(given) is None
    assert given_to(ticket("story:1", 7)[:-1]) is None


def test_receipts_are_never_the_same_and_known_by_their_look() -> None:
    made = {new_receipt() for _each in range(100)}
    assert len(made) == 100
    assert all(map(is_receipt, made))
    assert not is_receipt("x" * 15)
    assert not is_receipt("x" * 65)
    assert not is_receipt("-" * 20)
