"""Wagtail's index of what refers to what: the same as ever, and written once for a save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from gazette import Gazette
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import (
    disable_reference_index_auto_update,
    reference_index_auto_update_disabled,
)

from twosource.stories.actions import publish_story
from twosource.stories.drafts import latest_draft
from twosource.stories.models import StoryPage


@pytest.fixture(autouse=True)
def _index_kept() -> Iterator[None]:
    """The other tests do without it."""
    reference_index_auto_update_disabled.value = False
    yield
    reference_index_auto_update_disabled.value = True


def indexed(story: StoryPage) -> set[tuple[Any, ...]]:
    rows = ReferenceIndex.get_references_for_object(story)
    return set(rows.values_list("to_content_type", "to_object_id", "model_path", "content_path_hash"))


def rebuilt(story: StoryPage) -> set[tuple[Any, ...]]:
    ReferenceIndex.remove_for_object(story)
    ReferenceIndex.create_or_update_for_object(StoryPage.objects.get(pk=story.pk))
    return indexed(story)


def test_what_a_story_refers_to_is_on_record_after_each_save(paper: Gazette) -> None:
    claims = [paper.confirmed("The quay is cracked."), paper.confirmed("The crane is old.")]
    story = paper.published(topic=paper.topic(), carries=[(claim, "fact") for claim in claims])
    assert {str(claim.pk) for claim in claims} <= {row[1] for row in indexed(story)}
    assert indexed(story) == rebuilt(story)


def test_what_it_refers_to_no_more_is_gone(paper: Gazette) -> None:
    claims = [paper.confirmed("The quay is cracked."), paper.confirmed("The crane is old.")]
    story = paper.published(carries=[(claim, "fact") for claim in claims])
    draft = latest_draft(StoryPage.objects.get(pk=story.pk))
    draft.carried.set([row for row in draft.carried.all() if row.claim_id == claims[0].pk])
    draft.save_revision(user=paper.reporter)
    publish_story(story=StoryPage.objects.get(pk=story.pk), by=paper.editor)
    before = indexed(story)
    assert len([row for row in before if "carried" in row[2]]) == 1
    assert before == rebuilt(story)


def test_the_index_is_not_written_once_more_for_each_claim(paper: Gazette) -> None:
    def writes(claims: int) -> int:
        kinds = [(paper.confirmed(f"Berth {claims}-{number} is full."), "fact") for number in range(claims)]
        story = paper.published(f"With {claims} claims", carries=kinds)
        with CaptureQueriesContext(connection) as asked:
            publish_story(story=StoryPage.objects.get(pk=story.pk), by=paper.editor)
        return sum("wagtailcore_referenceindex" in query["sql"] for query in asked)

    assert writes(1) == writes(4) > 0


def test_who_has_switched_the_index_off_is_not_overruled(paper: Gazette) -> None:
    story = paper.story(carries=[(paper.confirmed(), "fact")])
    ReferenceIndex.remove_for_object(story)
    with disable_reference_index_auto_update():
        StoryPage.objects.get(pk=story.pk).save()
    assert not indexed(story)
