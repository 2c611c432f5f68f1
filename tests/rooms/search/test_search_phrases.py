"""Words side by side: found where they stand so, whatever else shares the number a pair is noted by."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from press import Press
from twosource.search.actions import index_story, put
from twosource.search.documents import Texts
from twosource.search.engines import Words, engine, pairs_in
from twosource.search.filing import Filed
from twosource.search.query import Clause
from twosource.search.reads import search

migration = importlib.import_module("twosource.search.migrations.0003_pairs")

WORDS = st.lists(st.sampled_from(["a", "bé", "東", "d4", "\n"]), max_size=12).map(
    lambda drawn: f" {' '.join(drawn)} "
)


@pytest.fixture
def stories(press: Press) -> dict[str, int]:
    """By headline. Every one of them holds a pilot and a boat."""
    told = {
        "Pilot boat lost": ["A boat was lost. The pilot lives."],
        "Lost": ["The pilot boat was lost, and the boat pilot with it."],
        "Boat of a pilot": ["The pilot", "boat sank."],
        "Nothing": ["The boat carried a pilot."],
    }
    pks = {}
    for headline, paragraphs in told.items():
        pks[headline] = press.publish(headline, *paragraphs).pk
        assert index_story(story_id=pks[headline])
    return pks


def found(query: str) -> set[int]:
    return {hit.story_id for hit in search(query).hits}


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("crowded", [False, True])
def test_a_phrase_is_found_where_it_stands(press: Press, monkeypatch: Any, crowded: bool) -> None:
    """Also where every pair of words has the same number."""
    if crowded:
        monkeypatch.setattr("twosource.search.engines.number_of_pair", lambda *_pair: 7)
    for headline in ("Pilot boat lost", "Boat lost, pilot saved"):
        index_story(story_id=press.publish(headline, "The crew of the ferry was saved.").pk)
    ids = {hit.story_id: hit for hit in search("pilot").hits}
    assert len(ids) == 2
    assert len(found('"pilot boat"')) == len(found('"pilot boat lost"')) == 1
    assert found('"boat lost pilot"').isdisjoint(found('"pilot boat"'))
    assert found('"boat pilot"') == set()
    assert len(found('"the crew of the ferry"')) == 2


@pytest.mark.django_db
@pytest.mark.database
def test_a_phrase_on_top_is_one_of_the_headline_or_the_filing(stories: dict[str, int]) -> None:
    phrase = Clause(("pilot", "boat"))
    everywhere = {stories[name] for name in ("Pilot boat lost", "Lost", "Boat of a pilot")}
    assert set(engine().holding(phrase)) == everywhere
    assert set(engine().holding(phrase, top=True)) == {stories["Pilot boat lost"]}
    assert set(engine().holding(phrase, among=[stories["Lost"], stories["Nothing"]])) == {stories["Lost"]}
    assert set(engine().holding(phrase, among=[])) == set()


@pytest.mark.django_db
@pytest.mark.database
def test_a_phrase_may_end_with_a_word_that_goes_on(stories: dict[str, int]) -> None:
    assert set(engine().holding(Clause(("the", "pilot", "bo"), prefix=True))) == {
        stories["Lost"], stories["Boat of a pilot"],
    }  # fmt: skip
    assert set(engine().holding(Clause(("boat", "pil"), prefix=True))) == {stories["Lost"]}


@pytest.mark.django_db
@pytest.mark.database
def test_a_phrase_that_was_taken_out_of_a_story_is_found_in_it_no_longer(press: Press) -> None:
    story = press.publish("Harbour", "The pilot boat was lost.")
    filed = Filed(story.first_published_at, None, ())
    put([(story.pk, Texts("Harbour", "", "The pilot boat was lost."), filed)])
    assert found('"pilot boat"') == {story.pk}
    put([(story.pk, Texts("Harbour", "", "The pilot was lost, the boat was not."), filed)])
    assert found('"pilot boat"') == set()
    assert found('"boat was not"') == {story.pk}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has pairs")
@pytest.mark.django_db
@pytest.mark.database
def test_an_upgrade_notes_the_pairs_of_what_is_indexed_already(stories: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT story_id, pairs FROM search_vectors ORDER BY story_id")
        kept = cursor.fetchall()
    with connection.schema_editor() as editor:
        migration.unmake_pairs(None, editor)
        migration.make_pairs(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT story_id, pairs FROM search_vectors ORDER BY story_id")
        assert cursor.fetchall() == kept
    assert {story_id for story_id, _pairs in kept} == set(stories.values())
    assert found('"pilot boat"') == {stories[name] for name in ("Pilot boat lost", "Lost", "Boat of a pilot")}


@given(st.tuples(WORDS, WORDS, WORDS))
def test_an_upgrade_gives_a_pair_the_number_an_index_gives_it(words: Words) -> None:
    assert migration.pairs_in("\f".join(words)) == sorted(pairs_in(words))
