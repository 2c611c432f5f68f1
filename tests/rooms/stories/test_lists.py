"""Lists and counts: one number everywhere, every story once, and as many queries for many as for few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from gazette import Gazette

from twosource.people.actions import name_byline
from twosource.stories import list_views
from twosource.stories.actions import correct_story, unpublish_story
from twosource.stories.list_views import (
    all_topics,
    author_view,
    front_view,
    read_key,
    section_view,
    tag_view,
    topic_view,
)
from twosource.stories.models import FrontPage, SectionPage, StoryByline, StoryPage
from twosource.stories.pages import ListView
from twosource.stories.reads import Desk, running_topics, stories_by_id
from twosource.stories.shelf_reads import numbers_of
from twosource.stories.shelves import topic_shelf
from twosource.stories.story_view import story_view
from twosource.topics.actions import name_tag
from twosource.topics.models import Tag, Topic

START = datetime(2025, 3, 1, 8, 0, 0, 123457, tzinfo=UTC)


def live(paper: Gazette, number: int, **columns: object) -> list[StoryPage]:
    """So many live stories, three of each moment; made at once, for lists read rows and nothing else."""
    made = []
    for place in range(number):
        story = StoryPage(
            title=f"Story {place}", live=True, first_published_at=START + timedelta(hours=place // 3)
        )
        for name, value in columns.items():
            setattr(story, name, value)
        paper.harbour.add_child(instance=story)
        made.append(story)
    return made


def walk(view: Callable[..., ListView]) -> Iterator[ListView]:
    before = ""
    for _page in range(20):
        page = view(before=before)
        yield page
        if not page.list.older_url:
            return
        before = page.list.older_url.partition("?before=")[2]
    raise AssertionError("the list has no end")


@pytest.fixture
def topic(paper: Gazette) -> Topic:
    return paper.topic()


def test_walking_a_list_meets_every_story_once_newest_first(
    paper: Gazette, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_views, "PER_PAGE", 4)
    stories = live(paper, 10, topic=topic)
    pages = list(walk(lambda before: topic_view(topic, before=before)))
    met = [card.headline for page in pages for card in page.list.cards]
    assert met == [story.title for story in reversed(stories)]
    assert [len(page.list.cards) for page in pages] == [4, 4, 2]
    assert [page.list.total for page in pages] == [10, 10, 10]
    assert [bool(page.list.newer_url) for page in pages] == [False, True, True]


def test_a_story_that_comes_meanwhile_moves_nothing(
    paper: Gazette, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_views, "PER_PAGE", 4)
    stories = live(paper, 6, topic=topic)
    first = topic_view(topic)
    paper.published("Breaking", topic=topic)
    second = topic_view(topic, before=first.list.older_url.partition("?before=")[2])
    met = [card.headline for card in (*first.list.cards, *second.list.cards)]
    assert met == [story.title for story in reversed(stories)]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "1",
        "1.x",
        ".",
        "nan.1",
        "inf.1",
        "1e99.1",
        "-1e99.1",
        "1.5.٣",
        "1740816000.5" + "9" * 60,
        "\x00.1",
    ],
)
def test_a_key_that_is_none_shows_a_page_and_breaks_nothing(paper: Gazette, topic: Topic, key: str) -> None:
    live(paper, 1, topic=topic)
    assert len(topic_view(topic, before=key).list.cards) <= 1


def test_a_key_reads_back_to_the_microsecond() -> None:
    assert read_key(f"{START.timestamp():.6f}.12") == (START, 12)


def test_one_count_everywhere_and_it_falls_by_one(paper: Gazette, topic: Topic) -> None:
    stories = [paper.published(f"Story {n}", topic=topic) for n in range(3)]
    paper.story("A draft", topic=topic)

    def counts() -> set[int]:
        desk = Desk()
        view = topic_view(topic)
        seen = story_view(StoryPage.objects.live().filter(retracted_at=None).first())
        shown = {
            view.list.total,
            len(view.list.cards),
            numbers_of("topic")[topic_shelf(topic.pk)],
            seen.topic.count,
        }
        shown |= {card.topic.count for card in view.list.cards}
        shown |= {ref.count for ref in running_topics(desk)} | {ref.count for ref in all_topics()}
        shown |= {ref.count for ref in front_view().running} | {card.topic.count for card in seen.related}
        return shown

    assert counts() == {3}
    correct_story(story=stories[0], kind="retraction", text="We were wrong.", by=paper.editor)
    assert counts() == {2}
    unpublish_story(story=stories[1], by=paper.editor)
    assert counts() == {1}


def test_a_topic_without_a_story_is_shown_nowhere(paper: Gazette, topic: Topic) -> None:
    assert all_topics() == ()
    assert front_view().running == ()
    quiet = paper.topic("Quiet")
    Topic.objects.filter(pk=quiet.pk).update(running=False)
    paper.published(topic=Topic.objects.get(pk=quiet.pk))
    assert [ref.name for ref in all_topics()] == ["Quiet"]
    assert front_view().running == ()


def test_the_front_leads_with_what_an_editor_put_first_then_the_newest(paper: Gazette) -> None:
    live(paper, 4)
    live(paper, 1, title="Second", lead_rank=2)
    live(paper, 1, title="First", lead_rank=1)
    front = front_view()
    assert front.lead.headline == "First"
    assert [card.headline for card in front.cards] == ["Second", "Story 3", "Story 2", "Story 1", "Story 0"]


def test_the_front_shows_a_story_once_and_each_section_what_the_top_does_not(paper: Gazette) -> None:
    live(paper, 14)
    front = front_view()
    top = [front.lead, *front.cards]
    [(section, band)] = front.sections
    assert (len(top), section.text) == (10, "Harbour")
    assert not {card.url for card in top} & {card.url for card in band}
    assert len(band) == 3


def test_an_empty_paper_has_a_front(paper: Gazette) -> None:
    front = front_view()
    assert (front.lead, front.cards, front.sections) == (None, (), ())


def test_before_there_is_a_paper_there_are_no_sections(db: None) -> None:
    FrontPage.objects.all().delete()
    assert (Desk().sections, Desk().root) == ((), "/")


def test_each_kind_of_list_knows_its_stories_and_its_name(paper: Gazette, topic: Topic) -> None:
    byline = name_byline(name="Rita Smith", role="harbour reporter", bio="Writes.")
    tag = name_tag(name="Tomas Verhey", kind=Tag.Kind.PERSON, aliases=("T. Verhey",), by=paper.editor)
    Tag.objects.filter(pk=tag.pk).update(wikidata="Q42")
    tag.refresh_from_db()
    story = StoryPage(title="Listed", topic=topic, live=True, first_published_at=START)
    story.story_bylines = [StoryByline(byline=byline)]
    paper.city.add_child(instance=story)
    story.tags.set([tag])
    story.save()
    paper.published("Elsewhere")
    views = [
        section_view(SectionPage.objects.get(slug="city")),
        topic_view(topic),
        tag_view(tag),
        author_view(byline),
        author_view(name_byline(name="Nobody")),
    ]
    assert [(view.kind, view.title, view.label, view.list.total) for view in views] == [
        ("section", "City", "Section", 1),
        ("topic", "Harbour repairs", "Running topic", 1),
        ("tag", "Tomas Verhey", "Person", 1),
        ("author", "Rita Smith", "harbour reporter", 1),
        ("author", "Nobody", "Author", 0),
    ]
    assert views[2].aliases == ("T. Verhey",)
    assert views[2].links[0].url.endswith("/Q42")
    assert tag_view(name_tag(name="Plain", by=None)).links == ()
    [card] = views[1].list.cards
    assert (card.section.text, card.bylines[0].text, card.topic.count) == ("City", "Rita Smith", 1)
    assert story_view(story).tags[0].url == "/tags/person/tomas-verhey/"
    assert list(stories_by_id([story.pk, 10**6])) == [story.pk]


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask()
    return len(seen)


def test_a_story_with_many_claims_asks_no_more_than_one_with_two(paper: Gazette) -> None:
    holdings = paper.voice("Quay Holdings")

    def story(number: int) -> StoryPage:
        claims = []
        for place in range(number):
            claim = paper.asserted(
                f"Claim {number}.{place} is so.", accused=[holdings], said={"speaker": holdings}
            )
            paper.said(claim, confirmed=False)
            paper.sign(claim, paper.ana)
            paper.ask(claim, holdings)
            claims.append(claim)
        return paper.published(f"{number} claims", carries=[(claim, "background") for claim in claims])

    few, many = story(2), story(5)
    asked = [queries(lambda one=one: story_view(StoryPage.objects.get(pk=one.pk))) for one in (few, many)]
    assert asked[0] == asked[1]
    assert asked[1] < 55


def test_lists_of_many_stories_ask_no_more_than_lists_of_few(paper: Gazette, topic: Topic) -> None:
    paper.published("First", topic=topic, carries=[(paper.asserted(), "background")])
    live(paper, 14, topic=topic)
    before = [
        queries(front_view),
        queries(lambda: topic_view(topic)),
        queries(lambda: section_view(paper.harbour)),
    ]
    live(paper, 8, topic=topic)
    after = [
        queries(front_view),
        queries(lambda: topic_view(topic)),
        queries(lambda: section_view(paper.harbour)),
    ]
    assert after == before
