"""Readers find live stories by any word in them, and nothing else, on any database."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from press import Press
from twosource.search.actions import forget_story, index_story, rebuild
from twosource.search.engines import Postgres
from twosource.search.handlers import forget_unpublished, index_corrected, index_published
from twosource.search.models import Document
from twosource.search.reads import PAGE_SIZE, search, search_view
from twosource.stories.actions import unpublish_story
from twosource.stories.events import StoryCorrected, StoryPublished, StoryUnpublished
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SHARED = Path(os.environ.get("TWOSOURCE_SHARED") or Path(__file__).resolve().parents[4] / "shared")
BLNS = SHARED / "judges" / "data" / "blns.json"


def held(press: Press, headline: str, *paragraphs: str, **about: Any) -> StoryPage:
    story = press.publish(headline, *paragraphs, **about)
    assert index_story(story_id=story.pk)
    return story


def found(query: str) -> list[int]:
    return [hit.story_id for hit in search(query).hits]


def test_a_word_deep_in_a_body_is_found_in_many_scripts(press: Press) -> None:
    padding = ["Nothing of note happened."] * 40
    words = {
        "quayside": "quayside",
        "послу": "послы",
        "المدرسة": "مدرسة",
        "הממשלה": "ממשלה",
        "東京都庁": "京都",
        "Ναυτιλία": "ναυτιλια",
        "हिन्दी": "हिन्दी",
    }
    for word, query in words.items():
        story = held(press, f"Story {len(word)}", *padding, f"At last the {word} was named.")
        assert found(query) == [story.pk], query


def test_every_word_must_stand_and_phrases_in_order(press: Press) -> None:
    one = held(press, "One", "The pilot left the boat in the harbour.")
    two = held(press, "Two", "A pilot boat came.")
    assert set(found("boat pilot")) == {one.pk, two.pk}
    assert found('"pilot boat"') == [two.pk]
    assert found("boat harbour") == [one.pk]
    assert found("boat aeroplane") == []


def test_a_phrase_does_not_reach_from_the_headline_into_the_text(press: Press) -> None:
    held(press, "About the pilot", "Boat repairs were slow.")
    assert found('"pilot boat"') == []


def test_the_last_word_may_be_unfinished_and_others_may_not(press: Press) -> None:
    story = held(press, "One", "The ambassador answered.")
    assert found("answered ambas") == [story.pk]
    assert found("ambas answered") == []


def test_a_headline_weighs_more_than_a_body_and_new_more_than_old(press: Press) -> None:
    now = timezone.now()
    body = held(press, "Quiet day", "The dredger was seen.", at=now - timedelta(days=3))
    head = held(press, "Dredger arrives", "It was seen.", at=now - timedelta(days=3))
    old = held(press, "Quiet year", "The dredger was seen.", at=now - timedelta(days=3000))
    for filler in range(4):
        held(press, f"Filler {filler}", "Other matters.")
    assert found("dredger") == [head.pk, body.pk, old.pk]


def test_a_story_is_found_by_what_it_is_filed_under_and_who_signed_it(press: Press) -> None:
    story = held(
        press, "One", "Text.", topic="Dock strike", tags=[("person", "Tomas Verhey")], byline="Ana Brandt"
    )
    assert found("strike dock") == found("verhey") == found("brandt") == [story.pk]


def test_drafts_scheduled_unpublished_expired_and_retracted_stories_are_never_found(press: Press) -> None:
    draft = press.draft("Embargoed zeppelin", "A zeppelin.")
    assert not index_story(story_id=draft.pk)
    # Even an index that still holds them gives none of them away.
    gone, past, wrong = (held(press, f"Story {word}", "A zeppelin.") for word in ("one", "two", "three"))
    assert len(found("zeppelin")) == 3
    unpublish_story(story=gone, by=press.editor)
    past.expire_at = timezone.now() - timedelta(minutes=1)
    past.save()
    press.correct(wrong, "There was none.", "retraction")
    assert search("zeppelin").total == 0
    assert search_view("zeppelin").list.cards == ()


def test_a_story_that_readers_no_longer_see_leaves_the_index(press: Press) -> None:
    story = held(press, "One", "A zeppelin.")
    unpublish_story(story=story, by=press.editor)
    forget_unpublished(StoryUnpublished(story.pk))
    assert not Document.objects.exists()
    forget_story(story_id=story.pk)
    index_published(StoryPublished(story.pk + 1000))
    assert not Document.objects.exists()


def test_a_story_that_is_live_again_stays_though_its_end_is_told_late(press: Press) -> None:
    story = held(press, "One", "A zeppelin.")
    forget_unpublished(StoryUnpublished(story.pk))
    assert found("zeppelin") == [story.pk]


def test_a_new_version_replaces_the_old_words(press: Press) -> None:
    story = held(press, "One", "A zeppelin.")
    press.correct(story, "It was a balloon.")
    index_corrected(StoryCorrected(story.pk))
    assert found("balloon") == [story.pk]
    story = StoryPage.objects.get(pk=story.pk)
    story.body = []
    story.save()
    index_story(story_id=story.pk)
    assert found("balloon") == found("zeppelin") == []


def test_the_index_hears_of_stories(press: Press, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        story = press.publish("One", "A zeppelin.")
    assert found("zeppelin") == [story.pk]
    with django_capture_on_commit_callbacks(execute=True):
        press.correct(story, "There was none.", "retraction")
    assert not Document.objects.exists()


def test_deleting_a_story_leaves_nothing_of_it_behind(press: Press) -> None:
    story = held(press, "One", "A zeppelin.")
    story.delete()
    other = held(press, "Two", "Nothing.")
    Document.objects.all().delete()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM search_terms")
            assert cursor.fetchone() == (0,)
    index_story(story_id=other.pk)
    assert found("nothing") == [other.pk]


def test_rebuilding_holds_what_readers_see_and_forgets_the_rest(press: Press) -> None:
    stale = held(press, "Stale", "A zeppelin.")
    unpublish_story(story=stale, by=press.editor)
    shown = [press.publish(f"Story {number}", "A dredger.").pk for number in range(3)]
    told: list[tuple[int, int]] = []
    assert rebuild(lambda done, of: told.append((done, of))) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert set(found("dredger")) == set(shown)
    assert set(Document.objects.values_list("pk", flat=True)) == set(shown)


def test_a_page_holds_twenty_cards() -> None:
    assert PAGE_SIZE == 20


def test_pages_know_their_neighbours(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twosource.search.reads.PAGE_SIZE", 2)
    for number in range(5):
        held(press, f"Dredger {number}", "Text.")
    first, middle, last = (search_view("dredger", number).list for number in (1, 2, 3))
    assert (len(first.cards), first.total, first.newer_url) == (2, 5, "")
    assert first.older_url == "/search/?q=dredger&page=2"
    assert (middle.newer_url, middle.older_url) == ("/search/?q=dredger", "/search/?q=dredger&page=3")
    assert (last.newer_url, last.older_url, len(last.cards)) == ("/search/?q=dredger&page=2", "", 1)
    assert search_view("dredger", 10**30).list == last
    assert search_view("dredger", -5).list == first
    shown = {card.headline for page in (first, middle, last) for card in page.cards}
    assert len(shown) == 5


def test_the_queries_of_a_page_do_not_grow_with_its_stories(press: Press) -> None:
    from django.test.utils import CaptureQueriesContext

    held(press, "Dredger", "Text.", topic="Dock strike", byline="Ana Brandt")
    search_view("dredger")
    counts = []
    for _more in range(2):
        for number in range(2):
            held(press, f"Dredger {number}", "Text.", topic="Dock strike", byline="Ana Brandt")
        with CaptureQueriesContext(connection) as queries:
            search_view("dredger")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24


def test_a_running_topic_with_the_words_in_its_name_is_offered(press: Press) -> None:
    held(press, "One", "Text.", topic="Dock strike")
    view = search_view("strikes")
    assert [(topic.name, topic.count) for topic in view.topics] == [("Dock strike", 1)]
    assert search_view("zeppelin").topics == ()


def test_no_question_is_no_answer_and_only_punctuation_finds_nothing(press: Press) -> None:
    held(press, "One", "Text.")
    assert search_view("").list is None
    assert search_view(" \x00\t").list is None
    for text in ("!!!", '"', '""', "*", "()", "-", "🙂", '"' * 5000):
        assert search_view(text).list.total == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80) | st.text(alphabet="\"'*()-^:&|!<>~ \\\x00\ud800abא東.", max_size=40))
@example('"' * 5000)
@example("\x00")
@example("a AND (NEAR(b, 2)")
@example("headline:x* -y ^z {a b}:c")
@example("'a':* & !b <-> c")
@example("𞤀𞤣𞤤𞤢𞤥")
@example("a" * 5000)
@example("%s %(x)s %%")
def test_no_text_whatever_is_an_error(press: Press, text: str) -> None:
    search(text, page=3)
    search_view(text, 2)


def test_the_list_of_naughty_strings_finds_what_it_finds_and_breaks_nothing(press: Press) -> None:
    if not BLNS.exists():
        pytest.skip("the list of naughty strings is not on this machine (TWOSOURCE_SHARED names its folder)")
    strings = [text for text in json.loads(BLNS.read_text("utf-8")) if isinstance(text, str)]
    held(press, "Naughty", *(text.replace("<", "&lt;") for text in strings[:200]))
    for text in strings:
        for hit in search(text).hits:
            assert "<" not in hit.snippet_html.replace("<mark>", "").replace("</mark>", "")


def test_a_giant_of_a_story_is_held_on_every_database(press: Press) -> None:
    words = " ".join(f"w{number}" for number in range(30_000))
    story = held(press, "Giant", words)
    assert found("w39 w40") == [story.pk]
    many_places = Postgres().vector(["a " * 20_000, "", ""])
    assert many_places.count(",") == Postgres.MOST_PLACES - 1
    assert len(Postgres().vector(["", "", " ".join(f"x{n}" for n in range(100_000))]).encode()) < 1_000_000


def test_a_story_published_in_the_future_or_long_ago_is_still_found(press: Press) -> None:
    one = held(press, "One", "A zeppelin.", at=datetime(1900, 1, 1, tzinfo=UTC))
    two = held(press, "Two", "A zeppelin.", at=datetime(2999, 1, 1, tzinfo=UTC))
    assert found("zeppelin") == [two.pk, one.pk]
