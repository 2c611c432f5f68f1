"""What is common is at hand before a reader asks, and is as true as what is asked for anew."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from press import Press
from twosource.search import catalogue as catalogues
from twosource.search import readiness
from twosource.search.actions import forget_story, index_story
from twosource.search.catalogue import Catalogue, opened
from twosource.search.engines import Words, engine
from twosource.search.query import Clause
from twosource.search.readiness import common_in, get_ready, keep_ready
from twosource.search.reads import search


def held(press: Press, headline: str, *paragraphs: str) -> int:
    story = press.publish(headline, *paragraphs)
    assert index_story(story_id=story.pk)
    return story.pk


@pytest.fixture
def many(monkeypatch: Any) -> None:
    """As if a few stories were very many."""
    monkeypatch.setattr(readiness, "FEW", 2)
    monkeypatch.setattr(readiness, "COMMON", 2)
    monkeypatch.setattr(readiness, "COMMON_PHRASE", 2)


def asked_for(monkeypatch: Any) -> list[Clause]:
    """Every clause the index is asked for over all stories from now on."""
    asked: list[Clause] = []
    index = type(engine())
    holding = index.holding

    def noted(self: Any, clause: Clause, *, among: Any = None, top: bool = False) -> Any:
        if among is None:
            asked.append(clause)
        return holding(self, clause, among=among, top=top)

    monkeypatch.setattr(index, "holding", noted)
    return asked


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("many")
def test_what_is_common_is_asked_for_once_and_not_by_a_reader(press: Press, monkeypatch: Any) -> None:
    stories = {held(press, f"Number {n}", "The pilot boat came.") for n in range(3)}
    asked = asked_for(monkeypatch)
    assert get_ready() == len(asked) > 0
    assert {Clause(("pilot",)), Clause(("boat",), prefix=True), Clause(("the", "pilot", "boat"))} <= set(
        asked
    )
    asked.clear()
    assert get_ready() == 0
    assert {hit.story_id for hit in search("the pilot boat").hits} == stories
    assert {hit.story_id for hit in search('"pilot boat"').hits} == stories
    assert asked == []


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("many")
def test_what_came_and_went_since_is_followed(press: Press, monkeypatch: Any) -> None:
    first = [held(press, f"Number {n}", "The pilot came.") for n in range(3)]
    get_ready()
    last = held(press, "Number 4", "The pilot came.")
    forget_story(story_id=first.pop())
    assert {hit.story_id for hit in search("pilot").hits} == {*first, last}
    monkeypatch.setattr(catalogues, "MOST_ASKED_AGAIN", 2)
    asked = asked_for(monkeypatch)
    held(press, "Number 5", "The pilot came.")
    assert Clause(("pilot",)) not in asked
    assert get_ready() > 0
    assert search("pilot").total == 4
    with opened() as catalogue:
        assert catalogue.is_at_hand((Clause(("pilot",)), False))


@pytest.mark.django_db
@pytest.mark.database
def test_among_few_stories_nothing_need_be_prepared(press: Press, monkeypatch: Any) -> None:
    held(press, "One", "The pilot came.")
    asked = asked_for(monkeypatch)
    assert get_ready() == 0
    assert asked == []


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("many")
def test_who_is_told_to_stop_stops_between_two_clauses(press: Press, monkeypatch: Any) -> None:
    for number in range(3):
        held(press, f"Number {number}", "The pilot came.")
    stop = threading.Event()
    stop.set()
    asked = asked_for(monkeypatch)
    assert get_ready(stop) == 0
    assert asked == []


def test_common_is_what_enough_documents_hold_most_of_them_first() -> None:
    documents: list[Words] = [
        (" harbour ", " ", f" the pilot \n boat w{number} ") for number in range(readiness.COMMON)
    ]
    documents[0] = (" quay ", " ", " the pilot ")
    found = list(common_in(documents))
    assert found[0] in {(Clause(("the",)), False), (Clause(("pilot",)), False)}
    assert (Clause(("harbour",), prefix=True), True) in found
    assert (Clause(("boat",)), True) not in found
    assert (Clause(("the", "pilot", "boat")), False) in found
    assert not any("quay" in clause.terms for clause, _top in found)
    assert list(common_in([])) == []


def test_a_database_that_is_away_is_asked_again_later(monkeypatch: Any, caplog: Any) -> None:
    stop, turns, closed = threading.Event(), [], []

    def fails_once(told: threading.Event) -> int:
        turns.append(told)
        if len(turns) == 1:
            raise OSError("away")
        told.set()
        return 0

    monkeypatch.setattr(readiness, "get_ready", fails_once)
    monkeypatch.setattr(readiness, "EVERY", 0.0)
    monkeypatch.setattr(readiness, "connection", SimpleNamespace(close=lambda: closed.append(1)))
    keep_ready(stop)
    assert turns == [stop, stop]
    assert len(closed) == 2
    assert "could not be prepared" in caplog.text


def test_what_many_hold_is_kept_however_many_rare_words_are_asked_for(monkeypatch: Any) -> None:
    monkeypatch.setattr(catalogues, "MOST_CLAUSES", 3)
    monkeypatch.setattr(catalogues, "MOST_BROAD", 2)
    one = Catalogue()
    for pk in range(1, 201):
        one._put_in(pk, datetime(2015, 1, 1, tzinfo=UTC), None, ())
    one.answer("common", lambda among: range(1, 201))
    for number in range(5):
        one.answer(f"rare {number}", lambda among: [1])
    assert one.is_at_hand("common")
    assert [one.is_at_hand(f"rare {number}") for number in range(5)] == [False, False, True, True, True]
    for number in range(2):
        one.answer(f"as common {number}", lambda among: range(1, 100))
    assert not one.is_at_hand("common")


def test_of_equally_frequent_values_every_process_shows_the_same(monkeypatch: Any) -> None:
    """Counted one by one, and by sets."""
    one, marks = Catalogue(), [f"person/{number}" for number in range(200)]
    one._put_in(1, datetime(2015, 1, 1, tzinfo=UTC), None, tuple(marks))
    for narrow in (catalogues.NARROW, 0):
        monkeypatch.setattr(catalogues, "NARROW", narrow)
        counted = one.counter(one.everything).most("person", 24)
        assert counted == [(mark, 1) for mark in sorted(marks)[:24]]
