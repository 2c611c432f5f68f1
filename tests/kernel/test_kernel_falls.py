"""How firmly each status stands, and what it is to fall."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twosource.kernel.falls import FIRMEST_FIRST, as_premise, fell, firmer
from twosource.kernel.vocabulary import STATUSES

statuses = st.sampled_from(STATUSES)


def test_every_status_has_one_place() -> None:
    assert sorted(FIRMEST_FIRST) == sorted(STATUSES)


@given(statuses, statuses)
def test_of_two_statuses_one_is_firmer_unless_they_are_one(one: str, other: str) -> None:
    assert fell(one, other) + fell(other, one) == (one != other)
    assert firmer(one, other) == firmer(other, one)
    assert not fell(firmer(one, other), firmer(one, other))
    assert firmer(one, other) in (one, other)


@given(statuses, statuses, statuses)
def test_falling_twice_is_falling(one: str, other: str, third: str) -> None:
    if fell(one, other) and fell(other, third):
        assert fell(one, third)


@given(statuses)
def test_a_premise_counts_at_least_as_unopposed(status: str) -> None:
    assert not fell(as_premise(status), status) or status in ("disputed", "denied", "refuted", "withdrawn")
    assert as_premise(status) in (status, "none")
