"""A list that very many pages were made from: the click marks none of them, and all of them are marked in the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from finished import answer_of, finish_all, fresh, kept
from gazette import Gazette

from twosource.edge import actions, finishing, keeping, spreading
from twosource.edge.finisher import Finisher, finish_forgotten
from twosource.edge.finishing import finish
from twosource.edge.models import Spread, Standing
from twosource.edge.reads import pages_waiting
from twosource.stories.actions import publish_story, unpublish_story
from twosource.stories.models import StoryPage
from twosource.topics.models import Topic

Heard = Callable[[Callable[[], Any]], Any]
SIBLINGS = 7
TOPIC = "/topics/harbour-repairs/"


def address(number: int) -> str:
    return f"/harbour/berth-{number}/"


@pytest.fixture
def topic(paper: Gazette, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> Topic:
    """A topic with more stories than are marked at once; every page that waited is made."""
    topic: Topic = paper.topic()
    for number in range(SIBLINGS):
        heard(lambda number=number: paper.published(f"Berth {number}", topic=topic))
    actions.expect(paths=["/", "/harbour/", TOPIC])
    finish_all()
    monkeypatch.setattr(spreading, "AT_ONCE", 3)
    monkeypatch.setattr(spreading, "A_STEP", 2)
    return topic


def good() -> set[str]:
    return {path for path in Standing.objects.values_list("path", flat=True) if kept(path)}


def spread_all() -> int:
    steps = 0
    while actions.spread():
        steps += 1
        assert steps < 1000
    return steps


def test_the_click_marks_no_page_of_a_large_topic_and_its_own_page_is_there(
    topic: Topic, paper: Gazette, heard: Heard
) -> None:
    before = good()
    story = heard(lambda: paper.published("Berth 8", topic=topic))
    assert kept(address(8)) is not None
    assert {address(number) for number in range(4)} <= good() & before
    assert f"list:topic:{topic.pk}" in set(Spread.objects.values_list("subject", flat=True))
    assert pages_waiting().since is not None
    assert story.pk


def test_lists_come_first_then_every_page_and_then_nothing_is_left(
    topic: Topic, paper: Gazette, heard: Heard
) -> None:
    heard(lambda: paper.published("Berth 8", topic=topic))
    assert actions.spread()
    assert kept(TOPIC) is None
    assert kept(address(SIBLINGS - 1)) is not None
    spread_all()
    assert not [number for number in range(SIBLINGS) if kept(address(number))]
    assert not Spread.objects.exists()
    finish_all()
    assert pages_waiting().since is None
    for path in Standing.objects.values_list("path", flat=True):
        page = kept(path)
        assert page is not None, path
        assert answer_of(page) == fresh(path)


def test_whoever_dies_in_between_leaves_the_rest_on_record(
    topic: Topic, paper: Gazette, heard: Heard
) -> None:
    heard(lambda: paper.published("Berth 8", topic=topic))
    for _step in range(3):
        assert actions.spread()
    keeping._open.clear()  # another process has its own
    spread_all()
    finish_all()
    assert all(answer_of(kept(address(n))) == fresh(address(n)) for n in range(SIBLINGS))  # type: ignore[arg-type]


def test_a_list_that_moves_while_it_is_gone_through_is_gone_through_once_more(
    topic: Topic, paper: Gazette, heard: Heard
) -> None:
    """A page marked and made again in between is made of the list as it was then."""
    heard(lambda: paper.published("Berth 8", topic=topic))
    while kept(address(0)):
        assert actions.spread()
    assert finish(address(0))
    last = heard(lambda: paper.published("Berth 9", topic=topic))
    spread_all()
    finish_all()
    assert all(answer_of(kept(address(n))) == fresh(address(n)) for n in range(SIBLINGS))  # type: ignore[arg-type]
    heard(lambda: unpublish_story(story=last, by=paper.editor))
    spread_all()
    finish_all()
    assert answer_of(kept(address(0))) == fresh(address(0))  # type: ignore[arg-type]


def test_it_comes_to_an_end_though_the_list_moves_again_and_again(
    topic: Topic, paper: Gazette, heard: Heard
) -> None:
    story = heard(lambda: paper.published("Berth 8", topic=topic))
    marked: set[str] = set()
    for turn in range(SIBLINGS * 2):
        before = good()
        actions.spread()
        marked |= before - good()
        actions.touch(subjects=[f"list:topic:{topic.pk}"])
        assert Spread.objects.filter(subject=f"list:topic:{topic.pk}").count() == 1, turn
    assert {address(number) for number in range(SIBLINGS)} <= marked
    assert story.live


def test_what_a_story_says_is_never_left_for_later(topic: Topic, paper: Gazette, heard: Heard) -> None:
    """Only that a list moved is; a page on which the story itself is shown waits with the click."""
    story = StoryPage.objects.get(slug="berth-6")
    showing = set(Standing.objects.filter(uses__subject=f"story:{story.pk}").values_list("path", flat=True))
    assert len(showing) > spreading.AT_ONCE
    heard(lambda: unpublish_story(story=story, by=paper.editor))
    assert not showing & good()
    heard(lambda: publish_story(story=StoryPage.objects.get(pk=story.pk), by=paper.editor))


def test_the_process_that_makes_pages_spreads_and_so_does_who_stands_in_for_it(
    topic: Topic, paper: Gazette, heard: Heard
) -> None:
    heard(lambda: paper.published("Berth 8", topic=topic))
    finisher = Finisher(lambda: [])
    for _turn in range(60):
        finisher.work()
    assert not Spread.objects.exists()
    assert all(answer_of(kept(address(n))) == fresh(address(n)) for n in range(SIBLINGS))  # type: ignore[arg-type]
    (keeping.folder() / "finisher").unlink()
    heard(lambda: paper.published("Berth 9", topic=topic))
    for _turn in range(60):
        finish_forgotten()
    assert not Spread.objects.exists()
    assert not finishing.waiting().filter(rank__lt=7).exists()
