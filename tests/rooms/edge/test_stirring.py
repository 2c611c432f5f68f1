"""What moves often is made anew soon, and not more often than one processor can bear."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from twosource.edge import stirring
from twosource.edge.models import Stirred
from twosource.edge.stirring import SHARE, SOONEST, Stirring, stir


class Clock:
    """Time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(stirring, "time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


def test_a_subject_is_one_row_however_often_it_moves(db: None) -> None:
    stir(subjects=["talk:story:1", "talk:story:2"])
    before = Stirred.objects.get(subject="talk:story:1").token
    stir(subjects=["talk:story:1"])
    assert Stirred.objects.count() == 2
    assert Stirred.objects.get(subject="talk:story:1").token != before


def test_the_first_is_made_at_once_and_the_next_has_its_time(db: None, clock: Clock) -> None:
    hand = Stirring()
    assert hand.wait() is None
    assert not hand.work()
    stir(subjects=["talk:story:1"])
    assert hand.wait() == 0.0
    assert hand.work()
    assert hand.wait() is None
    stir(subjects=["talk:story:1"])
    assert hand.wait() == SOONEST
    assert not hand.work()
    clock.now += SOONEST
    assert hand.work()


def test_what_takes_long_is_made_more_seldom(db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(subjects: list[str], *, own: bool) -> list[str]:
        clock.now += 0.1 if own else 3.0
        return []

    monkeypatch.setattr(stirring, "_begin", slow)
    hand = Stirring()
    stir(subjects=["talk:story:1"])
    assert hand.work()
    stir(subjects=["talk:story:1"])
    # The thread's own pages are due at once; half of the time is for others before the pages that count it.
    assert hand.wait() == 0.0
    assert hand.work()
    assert hand.wait() == pytest.approx(SHARE * 3.0 - 3.0 - 0.1)
