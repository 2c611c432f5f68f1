"""The record of facts: only added to, told after commit, told again after a failure, told once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from twosource.ledger import actions, clock
from twosource.ledger.actions import connect, deliver_pending, record
from twosource.ledger.facts import Fact
from twosource.ledger.models import Delivery, Entry
from twosource.ledger.reads import history, undelivered, with_causes
from twosource.people.models import Human


@dataclass(frozen=True, slots=True)
class TideTurned(Fact):
    metres: int = 0

    @property
    def subject(self) -> str:
        return "quay:1"


@dataclass(frozen=True, slots=True)
class BellRung(TideTurned):
    pass


heard: list[tuple[str, int]] = []


def lock_keeper(fact: TideTurned) -> None:
    heard.append(("lock", fact.metres))


def bell_ringer(fact: TideTurned) -> None:
    heard.append(("bell", fact.metres))


def drunkard(fact: TideTurned) -> None:
    heard.append(("drunk", fact.metres))
    Entry.objects.create(at=timezone.now(), kind="HalfDone", subject="quay:1", payload={})
    raise RuntimeError("fell asleep")


@pytest.fixture(autouse=True)
def _own_table(sealed_off: None) -> None:
    heard.clear()


@pytest.fixture
def after_commit(db: None, django_capture_on_commit_callbacks: Callable) -> Callable[[int], Entry]:
    """Record a turn of the tide, and let the transaction end."""

    def turn(metres: int = 3) -> Entry:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            entry = record(TideTurned(metres), by=None)
            assert heard == []
        return entry

    return turn


def test_a_fact_is_kept_with_what_when_and_by_whom(db: None, django_user_model: type) -> None:
    user = django_user_model.objects.create_user(username="ana")
    before = timezone.now()
    with transaction.atomic():
        entry = record(TideTurned(4), by=user)
    entry.refresh_from_db()
    assert (entry.kind, entry.subject, entry.payload, entry.by) == (
        "TideTurned",
        "quay:1",
        {"metres": 4},
        user,
    )
    assert before <= entry.at <= timezone.now()
    assert str(entry) == "TideTurned quay:1"


@pytest.mark.django_db(transaction=True)
def test_a_fact_without_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="TideTurned was recorded outside a transaction"):
        record(TideTurned(4), by=None)
    assert not Entry.objects.exists()


def test_a_deed_that_is_undone_leaves_no_fact_and_tells_nobody(
    db: None, django_capture_on_commit_callbacks: Callable
) -> None:
    connect({TideTurned: [lock_keeper]})

    @transaction.atomic
    def turn_and_trip() -> None:
        record(TideTurned(4), by=None)
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        turn_and_trip()
    assert heard == []
    assert not Entry.objects.exists()


def test_handlers_hear_a_fact_after_commit_each_once(after_commit: Callable) -> None:
    connect({TideTurned: [lock_keeper, bell_ringer]})
    after_commit(3)
    assert heard == [("lock", 3), ("bell", 3)]
    assert undelivered() == 0
    assert deliver_pending(grace=timedelta(0)) == 0
    assert len(heard) == 2


def test_a_failing_handler_holds_up_no_other_and_undoes_what_it_half_did(
    after_commit: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    connect({TideTurned: [drunkard, bell_ringer]})
    entry = after_commit(3)
    assert heard == [("drunk", 3), ("bell", 3)]
    assert not Entry.objects.filter(kind="HalfDone").exists()
    failed = entry.deliveries.get(done_at=None)
    assert (failed.attempts, failed.last_error) == (1, "RuntimeError: fell asleep")
    assert str(failed).endswith(f"drunkard ← {entry.pk}")
    assert "it will be told again" in caplog.text


def test_what_failed_is_told_again_until_it_is_heard(
    after_commit: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect({TideTurned: [drunkard]})
    entry = after_commit(7)
    assert deliver_pending(grace=timedelta(0)) == 0
    assert entry.deliveries.get().attempts == 2
    sober = lock_keeper
    monkeypatch.setattr(sober, "__qualname__", drunkard.__qualname__)
    connect({TideTurned: [sober]})
    heard.clear()
    assert deliver_pending(grace=timedelta(0)) == 1
    assert deliver_pending(grace=timedelta(0)) == 0
    assert heard == [("lock", 7)]


def test_what_is_younger_than_the_grace_is_left_to_who_recorded_it(after_commit: Callable) -> None:
    connect({TideTurned: [drunkard]})
    after_commit(7)
    heard.clear()
    assert deliver_pending() == 0
    assert heard == []


def test_a_handler_that_fails_for_ever_is_given_up_on(after_commit: Callable) -> None:
    connect({TideTurned: [drunkard]})
    entry = after_commit(7)
    entry.deliveries.update(attempts=actions.GIVE_UP_AFTER)
    heard.clear()
    assert deliver_pending(grace=timedelta(0)) == 0
    assert heard == []
    assert undelivered() == 1


def test_a_delivery_to_nobody_known_waits_and_harms_none(after_commit: Callable) -> None:
    connect({TideTurned: [drunkard]})
    after_commit(7)
    connect({TideTurned: [bell_ringer]})
    heard.clear()
    assert deliver_pending(grace=timedelta(0)) == 0
    assert heard == []
    assert undelivered() == 1


def test_a_delivery_heard_meanwhile_is_not_heard_again(after_commit: Callable) -> None:
    connect({TideTurned: [drunkard]})
    entry = after_commit(7)
    row = entry.deliveries.get()
    Delivery.objects.filter(pk=row.pk).update(done_at=timezone.now())
    heard.clear()
    assert actions._deliver(row.pk, drunkard, TideTurned(7)) is True
    assert heard == []


def test_nothing_in_the_ledger_is_changed_or_deleted(db: None) -> None:
    with transaction.atomic():
        entry = record(TideTurned(4), by=None)
    for deed in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(kind="Other"),
        lambda: Entry.objects.bulk_update([entry], ["kind"]),
    ):
        with pytest.raises(TypeError, match="append-only"), transaction.atomic():
            deed()
    assert Entry.objects.get().kind == "TideTurned"


def test_history_is_told_newest_first_and_only_of_what_is_asked(db: None) -> None:
    with transaction.atomic():
        first, second = record(TideTurned(1), by=None), record(TideTurned(2), by=None)
    assert history(["quay:1"]) == [second, first]
    assert history(["quay:1"], most=1) == [second]
    assert history(["quay:2"]) == []


def test_a_fact_says_what_it_happened_to() -> None:
    with pytest.raises(NotImplementedError):
        _ = Fact().subject


def test_things_can_be_put_on_record_at_the_moment_they_happened() -> None:
    moment = datetime(2024, 5, 3, 9, tzinfo=UTC)
    with clock.at(moment):
        assert clock.now() == moment
        with clock.at(moment - timedelta(days=1)):
            assert clock.now() == moment - timedelta(days=1)
        assert clock.now() == moment
    assert clock.now() - timezone.now() < timedelta(seconds=1)


@pytest.mark.parametrize("moment", [datetime(2024, 5, 3, 9), datetime(2999, 1, 1, tzinfo=UTC)])
def test_a_moment_without_a_zone_or_still_to_come_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="cannot be put on record"), clock.at(moment):
        pass


def test_a_fact_is_told_with_what_the_same_person_did_before_it(db: None, django_user_model: Any) -> None:
    ana, bo = (
        django_user_model.objects.create_user(
            username=name, email=f"{name}@paper.example", human=Human.objects.create()
        )
        for name in ("ana", "bo")
    )
    with transaction.atomic():
        before = record(BellRung(), by=ana)
        record(BellRung(), by=bo)
        turned = record(TideTurned(1), by=ana)
        again = record(TideTurned(2), by=ana)
        alone = record(TideTurned(3), by=None)
    found = with_causes("TideTurned", ["quay:1"])
    assert [(entry.pk, cause.pk if cause else None) for entry, cause in found] == [
        (turned.pk, before.pk),
        (again.pk, before.pk),
        (alone.pk, None),
    ]


def test_history_ends_at_a_moment(db: None) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for day in range(3):
        with clock.at(start + timedelta(days=day)), transaction.atomic():
            record(TideTurned(day), by=None)
    told = history(["quay:1"], until=start + timedelta(days=1))
    assert [entry.payload["metres"] for entry in told] == [1, 0]
