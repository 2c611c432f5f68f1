"""The index says what readers see: at once, whatever happens to stories, claims and names, and at one cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gazette import Gazette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.search.models import IndexEntry

from press import Press
from twosource.search import actions, catalogue, handlers
from twosource.search.actions import catch_up, index_filed_under, index_story, put, rebuild
from twosource.search.catalogue import Catalogue, opened
from twosource.search.documents import Texts
from twosource.search.filing import Filed
from twosource.search.filters import NONE, Filters
from twosource.search.models import Change, Document, Filing
from twosource.search.reads import index_state, search, search_view
from twosource.stories.actions import publish_story, unpublish_story
from twosource.stories.models import StoryPage
from twosource.topics.models import Tag, Topic
from twosource.verification.models import Claim

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def held(press: Press, headline: str, *paragraphs: str, **about: Any) -> StoryPage:
    story = press.publish(headline, *paragraphs, **about)
    assert index_story(story_id=story.pk)
    return story


def found(query: str, *pairs: tuple[str, str]) -> set[int]:
    return {hit.story_id for hit in search(query, filters=Filters(pairs)).hits}


def counts(query: str) -> dict[str, int]:
    """Every number a page shows beside a filter."""
    facets = search_view(query).facets
    return {value.text: value.count for one in facets for value in (*one.values, *one.more)}


def test_what_readers_do_not_see_is_neither_found_nor_counted(press: Press) -> None:
    """By the handlers' ledger: even before the index has heard, and though it still holds the story."""
    for number in range(2):
        held(press, f"Kept {number}", "A zeppelin.", topic="Dock strike", section="city")
    gone, wrong = (held(press, name, "A zeppelin.", topic="Dock strike") for name in ("Gone", "Wrong"))
    assert counts("zeppelin")["Harbour"] == 2
    unpublish_story(story=gone, by=press.editor)
    press.correct(wrong, "There was none.", "retraction")
    press.draft(
        "Embargoed", "A zeppelin.", topic="Dock strike", go_live_at=timezone.now() + timedelta(hours=1)
    )
    assert Filing.objects.count() == 4
    assert search("zeppelin").total == search("", filters=Filters((("topic", "dock-strike"),))).total == 2
    assert "Harbour" not in counts("zeppelin")
    assert set(counts("zeppelin").values()) <= {2}


def test_a_story_past_its_end_is_gone_before_the_schedule_notices(press: Press, monkeypatch: Any) -> None:
    end = timezone.now() + timedelta(hours=1)
    story = held(press, "One", "A zeppelin.", expire_at=end)
    other = held(press, "Two", "A zeppelin.")
    assert found("zeppelin") == {story.pk, other.pk}
    monkeypatch.setattr("twosource.search.reads.timezone.now", lambda: end + timedelta(seconds=1))
    assert found("zeppelin") == {other.pk}
    assert search("zeppelin").total == 1


def test_a_scheduled_story_is_told_of_by_nothing_until_its_minute(press: Press) -> None:
    story = press.draft("Embargoed zeppelin", "A zeppelin.", topic="Operation Heron")
    story = StoryPage.objects.get(pk=story.pk)
    publish_story(story=story, at=timezone.now() + timedelta(hours=1), by=press.editor)
    handlers.index_published(SimpleNamespace(story_id=story.pk))  # type: ignore[arg-type]
    assert not Filing.objects.exists()
    view = search_view("zeppelin")
    assert (view.list.total, view.facets, view.topics) == (0, (), ())
    assert search_view("operation heron").topics == ()


def test_filters_follow_what_becomes_of_a_claim(press: Press, heard: Any) -> None:
    story = press.draft("One", "The quay is cracked.")
    claim = press.claim(StoryPage.objects.get(pk=story.pk), "The quay is cracked.")
    publish_story(story=StoryPage.objects.get(pk=story.pk), by=press.editor)
    index_story(story_id=story.pk)
    before = claim.status
    assert found("quay", ("status", before)) == {story.pk}
    Claim.objects.filter(pk=claim.pk).update(status="refuted")
    handlers.refile_claims_changed([SimpleNamespace(claim_id=claim.pk)])
    assert found("quay", ("status", before)) == set()
    assert found("quay", ("status", "refuted")) == {story.pk}


def test_the_index_hears_that_a_claim_stands_otherwise(paper: Gazette, heard: Any) -> None:
    press = Press()
    story = press.draft("One", "The quay is cracked.")
    claim = press.claim(StoryPage.objects.get(pk=story.pk), "The quay is cracked.")
    heard(lambda: publish_story(story=StoryPage.objects.get(pk=story.pk), by=press.editor))
    assert found("quay", ("status", "none")) == {story.pk}
    heard(lambda: paper.support(claim, paper.witness("the harbour master")))
    now = Claim.objects.get(pk=claim.pk).status
    assert now != "none"
    assert found("quay", ("status", "none")) == set()
    assert found("quay", ("status", now)) == {story.pk}


def test_many_claims_are_followed_in_as_many_queries_as_one(press: Press) -> None:
    def following(number: int) -> int:
        claims = []
        for _each in range(number):
            story = press.draft("One", "The quay is cracked.")
            claims.append(press.claim(StoryPage.objects.get(pk=story.pk), "The quay is cracked."))
            publish_story(story=StoryPage.objects.get(pk=story.pk), by=press.editor)
            index_story(story_id=story.pk)
        Claim.objects.update(status="disputed")
        with CaptureQueriesContext(connection) as queries:
            handlers.refile_claims_changed([SimpleNamespace(claim_id=claim.pk) for claim in claims])
        Claim.objects.update(status="none")
        return len(queries)

    assert following(1) == following(7)


def test_a_story_that_moved_is_in_its_new_section(press: Press) -> None:
    story, other = held(press, "One", "A zeppelin."), held(press, "Two", "A zeppelin.")
    city = held(press, "Three", "Else.", section="city").get_parent()
    StoryPage.objects.get(pk=story.pk).move(city, pos="last-child")
    handlers.refile_moved(SimpleNamespace(story_id=story.pk))
    assert found("zeppelin", ("section", "city")) == {story.pk}
    assert found("zeppelin", ("section", "harbour")) == {other.pk}


def test_a_renamed_topic_or_tag_is_found_by_its_new_name(press: Press, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    stories = [
        held(press, f"S {n}", "Text.", topic="Dock strike", tags=[("person", "Verhey")]) for n in range(5)
    ]
    other = held(press, "Other", "Text.", topic="Dock strikers")
    Topic.objects.filter(name="Dock strike").update(name="Lockout")
    Tag.objects.update(name="Osei")
    topic, tag = Topic.objects.get(name="Lockout"), Tag.objects.get()
    handlers.index_renamed([SimpleNamespace(kind=k, pk=pk) for k, pk in (("topic", topic.pk), ("voice", 1))])
    assert found("lockout") == {stories[4].pk, stories[3].pk}
    assert index_state().outdated == 3
    assert catch_up(most=2) == 2
    assert catch_up() == 1
    assert catch_up() == 0
    assert found("lockout") == found("osei") == {story.pk for story in stories}
    assert found('"dock strikers"') == {other.pk}
    assert index_filed_under(kind="tag", pk=tag.pk) == 3


def test_a_rebuild_goes_on_where_it_stopped_and_can_begin_anew(press: Press, monkeypatch: Any) -> None:
    stories = [press.publish(f"Story {number}", "A zeppelin.") for number in range(5)]
    assert (index_state().missing, index_state().is_right) == (5, False)

    def stop(done: int, of: int) -> None:
        assert of == 5
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(stop)
    told: list[tuple[int, int]] = []
    assert rebuild(lambda done, of: told.append((done, of))) == 5
    assert told == [(3, 5), (4, 5), (5, 5)]
    assert index_state().is_right
    assert rebuild(lambda done, of: told.append((done, of))) == 5
    assert len(told) == 3
    assert rebuild(anew=True) == 5
    monkeypatch.setattr(actions, "ANALYSER", 10_000)
    assert index_state().outdated == 5
    assert rebuild() == 5
    unpublish_story(story=stories[0], by=press.editor)
    assert index_state().stale == 1
    assert rebuild() == 4
    assert index_state().is_right


def test_publishing_writes_nothing_to_wagtails_own_index_and_costs_the_same_in_any_archive(
    press: Press, django_capture_on_commit_callbacks: Any
) -> None:
    def publishing() -> list[str]:
        story = press.draft("One", "The quay is cracked.", topic="Dock strike")
        with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as queries:
            publish_story(story=StoryPage.objects.get(pk=story.pk), by=press.editor)
            index_story(story_id=story.pk)
        return [query["sql"] for query in queries]

    publishing()
    few = publishing()
    at = datetime(2015, 1, 1, tzinfo=UTC)
    for number in range(30):
        held(press, f"Filler {number}", "The quay.", topic="Dock strike", at=at + timedelta(days=number))
    many = publishing()
    assert len(many) == len(few)
    assert not [sql for sql in many if "indexentry" in sql.lower()]
    assert not IndexEntry.objects.exists()


def test_every_process_hears_of_every_change(press: Press) -> None:
    """Two catalogues beside each other, as two processes have them, and one that is read anew."""
    one, other = Catalogue(), Catalogue()
    story = held(press, "One", "A zeppelin.", topic="Dock strike")
    for each in (one, other):
        each.refresh()
    held(press, "Two", "A zeppelin.")
    Topic.objects.get().delete()
    index_story(story_id=story.pk)
    one.refresh()
    StoryPage.objects.get(pk=story.pk).delete()
    one.refresh()
    other.refresh()
    fresh = Catalogue()
    fresh.refresh()
    for each in (one, other):
        assert each.everything == fresh.everything
        assert each._marks == fresh._marks
        assert each._order == fresh._order
        assert +each._sizes == fresh._sizes


def test_what_was_rolled_back_was_never_heard(press: Press) -> None:
    held(press, "One", "A zeppelin.")
    with opened():
        pass
    point = transaction.savepoint()
    held(press, "Two", "A zeppelin.")
    assert search("zeppelin").total == 2
    transaction.savepoint_rollback(point)
    assert search("zeppelin").total == 1
    held(press, "Three", "A zeppelin.")
    assert search("zeppelin").total == 2


def test_old_changes_are_thrown_away_and_who_missed_them_reads_all_anew(
    press: Press, monkeypatch: Any
) -> None:
    monkeypatch.setattr(actions, "KEPT_CHANGES", 3)
    sleeper = Catalogue()
    held(press, "One", "A zeppelin.")
    sleeper.refresh()
    for number in range(6):
        held(press, f"Story {number}", "A zeppelin.")
    assert Change.objects.count() <= 4
    sleeper.refresh()
    assert len(sleeper) == 7


def test_a_catalogue_that_could_not_be_brought_in_step_begins_anew(press: Press, monkeypatch: Any) -> None:
    one = Catalogue()
    held(press, "One", "A zeppelin.")
    one.refresh()
    held(press, "Two", "A zeppelin.")
    with monkeypatch.context() as broken:
        broken.setattr(one, "_put_in", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            one.refresh()
    one.refresh()
    assert len(one) == 2


MARKS = ("section/1", "section/2", "topic/1", "topic/2", "person/1", "person/2", "says/1", "status/confirmed")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.frozensets(st.sampled_from(MARKS)), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.frozensets(st.sampled_from(MARKS)) | st.none()), max_size=12),
    st.integers(0, 2**12 - 1),
    st.booleans(),
)
def test_counts_are_true_after_any_changes_however_they_are_made(
    first: list[frozenset[str]], changes: list[tuple[int, frozenset[str] | None]], chosen: int, broad: bool
) -> None:
    """Against counting by hand: by bits and by ids, one by one and from the most frequent down."""
    at = datetime(2015, 1, 1, tzinfo=UTC)
    one = Catalogue()
    now = {}
    one._clear()
    for pk, marks in enumerate(first, start=1):
        now[pk] = marks
        one._put_in(pk, at + timedelta(days=pk), None, tuple(sorted(marks)))
    for mark in ("section/1", "person/1"):
        one._dense[mark] = one.bits_of(one._sparse.pop(mark, set()))
    for place, marks in changes:
        pk = place + 1
        if pk in now:
            one._take_out(pk)
            del now[pk]
        if marks is not None:
            now[pk] = marks
            one._put_in(pk, at + timedelta(days=pk % 5), None, tuple(sorted(marks)))
        one.log.append(pk)
    hits = {pk for pk in now if chosen >> (pk - 1) & 1}
    counting = one.counter(one.bits_of(hits) & one.everything)
    if broad:
        counting._exact = None
    for mark in MARKS:
        expected = sum(mark in now[pk] for pk in hits)
        assert counting.count(mark) == expected
        assert one.marked(mark) == one.bits_of(pk for pk in now if mark in now[pk])
    people = sorted(
        (sum(m in now[pk] for pk in hits) for m in MARKS if m.startswith("person/")), reverse=True
    )
    assert [number for _mark, number in counting.most("person", 1)] == [n for n in people if n][:1]
    assert one.newest(one.everything, 20) == sorted(now, key=lambda pk: (one.time_of(pk), pk), reverse=True)


def test_of_very_many_stories_the_best_come_first_and_all_can_be_reached(
    press: Press, monkeypatch: Any
) -> None:
    """The newest are weighed, and those that say it on top; whatever follows comes by date, and nothing twice."""
    for name in ("WEIGHED", "WEIGHED_ON_TOP"):
        monkeypatch.setattr(f"twosource.search.finding.{name}", 3)
    monkeypatch.setattr(catalogue, "NARROW", 2)
    at = datetime(2015, 1, 1, tzinfo=UTC)
    body = [held(press, f"S {n}", "A zeppelin.", at=at + timedelta(days=n)) for n in range(12)]
    head = held(press, "Zeppelin", "It came.", at=at - timedelta(days=100))
    pages = [search("zeppelin", page=page, per_page=5) for page in (1, 2, 3)]
    ids = [hit.story_id for page in pages for hit in page.hits]
    assert ids == [head.pk, *(story.pk for story in reversed(body))]
    assert {page.total for page in pages} == {13}


def test_a_search_has_fifty_pages_and_says_so(press: Press, monkeypatch: Any) -> None:
    monkeypatch.setattr("twosource.search.finding.MOST_PAGES", 2)
    monkeypatch.setattr("twosource.search.reads.MOST_PAGES", 2)
    monkeypatch.setattr("twosource.search.reads.PAGE_SIZE", 1)
    for number in range(3):
        held(press, f"Story {number}", "A zeppelin.")
    last = search_view("zeppelin", 3)
    assert (last.list.total, last.list.older_url, len(last.list.cards)) == (3, "", 1)
    assert "narrow it down" in last.took_note
    assert search_view("zeppelin", 1).took_note == ""


def test_texts_can_be_put_in_by_the_thousand(press: Press) -> None:
    stories = [press.publish(f"Story {number}", "Text.") for number in range(3)]
    filed = Filed(timezone.now(), None, ("year/2015",))
    with CaptureQueriesContext(connection) as queries:
        put([(story.pk, Texts("Bulk", "", "A zeppelin.\nAnother."), filed) for story in stories])
    assert len(queries) <= 12
    assert found("zeppelin another") == {story.pk for story in stories}
    assert Document.objects.count() == 3
    assert NONE.asked == ()
