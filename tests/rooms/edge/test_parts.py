"""Parts that pages have in common: made once, and anew when something they were made from is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from finished import answer_of, fresh, kept
from gazette import Gazette

from twosource.edge import actions
from twosource.edge.finishing import finish
from twosource.edge.models import Purge
from twosource.edge.parts import PartsKept
from twosource.ledger import uses
from twosource.stories.models import StoryPage

pytestmark = pytest.mark.django_db


class Counted:
    """A part that says how often it was made."""

    def __init__(self, *subjects: str, until: datetime | None = None) -> None:
        self.subjects, self.until, self.times = subjects, until, 0

    def __call__(self) -> str:
        self.times += 1
        uses.using(*self.subjects)
        uses.good_until(self.until)
        return f"made {self.times} times"


@pytest.fixture(autouse=True)
def _something_was_touched_before() -> None:
    actions.touch(subjects=["story:0"])


@contextmanager
def a_page(store: PartsKept) -> Iterator[uses.Uses]:
    with uses.recording(store.begin()) as page:
        yield page


def shown(store: PartsKept, part: Callable[[], str], name: str = "card") -> str:
    with a_page(store):
        return uses.kept(name, part)


def test_several_pages_are_made_with_a_part_that_was_made_once() -> None:
    store, card = PartsKept(), Counted("story:7")
    assert [shown(store, card), shown(store, card)] == ["made 1 times"] * 2


def test_a_part_is_made_anew_when_what_it_was_made_from_is_touched_and_at_no_other() -> None:
    store, card = PartsKept(), Counted("story:7", "claim:3")
    shown(store, card)
    actions.touch(subjects=["story:8"])
    assert shown(store, card) == "made 1 times"
    actions.touch(subjects=["claim:3"])
    assert shown(store, card) == "made 2 times"


def test_a_page_is_made_from_all_that_its_parts_are_made_from() -> None:
    store, until = PartsKept(), timezone.now() + timedelta(hours=1)
    inner = Counted("claim:3", until=until)

    def outer() -> str:
        uses.using("story:7")
        return uses.kept("inner", inner)

    for _page in range(2):
        with a_page(store) as page:
            uses.kept("outer", outer)
        assert page.subjects == {"story:7", "claim:3"}
        assert page.until == until
    actions.touch(subjects=["claim:3"])
    shown(store, outer, "outer")
    assert inner.times == 2


def test_what_all_of_a_page_share_counts_for_each_part_that_uses_it() -> None:
    store = PartsKept()

    def desk() -> str:
        uses.using("list:sections")
        return "desk"

    with a_page(store):
        uses.once("desk", desk)
        uses.kept("card", lambda: uses.once("desk", desk))
    with a_page(store) as other:
        uses.kept("card", lambda: pytest.fail("made again"))
    assert other.subjects == {"list:sections"}


def test_a_part_begun_before_a_purge_is_not_left_for_others() -> None:
    store, card = PartsKept(), Counted("story:7")
    with a_page(store):
        actions.touch(subjects=["story:7"])
        with a_page(store):
            pass  # another page has seen the purge, and would not look for it again
        assert uses.kept("card", card) == "made 1 times"
    assert shown(store, card) == "made 2 times"


def test_a_purge_that_nobody_has_seen_yet_is_seen_by_the_next_page() -> None:
    store, card = PartsKept(), Counted("story:7")
    with a_page(store):
        actions.touch(subjects=["story:7"])
        uses.kept("card", card)
    assert shown(store, card) == "made 2 times"


def test_a_part_that_has_turned_into_another_is_made_anew() -> None:
    store = PartsKept()
    card = Counted("story:7", until=timezone.now() - timedelta(seconds=1))
    assert [shown(store, card), shown(store, card)] == ["made 1 times", "made 2 times"]


def test_where_purges_were_forgotten_so_are_the_parts() -> None:
    """Who did not make a page for long does not know what was touched since."""
    store, card = PartsKept(), Counted("story:7")
    shown(store, card)
    actions.touch(subjects=["story:7"])
    actions.touch(subjects=["story:8"])
    Purge.objects.update(at=timezone.now() - timedelta(days=1))
    actions.forget_purges()
    assert Purge.objects.count() == 1
    assert shown(store, card) == "made 2 times"


def test_no_purge_is_forgotten_before_one_that_came_earlier() -> None:
    """The clock was set back between them: the later one bears the earlier hour."""
    Purge.objects.all().delete()
    now = timezone.now()
    hours = (now - timedelta(days=1), now, now - timedelta(days=1), now)
    first, *stay = [Purge.objects.create(subject=f"story:{n}", at=at).pk for n, at in enumerate(hours)]
    actions.forget_purges()
    assert list(Purge.objects.order_by("pk").values_list("pk", flat=True)) == stay
    assert first not in stay


def test_everything_is_forgotten_when_everything_is_touched() -> None:
    store, card = PartsKept(), Counted("story:7")
    shown(store, card)
    actions.touch_all()
    assert shown(store, card) == "made 2 times"


def test_the_part_longest_unused_goes_when_there_is_no_room() -> None:
    store = PartsKept(most=10)
    cards = {name: Counted(f"story:{name}") for name in ("1", "2", "3")}
    with a_page(store):
        for name in ("1", "2"):
            uses.kept(name, cards[name], weight=5)
    shown(store, cards["1"], "1")
    with a_page(store):
        uses.kept("3", cards["3"], weight=5)
    shown(store, cards["1"], "1")
    shown(store, cards["2"], "2")
    assert [card.times for card in cards.values()] == [1, 2, 1]


def test_words_in_another_language_are_another_part() -> None:
    store, card = PartsKept(), Counted("story:7")
    shown(store, card)
    with translation.override("de"):
        assert shown(store, card) == "made 2 times"
    with timezone.override(UTC if timezone.get_current_timezone_name() != "UTC" else "Asia/Tokyo"):
        assert shown(store, card) == "made 3 times"


def test_those_that_are_missing_are_looked_up_together() -> None:
    store, asked = PartsKept(), []

    def makers(ids: list[int]) -> dict[int, Callable[[], int]]:
        asked.append(ids)
        return {pk: (lambda pk=pk: pk * 10) for pk in ids if pk != 3}

    with a_page(store):
        assert uses.kept_each("tens", [1, 2, 1], makers) == {1: 10, 2: 20}
    with a_page(store):
        assert uses.kept_each("tens", [2, 3, 4, 1], makers) == {2: 20, 4: 40, 1: 10}
    assert asked == [[1, 2], [3, 4]]


def test_outside_of_a_page_nothing_is_kept() -> None:
    card = Counted("story:7")
    assert [uses.kept("card", card), uses.kept("card", card)] == ["made 1 times", "made 2 times"]


def test_a_story_that_is_made_again_asks_for_its_own_rows_alone(paper: Gazette, heard: Callable) -> None:
    """What its claims rest on, the addresses it links to and the stories beside it were looked up before."""
    path = "/harbour/the-whole-of-it/"
    story = heard(lambda: whole_story(paper))
    finish(path)
    StoryPage.objects.filter(pk=story.pk).update(title="The rest of it")
    actions.touch(subjects=[f"story:{story.pk}"])
    asked: list[str] = []

    def keep(**made: Any) -> actions.Kept:
        asked.extend(query["sql"] for query in queries if not query["sql"].startswith("PRAGMA"))
        return kept_as_ever(**made)

    kept_as_ever = actions.keep
    with CaptureQueriesContext(connection) as queries, patch.object(actions, "keep", keep):
        finish(path)
    assert 0 < len(asked) <= 12, "\n".join(asked)
    page = kept(path)
    assert page is not None
    assert b"The rest of it" in page.bodies["identity"]
    assert answer_of(page) == fresh(path)


def whole_story(paper: Gazette) -> StoryPage:
    topic = paper.topic()
    linked = [paper.published(f"Linked {n}", topic=topic) for n in range(6)]
    text = [
        f'<p>Office {n} counted. <a linktype="page" id="{to.pk}">Before</a></p>'
        for n, to in enumerate(linked)
    ]
    carries = [(paper.confirmed(f"Office {n} counted."), "fact", f"Office {n} counted") for n in range(4)]
    return paper.published("The whole of it", *text, carries=carries, topic=topic)
