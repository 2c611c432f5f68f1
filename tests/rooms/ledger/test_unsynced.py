"""What need not be on disk at once is not waited for, and everything else is, as it was configured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from test_heard_together import BoatCame

from twosource.ledger.actions import connect, record, together
from twosource.ledger.models import Entry
from twosource.ledger.reads import undelivered
from twosource.ledger.unsynced import unsynced

pytestmark = pytest.mark.django_db(transaction=True)
# What a newsroom runs with, and what waits for nothing but checkpoints, as each database says it.
SYNCED, UNSYNCED = ("2", "1") if connection.vendor == "sqlite" else ("on", "off")


def waits() -> str:
    asked = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit"
    with connection.cursor() as cursor:
        return said(cursor, asked)


def said(cursor: CursorWrapper, words: str) -> str:
    cursor.execute(words)
    return str(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def _as_in_a_newsroom(sealed_off: None) -> Iterator[None]:
    told = "PRAGMA synchronous = {}" if connection.vendor == "sqlite" else "SET synchronous_commit TO {}"
    before = waits()
    with connection.cursor() as cursor:
        cursor.execute(told.format(SYNCED))
    yield
    with connection.cursor() as cursor:
        cursor.execute(told.format(before))


def boats() -> int:
    return Entry.objects.filter(kind="BoatCame").count()


def run_aground(number: int) -> NoReturn:
    record(BoatCame(number), by=None)
    raise ValueError("aground")


def lose_the_connection() -> NoReturn:
    connection.connection.close()
    raise ValueError("aground")


def test_only_the_transaction_inside_is_not_waited_for() -> None:
    with unsynced():
        assert waits() == UNSYNCED
        record(BoatCame(1), by=None)
    assert waits() == SYNCED
    assert boats() == 1


def test_what_fails_is_undone_and_the_next_transaction_is_waited_for() -> None:
    with pytest.raises(ValueError, match="aground"), unsynced():
        run_aground(1)
    assert waits() == SYNCED
    assert boats() == 0


def test_within_a_transaction_that_is_waited_for_it_changes_nothing() -> None:
    with transaction.atomic():
        record(BoatCame(1), by=None)
        with unsynced():
            assert waits() == SYNCED
        with pytest.raises(ValueError, match="aground"), unsynced():
            run_aground(2)
    assert boats() == 1


def test_of_a_connection_that_is_lost_inside_the_first_trouble_is_told() -> None:
    with pytest.raises(ValueError, match="aground"), unsynced():
        lose_the_connection()
    assert boats() == 0


def test_a_deed_is_waited_for_and_who_hears_of_it_is_not() -> None:
    seen = []

    @together
    def harbour_master(facts: list[BoatCame]) -> None:
        seen.append((waits(), [fact.number for fact in facts]))

    connect({BoatCame: (harbour_master,)})
    with transaction.atomic():
        record(BoatCame(7), by=None)
        assert waits() == SYNCED
    assert seen == [(UNSYNCED, [7])]
    assert waits() == SYNCED
    assert undelivered() == 0
