"""Facts of one transaction that a handler hears together: once, whole, and again after a failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

from twosource.ledger.actions import connect, deliver_pending, record, record_all, together
from twosource.ledger.facts import Fact
from twosource.ledger.models import Delivery, Entry
from twosource.ledger.reads import undelivered


@dataclass(frozen=True, slots=True)
class BoatCame(Fact):
    number: int = 0

    @property
    def subject(self) -> str:
        return f"boat:{self.number}"


heard: list[list[int]] = []
asleep: list[bool] = []


@together
def harbour_master(facts: list[BoatCame]) -> None:
    heard.append([fact.number for fact in facts])
    if asleep:
        raise RuntimeError("fell asleep")


@pytest.fixture(autouse=True)
def _own_table(sealed_off: None, db: None) -> None:
    heard.clear()
    asleep.clear()
    connect({BoatCame: (harbour_master,)})


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Callable) -> Callable:
    def do(deed: Callable[[], object]) -> None:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            deed()

    return do


def boats(*numbers: int) -> list[Entry]:
    return record_all([BoatCame(number) for number in numbers], by=None)


def test_the_facts_of_one_transaction_come_as_one_list(commit: Callable) -> None:
    commit(lambda: (boats(1, 2), boats(3)))
    commit(lambda: boats(4))
    assert heard == [[1, 2, 3], [4]]
    assert undelivered() == 0


def test_what_a_savepoint_took_back_is_not_heard(commit: Callable) -> None:
    def turn_back() -> None:
        boats(1)
        place = transaction.savepoint()
        boats(2)
        transaction.savepoint_rollback(place)
        boats(3)

    commit(turn_back)
    assert heard == [[1, 3]]


def test_what_was_heard_with_others_is_not_heard_again(
    commit: Callable, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        boats(1, 2)
    for callback in callbacks:
        callback()
    assert heard == [[1, 2]]
    for callback in callbacks:
        callback()
    assert heard == [[1, 2]]


def test_a_failure_is_kept_and_each_is_told_again(commit: Callable, caplog: pytest.LogCaptureFixture) -> None:
    asleep.append(True)
    commit(lambda: boats(1, 2))
    assert undelivered() == 2
    assert set(Delivery.objects.values_list("attempts", "last_error")) == {(1, "RuntimeError: fell asleep")}
    assert "could not hear 2 facts" in caplog.text
    asleep.clear()
    assert deliver_pending(grace=timedelta(seconds=-1)) == 2
    assert heard == [[1, 2], [1], [2]]
    assert undelivered() == 0


def test_what_another_process_heard_meanwhile_is_passed_over(
    django_capture_on_commit_callbacks: Callable,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        boats(1)
    deliver_pending(grace=timedelta(seconds=-1))
    callbacks[0]()
    assert heard == [[1]]


def test_no_facts_are_no_trouble_and_one_outside_a_transaction_is(commit: Callable) -> None:
    commit(lambda: record_all([], by=None))
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_facts_are_recorded_inside_their_deed() -> None:
    with pytest.raises(RuntimeError, match="BoatCame was recorded outside a transaction"):
        record(BoatCame(1), by=None)
