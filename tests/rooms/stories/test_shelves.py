"""Shelves: what stands in which list, and how many, kept with every story."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gazette import Gazette, paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from twosource.people.actions import name_byline
from twosource.stories import shelves
from twosource.stories.actions import (
    correct_story,
    publish_due,
    publish_story,
    unpublish_story,
    write_story,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.list_views import section_view, topic_view
from twosource.stories.models import SectionPage, Shelf, Shelved, StoryByline, StoryPage
from twosource.stories.shelf_reads import numbers, numbers_of
from twosource.stories.story_view import story_view
from twosource.topics.actions import name_tag


def standing(story: StoryPage) -> set[str]:
    return set(Shelved.objects.filter(story=story).values_list("shelf__name", flat=True))


def filed(paper: Gazette) -> StoryPage:
    """A published story with a topic, a tag and a byline."""
    story = StoryPage(title="Filed", body=[paragraph("The quay is open.")], topic=paper.topic())
    story.tags = [name_tag(name="Quays", by=paper.editor)]
    story.story_bylines = [StoryByline(byline=name_byline(name="Jo Reed"))]
    write_story(section=paper.harbour, story=story, by=paper.reporter)
    return publish_story(story=story, by=paper.editor)


def test_a_published_story_stands_on_every_shelf_it_belongs_on(paper: Gazette) -> None:
    story = filed(paper)
    names = {name.partition(":")[0] for name in standing(story)}
    assert names == {"paper", "section", "topic", "both", "tag", "byline", "day"}
    assert set(numbers(standing(story)).values()) == {1}


def test_a_new_version_moves_it_to_where_it_is_filed_now(paper: Gazette) -> None:
    story = filed(paper)
    old, other = shelves.topic_shelf(story.topic_id), paper.topic("Ferries")
    draft = latest_draft(story)
    draft.topic, draft.tags = other, []
    draft.save_revision(user=paper.reporter)
    assert old in standing(story), "what is only drafted moves nothing"
    publish_story(story=story, by=paper.editor)
    assert {shelves.topic_shelf(other.pk)} <= standing(story)
    assert numbers_of("tag") == {}
    assert numbers([old]) == {}


@pytest.mark.parametrize("how", ["unpublished", "retracted", "deleted"])
def test_a_story_that_leaves_takes_its_number_along(paper: Gazette, how: str) -> None:
    story, stays = filed(paper), paper.published("Stays")
    if how == "unpublished":
        unpublish_story(story=story, by=paper.editor)
    elif how == "retracted":
        correct_story(story=story, kind="retraction", text="None of it was so.", by=paper.editor)
    else:
        StoryPage.objects.get(pk=story.pk).delete()
    assert not Shelved.objects.filter(story=story.pk).exists()
    assert numbers_of("topic") == {}
    assert numbers([shelves.PAPER]) == {shelves.PAPER: 1}
    assert "paper" in standing(stays)


def test_a_section_that_is_deleted_takes_its_stories_numbers_along(paper: Gazette) -> None:
    filed(paper)
    paper.harbour.delete()
    assert numbers([shelves.PAPER]) == {}
    assert not Shelf.objects.filter(stories__gt=0).exists()


def test_a_story_that_is_moved_stands_in_the_other_section(paper: Gazette) -> None:
    story = filed(paper)
    StoryPage.objects.get(pk=story.pk).move(paper.city, pos="last-child", user=paper.root)
    assert section_view(paper.harbour).list.total == 0
    assert [card.headline for card in section_view(paper.city).list.cards] == ["Filed"]


def test_a_story_past_its_end_counts_no_more_even_before_the_schedule_sees_it(paper: Gazette) -> None:
    story = filed(paper)
    story.expire_at = timezone.now() + timedelta(hours=1)
    story.save()
    assert topic_view(story.topic).list.total == 1
    Shelved.objects.filter(story=story).update(until=timezone.now() - timedelta(seconds=1))
    assert topic_view(story.topic).list.total == 0
    assert numbers_of("day") == {}


@pytest.mark.parametrize("retracted", [False, True])
def test_the_schedule_finds_what_has_ended_without_looking_through_the_archive(
    paper: Gazette, retracted: bool
) -> None:
    story = filed(paper)
    if retracted:
        story = correct_story(story=story, kind="retraction", text="None of it was so.", by=paper.editor)
    story.expire_at = timezone.now() - timedelta(minutes=1)
    story.save()
    publish_due()
    assert not StoryPage.objects.get(pk=story.pk).live
    assert standing(story) == set()


def test_a_number_that_somebody_spoiled_is_mended(paper: Gazette) -> None:
    filed(paper)
    Shelf.objects.filter(name="paper").update(stories=7)
    assert shelves.recount() == 1
    assert numbers(["paper"]) == {"paper": 1}


def test_an_older_newsrooms_stories_are_put_where_they_belong(paper: Gazette) -> None:
    """What the migration makes of them is what a save would."""
    story, ends = filed(paper), paper.published("Ends", topic=paper.topic("Ferries"))
    ends.expire_at = timezone.now() + timedelta(days=1)
    ends.save()
    retracted = paper.published("Wrong")
    correct_story(story=retracted, kind="retraction", text="None of it was so.", by=paper.editor)
    paper.story("A draft")
    Shelf.objects.all().delete()
    import_module("twosource.stories.migrations.0010_shelved_stories").shelve_live_stories(apps, None)
    import_module("twosource.stories.migrations.0011_sections_with_topics").shelve_both(apps, None)
    kinds = {name.partition(":")[0] for name in standing(story)}
    assert kinds >= {"topic", "tag", "byline", "section", "both"}
    for one in StoryPage.objects.all():
        assert standing(one) == shelves.places_of(one)
    assert shelves.miscounted() == {}


def test_a_link_to_a_story_is_its_address_now_and_nothing_before_its_hour(paper: Gazette) -> None:
    live, draft = paper.published("Seen"), paper.story("Unseen plans")
    text = "".join(f'<a linktype="page" id="{pk}">one</a> ' for pk in (live.pk, draft.pk, 10**17, "x"))
    body = story_view(paper.published("Linking", f"<p>{text}</p>")).body
    assert body[0].html.count("href=") == 1
    assert f'href="/harbour/{live.slug}/"' in body[0].html
    assert "unseen-plans" not in body[0].html


def test_a_story_is_drawn_with_as_many_queries_for_many_links_and_claims_as_for_few(paper: Gazette) -> None:
    def queries(links: int, claims: int) -> int:
        linked = [paper.published(f"Linked {links} {n}") for n in range(links)]
        words = [f"Office {n} of {claims} counted the berths" for n in range(claims)]
        text = [
            f'{one}. <a linktype="page" id="{linked[n % links].pk}">Before</a>.'
            for n, one in enumerate(words)
        ]
        text += [f'<a linktype="page" id="{one.pk}">Before</a>' for one in linked]
        carries = [(paper.confirmed(f"{one}."), "fact", one) for one in words]
        story = paper.published(f"Of {claims}", *(f"<p>{one}</p>" for one in text), carries=carries)
        story_view(StoryPage.objects.get(pk=story.pk))
        with CaptureQueriesContext(connection) as asked:
            story_view(StoryPage.objects.get(pk=story.pk))
        return len(asked)

    assert queries(links=8, claims=4) == queries(links=1, claims=1)


def test_a_whole_page_with_links_and_claims_asks_the_database_so_often_and_no_more(
    paper: Gazette, client: Client, django_assert_max_num_queries: Any
) -> None:
    topic = paper.topic()
    linked = [paper.published(f"Linked {n}", topic=topic) for n in range(6)]
    words = [f"Office {n} counted the berths" for n in range(5)]
    text = [
        f'{one}. <a linktype="page" id="{to.pk}">Before</a>.' for one, to in zip(words, linked, strict=False)
    ]
    carries = [(paper.confirmed(f"{one}."), "fact", one) for one in words]
    paper.published("The whole of it", *(f"<p>{one}</p>" for one in text), carries=carries, topic=topic)
    address = "/harbour/the-whole-of-it/"
    assert client.get(address).status_code == 200
    with django_assert_max_num_queries(45):
        page = client.get(address).content
    assert page.count(b'<mark class="claim') == len(words)


class AnyDeeds(TestCase):
    """Whatever is done to stories, in whatever order, every number is how many stand there."""

    def setUp(self) -> None:
        self.paper = Gazette()
        assert self.paper.root.is_superuser, "hired once, and not within an example"
        self.topics = [self.paper.topic("One"), self.paper.topic("Two")]
        self.stories = [self.paper.story(f"Story {n}", topic=self.topics[0]) for n in range(2)]

    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 1), st.sampled_from(["publish", "unpublish", "refile", "retract", "move"])
            ),
            max_size=8,
        )
    )
    def test_every_number_is_how_many_stand_there(self, deeds: list[tuple[int, str]]) -> None:
        for which, deed in deeds:
            self._do(StoryPage.objects.get(pk=self.stories[which].pk), deed)
        assert shelves.recount() == 0
        for story in StoryPage.objects.all():
            assert standing(story) == shelves.places_of(story)
        shown = StoryPage.objects.live().filter(retracted_at=None).count()
        assert sum(numbers([shelves.PAPER]).values()) == sum(numbers_of("day").values()) == shown

    def _do(self, story: StoryPage, deed: str) -> None:
        paper: Any = self.paper
        if deed == "publish":
            publish_story(story=story, by=paper.editor)
        elif deed == "move":
            other = SectionPage.objects.exclude(pk=story.get_parent().pk).get()
            story.move(other, pos="last-child", user=paper.root)
        elif deed == "refile":
            draft = latest_draft(story)
            draft.topic = self.topics[1] if draft.topic_id == self.topics[0].pk else self.topics[0]
            draft.save_revision(user=paper.reporter)
        elif story.live and deed == "unpublish":
            unpublish_story(story=story, by=paper.editor)
        elif story.live and deed == "retract" and story.retracted_at is None:
            correct_story(story=story, kind="retraction", text="None of it was so.", by=paper.editor)
