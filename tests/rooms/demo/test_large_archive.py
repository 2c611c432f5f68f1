"""The large archive: made by rows, and yet as if people had made it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from multiprocessing import active_children

import pytest
from django.core.files.images import ImageFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from gazette import Gazette
from PIL import Image
from wagtail.models import Page

from twosource.demo import bulk, bulk_cast
from twosource.demo.bulk_ahead import MakerEnded, made_ahead
from twosource.demo.bulk_batches import Batch, batches, start_from
from twosource.demo.bulk_words import Teller
from twosource.demo.script import read_script
from twosource.search.actions import words_of
from twosource.search.documents import texts_of
from twosource.search.engines import engine
from twosource.search.models import Document
from twosource.shortlinks.models import ShortLink
from twosource.stories import bridge, gate, shelves
from twosource.stories.actions import correct_story, publish_story
from twosource.stories.drafts import latest_draft
from twosource.stories.models import NewsPicture, Obligation, Shelf, Shelved, StoryPage
from twosource.stories.obligations import reconcile
from twosource.stories.story_view import story_view
from twosource.verification.models import Claim
from twosource.verification.settling import settle

MANY = 240


def nothing(_done: int, _total: int) -> None:
    """No progress is told."""


@pytest.fixture
def filled(paper: Gazette, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gazette]:
    """A paper with an archive, made in batches that are broken off between two runs."""
    data = BytesIO()
    Image.new("RGB", (320, 200)).save(data, "JPEG")
    picture = NewsPicture(
        title="A quay",
        alt="A quay",
        credit="Ana Smith",
        file=ImageFile(BytesIO(data.getvalue()), name="q.jpg"),
    )
    picture.save()
    paper.published("The first of all")
    monkeypatch.setattr(bulk, "BATCH", 100)
    bulk.fill(MANY // 2, nothing)
    bulk.fill(MANY, nothing)
    return paper


def archive() -> list[StoryPage]:
    return list(StoryPage.objects.filter(slug__contains="-says-").order_by("pk"))


def test_an_archive_is_what_people_would_have_left(filled: Gazette) -> None:
    """One archive, looked at from every side: making one takes longer than looking."""
    stories = archive()
    assert [int(story.slug.rpartition("-")[2]) for story in stories] == list(range(MANY))
    assert not any(Page.find_problems())
    _stand_where_they_belong(stories)
    _went_out_by_right(stories)
    _are_found_by_their_words(stories)
    for story in stories[:20]:
        assert story_view(story).headline == story.title


def _stand_where_they_belong(stories: list[StoryPage]) -> None:
    for story in stories:
        standing = set(Shelved.objects.filter(story=story).values_list("shelf__name", flat=True))
        assert standing == shelves.places_of(story)
    assert shelves.recount() == 0
    largest = Shelf.objects.filter(name__startswith="topic:").order_by("-stories").first()
    assert largest is not None
    assert largest.stories > MANY / 2


def _went_out_by_right(stories: list[StoryPage]) -> None:
    """The gate lets each through; the kernel says of its claims what is kept; nothing is owed to readers."""
    assert all(story.words_digest == bridge.words_digest(story) for story in stories)
    assert all(gate.decide(story).ok for story in stories)
    kept = dict(Claim.objects.values_list("pk", "assessment"))
    with transaction.atomic():
        settle(list(kept), by=None)
        reconcile(kept)
    assert dict(Claim.objects.values_list("pk", "assessment")) == kept
    assert {"asserted", "corroborated", "confirmed"} <= set(Claim.objects.values_list("status", flat=True))
    assert not Obligation.objects.exists()


def _are_found_by_their_words(stories: list[StoryPage]) -> None:
    documents = Document.objects.in_bulk()
    indexed = engine().words(documents)
    for story in stories:
        if story.retracted_at is None:
            held, texts = documents[story.pk], texts_of(story)
            assert (held.headline, held.filed, held.body) == (texts.headline, texts.filed, texts.body)
            assert indexed[story.pk] == words_of(texts)
        else:
            assert story.pk not in documents


def test_its_stories_are_edited_published_and_corrected_like_any(filled: Gazette) -> None:
    stories = [story for story in archive() if story.retracted_at is None]
    for story in (
        next(one for one in stories if one.latest_revision_id is None),
        next(one for one in stories if one.latest_revision_id is not None and one.carried.exists()),
    ):
        draft = latest_draft(story)
        assert (draft.title, draft.body.raw_data[0]) == (story.title, story.body.raw_data[0])
        assert {tag.pk for tag in draft.tags.all()} == {tag.pk for tag in story.tags.all()}
        draft.title = "Another headline"
        draft.save_revision(user=filled.reporter)
        assert publish_story(story=story, by=filled.editor).title == "Another headline"
        corrected = correct_story(story=story, kind="correction", text="It was a Monday.", by=filled.editor)
        assert corrected.corrections.all()[0].text == "It was a Monday."
        assert corrected.changed_at is not None


def test_a_batch_that_breaks_off_leaves_nothing(filled: Gazette, monkeypatch: pytest.MonkeyPatch) -> None:
    before = StoryPage.objects.count(), Shelved.objects.count(), Document.objects.count()

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bulk, "_index", broken)
        with pytest.raises(KeyboardInterrupt):
            bulk.fill(MANY + 10, nothing)
    assert before == (StoryPage.objects.count(), Shelved.objects.count(), Document.objects.count())
    assert bulk.fill(MANY + 10, nothing) == 10
    assert bulk.fill(MANY + 10, nothing) == 0


def without_chance(made: Batch) -> Batch:
    """Short addresses are drawn anew each time."""
    return replace(made, rows=[(model, rows) for model, rows in made.rows if model is not ShortLink])


def test_another_process_makes_what_this_one_would_without_the_database(filled: Gazette) -> None:
    start, ranges = start_from(bulk_cast.cast()), [range(MANY, MANY + 20), range(MANY + 20, MANY + 25)]
    with CaptureQueriesContext(connection) as asked:
        here = [without_chance(batch) for batch in batches(start, ranges)]
    assert not asked.captured_queries
    with made_ahead(start, ranges) as made:
        assert [without_chance(batch) for batch in made] == here
    assert not active_children()
    assert [batch.stop for batch in here] == [MANY + 20, MANY + 25]


def test_an_archive_whose_maker_is_killed_is_continued(
    filled: Gazette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 5)

    monkeypatch.setattr(bulk, "WORTH_ANOTHER", 1)
    told: list[int] = []

    def progress(done: int, _total: int) -> None:
        told.append(done)
        for maker in active_children():
            maker.kill()

    with pytest.raises(MakerEnded):
        bulk.fill(MANY + 2_000, progress)
    assert not active_children()
    assert bulk.made_so_far() == told[-1] < MANY + 2_000
    assert StoryPage.objects.filter(slug__contains="-says-").count() == told[-1]
    monkeypatch.setattr(bulk, "WORTH_ANOTHER", 1_000)
    assert bulk.fill(told[-1] + 3, nothing) == 3
    assert Page.find_problems() == ([], [], [], [], [])


def test_what_a_story_says_follows_from_its_number_alone() -> None:
    from django.utils import timezone

    first, second = (Teller(read_script(timezone.now())) for _ in range(2))
    assert first.story(7) == second.story(7)
    assert first.story(7).headline != first.story(8).headline


def test_no_two_tags_have_one_name() -> None:
    names = [
        (kind, bulk_cast._tag_name(kind, number))
        for kind, most in bulk_cast.TAGS.items()
        for number in range(most)
    ]
    assert len(set(names)) == len(names)
