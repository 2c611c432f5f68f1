"""Events fold to the case as it stood, and nothing that happens later changes what was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from kernel_cases import ACTORS, ITEMS, PEOPLE, holds_for, some

from twosource.kernel import history as past
from twosource.kernel.cases import Item
from twosource.kernel.history import BadHistory, Event, fold
from twosource.kernel.status import assess
from twosource.kernel.vocabulary import Status

START = datetime(2026, 5, 3, 9, tzinfo=UTC)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def confirmed() -> list[Event]:
    """Two independent witnesses, collected by ana, signed by bo and then by cy, up to hour 6."""
    return [
        past.ItemAdded(at(1), "a", Item(("A",), "witnessed")),
        past.ItemAdded(at(1), "b", Item(("B",), "witnessed")),
        past.ItemAdded(at(1), "c", Item(("C",), "witnessed")),
        past.EvidenceAttached(at(2), "a", True, "ana"),
        past.EvidenceAttached(at(3), "b", True, "ana"),
        past.StoryWritten(at(4), "dee"),
        past.CheckSigned(at(5), "bo", "stands", "called them", "both sure"),
        past.CheckSigned(at(6), "cy", "stands"),
    ]


def status(events: list[Event], hour: int | None = None) -> Status:
    return assess(fold(events, None if hour is None else at(hour))).status


def test_the_status_of_every_hour_is_what_was_shown_then() -> None:
    history = confirmed()
    shown = [str(status(history, hour)) for hour in range(7)]
    expected = ["none", "none", "asserted", "corroborated", "corroborated", "corroborated", "confirmed"]
    assert shown == expected


def test_an_empty_history_is_a_claim_without_evidence() -> None:
    assert status([]) == Status.NONE


def test_the_order_of_telling_does_not_matter_only_the_time() -> None:
    history = confirmed()
    assert fold([*history[3:], *history[:3]]) == fold(history)


def test_a_check_keeps_its_method_and_note() -> None:
    check = fold(confirmed()).checks[0]
    assert (check.by, check.at, check.method, check.note) == ("bo", at(5), "called them", "both sure")


def test_those_who_collect_and_write_are_remembered() -> None:
    case = fold(confirmed())
    assert (case.collected_by, case.written_by) == (("ana",), ("dee",))


def test_editing_the_words_voids_both_checks() -> None:
    history = [*confirmed(), past.WordsEdited(at(7), "dee")]
    assert fold(history).checks == ()
    assert (status(history, 6), status(history, 7)) == (Status.CONFIRMED, Status.CORROBORATED)


def test_a_retracted_witness_voids_the_checks_and_the_line() -> None:
    assert status([*confirmed(), past.ItemRetracted(at(7), "a")]) == Status.ASSERTED


def test_a_check_that_died_stays_dead_when_its_reason_goes() -> None:
    history = [
        *confirmed(),
        past.EvidenceAttached(at(7), "c", False, "ana"),
        past.EvidenceSetAside(at(8), "c", "bo", "it was about another day"),
        past.EvidenceSetAside(at(9), "c", "cy", "agreed"),
    ]
    assert [str(status(history, hour)) for hour in (6, 7, 8, 9)] == [
        "confirmed",
        "disputed",
        "disputed",
        "corroborated",
    ]


def test_setting_aside_takes_two_people_and_reasons() -> None:
    history = confirmed()[:5]
    alone = [
        past.EvidenceSetAside(at(7), "a", "bo", "forged"),
        past.EvidenceSetAside(at(8), "a", "bo", "forged!"),
    ]
    unreasoned = [past.EvidenceSetAside(at(9), "a", "cy", "  ")]
    joined = [past.EvidenceSetAside(at(10), "a", "cy", "forged, says the lab")]
    assert fold([*history, *alone]).set_aside == ()
    assert fold([*history, *alone, *unreasoned]).set_aside == ()
    assert fold([*history, *alone, *joined]).set_aside == ("a",)


def test_a_record_is_conclusive_when_two_different_people_authenticate_it() -> None:
    history = [
        past.ItemAdded(at(1), "rec", Item(("Y",), "recorded")),
        past.EvidenceAttached(at(1), "rec", True, "ana"),
        past.ItemAuthenticated(at(2), "rec", "bo"),
        past.ItemAuthenticated(at(3), "rec", "bo"),
        past.ItemAuthenticated(at(4), "rec", "cy"),
    ]
    assert [str(status(history, hour)) for hour in (2, 3, 4)] == ["asserted", "asserted", "corroborated"]


def test_another_basis_is_not_what_was_authenticated() -> None:
    history = [
        past.ItemAdded(at(1), "o", Item(("O",), "witnessed")),
        past.ItemAdded(at(1), "rec", Item(("Y",), "recorded", conclusive=True)),
        past.OriginFound(at(2), "rec", "recorded", ("o",)),
        past.OriginFound(at(3), "rec", None, ("o",), True),
    ]
    assert fold(history, at(2)).items["rec"].conclusive
    found = fold(history, at(3)).items["rec"]
    assert (found.conclusive, found.basis, found.via, found.needs_all) == (False, None, ("o",), True)


def test_control_counts_while_it_lasts() -> None:
    history = [
        *confirmed()[:5],
        past.ControlAdded(at(7), "A", "Group"),
        past.ControlAdded(at(7), "B", "Group"),
        past.ControlEnded(at(8), "B", "Group"),
    ]
    assert [assess(fold(history, at(hour))).supports.lines for hour in (6, 7, 8)] == [2, 1, 2]


def test_voices_stakes_and_the_accused_take_effect_when_recorded() -> None:
    history = [
        *confirmed()[:5],
        past.ActorDescribed(at(7), "A", anonymous=True),
        past.ActorDescribed(at(7), "B", anonymous=True),
        past.ActorDescribed(at(8), "B", sealed=True),
        past.StakeSet(at(9), "A", "for"),
        past.StakeSet(at(10), "B", "for"),
        past.StakeSet(at(11), "A", None),
        past.AccusedNamed(at(12), "C"),
        past.EvidenceAttached(at(12), "c", False, "bo"),
    ]
    lines = [assess(fold(history, at(hour))).supports.lines for hour in range(6, 12)]
    assert lines == [2, 1, 2, 2, 1, 2]
    assert fold(history).accused == ("C",)
    assert status(history) == Status.CORROBORATED


def test_a_claim_taken_back_is_withdrawn() -> None:
    assert status([*confirmed(), past.ClaimWithdrawn(at(7))]) == Status.WITHDRAWN


@pytest.mark.parametrize(
    "event",
    [
        past.EvidenceAttached(at(7), "ghost", True, "ana"),
        past.EvidenceSetAside(at(7), "ghost", "ana", "why"),
        past.ItemRetracted(at(7), "ghost"),
        past.ItemAuthenticated(at(7), "ghost", "ana"),
        past.OriginFound(at(7), "a", None, ("ghost",)),
        past.ItemAdded(at(7), "a", Item(("A",), "witnessed")),
        past.ItemAdded(at(7), "new", Item(("A",), "rumour")),
        past.CheckSigned(at(7), "ana", "fine"),
        past.StakeSet(at(7), "A", "both"),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_name_and_time(event: Event) -> None:
    with pytest.raises(BadHistory, match=f"{type(event).__name__} at 2026-05-03T16:00:00") as refused:
        fold([*confirmed(), event])
    assert refused.value.event == event


def test_an_event_must_say_what_happens() -> None:
    with pytest.raises(NotImplementedError):
        fold([Event(at(1))])


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """All items first, in one moment, then anything at any time."""
    names = ITEMS[:4]
    added: list[Event] = [
        past.ItemAdded(
            START,
            name,
            Item(tuple(draw(some(ACTORS, 2, least=1))), draw(st.sampled_from([None, "witnessed"]))),
        )
        for name in names
    ]
    item, actor, person = st.sampled_from(names), st.sampled_from(ACTORS), st.sampled_from(PEOPLE)
    when = st.integers(0, 9).map(at)
    via = some(names, 2).map(tuple)
    verdict = st.sampled_from(["stands", "refuted", "unverifiable"])
    event = st.one_of(
        st.builds(past.EvidenceAttached, when, item, st.booleans(), person),
        st.builds(past.EvidenceAttached, when, item, st.just(True), person),
        st.builds(past.CheckSigned, when, person, verdict),
        st.builds(past.EvidenceSetAside, when, item, person, st.just("reason")),
        st.builds(past.ItemAuthenticated, when, item, person),
        st.builds(past.OriginFound, when, item, st.sampled_from([None, "recorded"]), via, st.booleans()),
        st.builds(past.ItemRetracted, when, item),
        st.builds(past.ControlAdded, when, actor, actor),
        st.builds(past.ControlEnded, when, actor, actor),
        st.builds(past.StakeSet, when, actor, st.sampled_from(["for", "against", None])),
        st.builds(past.AccusedNamed, when, actor),
        st.builds(past.StoryWritten, when, person),
        st.builds(past.WordsEdited, when, person),
        st.builds(past.ClaimWithdrawn, when),
    )
    return added + draw(st.lists(event, max_size=15))


@holds_for(histories(), st.integers(-1, 10))
def test_10_folding_all_events_to_a_moment_is_folding_the_events_up_to_it(
    events: list[Event], hour: int
) -> None:
    moment = at(hour)
    assert fold(events, moment) == fold([event for event in events if event.at <= moment])


@holds_for(histories())
def test_every_history_of_known_items_can_be_judged(events: list[Event]) -> None:
    case = fold(events)
    assert assess(case).status in Status
    assert all(check.seen is not None for check in case.checks)
