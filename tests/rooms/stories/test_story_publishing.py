"""Writing, carrying, publishing, scheduling, correcting: what happens to a story, and when it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from gazette import Gazette, block, paragraph
from wagtail.models import Revision

from twosource.ledger import clock
from twosource.ledger.models import Entry
from twosource.stories.actions import (
    carry_claim,
    change_mode,
    correct_story,
    lay_out_paper,
    publish_due,
    publish_story,
    send_to_checking,
    stop_carrying,
    unpublish_story,
    unschedule_story,
)
from twosource.stories.correction_view import corrections_view
from twosource.stories.drafts import latest_draft
from twosource.stories.events import StoryPublished
from twosource.stories.gate import GateClosed
from twosource.stories.handlers import draw_pictures
from twosource.stories.models import Correction, FrontPage, Refusal, SectionPage, Stage, StoryPage
from twosource.stories.reads import find_story, live_stories, stories_carrying
from twosource.stories.shelf_reads import numbers_of
from twosource.stories.shelves import topic_shelf
from twosource.stories.story_view import story_view
from twosource.verification.actions import retract_item
from twosource.verification.refusals import BadValue, Refused


def again(story: StoryPage) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


def edit(paper: Gazette, story: StoryPage, **columns: object) -> StoryPage:
    draft = latest_draft(story)
    for name, value in columns.items():
        setattr(draft, name, value)
    draft.save_revision(user=paper.reporter)
    return publish_story(story=story, by=paper.editor)


def kinds(story: StoryPage) -> list[str]:
    return list(
        Entry.objects.filter(subject=f"story:{story.pk}").order_by("id").values_list("kind", flat=True)
    )


def test_laying_out_the_paper_again_adds_only_what_is_missing(paper: Gazette) -> None:
    again = lay_out_paper(name="Other", sections=[("Harbour", ""), ("Sport", "Games")])
    assert again == paper.front
    assert FrontPage.objects.get().title == "The Testing Gazette"
    assert [page.title for page in SectionPage.objects.order_by("path")] == ["Harbour", "City", "Sport"]


def test_a_new_story_is_a_draft_of_its_writer(paper: Gazette) -> None:
    story = again(paper.story())
    assert (story.live, story.owner, story.stage.name) == (False, paper.reporter, Stage.Name.WRITING)
    assert str(story.stage) == f"{story.pk}: writing"
    assert kinds(story) == ["StoryWritten"]
    assert find_story(story.url_path) is None


def test_words_that_carry_a_claim_stand_in_the_story(paper: Gazette) -> None:
    claim, story = paper.asserted(), paper.story("Cracks", "The <b>quay</b> is&nbsp;cracked, they say.")
    with pytest.raises(BadValue, match="'the quay is sound' do not stand"):
        carry_claim(story=story, claim=claim, mode="background", words="the quay is sound", by=paper.reporter)
    with pytest.raises(BadValue, match="at most 600"):
        carry_claim(story=story, claim=claim, mode="background", words="quay " * 200, by=paper.reporter)
    row = carry_claim(
        story=story, claim=claim, mode="background", words="The quay is cracked", by=paper.reporter
    )
    assert latest_draft(story).carried.get().words == row.words == "The quay is cracked"


def test_the_newest_version_is_what_is_carried_published_and_found(paper: Gazette) -> None:
    one, two = paper.confirmed(), paper.confirmed("The pier is cracked.")
    story = paper.story(carries=[(one, "fact")])
    stale = again(story)
    carry_claim(story=story, claim=two, mode="fact", by=paper.reporter)
    assert [row.claim for row in latest_draft(stale).carried.all()] == [one, two]
    assert set(stories_carrying([one.pk, two.pk])) == {one.pk, two.pk}
    publish_story(story=stale, by=paper.editor)
    assert again(story).carried.count() == 2


def test_what_a_live_story_carries_changes_only_when_it_is_published(paper: Gazette) -> None:
    one, two = paper.confirmed(), paper.corroborated("The pier is cracked.")
    story = paper.published(carries=[(one, "fact")])
    carry_claim(story=story, claim=two, mode="fact", by=paper.reporter)
    stop_carrying(story=story, claim=one, by=paper.reporter)
    assert again(story).carried.get().claim == one
    with pytest.raises(GateClosed):
        publish_story(story=story, by=paper.editor)
    change_mode(story=story, claim=two, mode="background", by=paper.reporter)
    publish_story(story=story, by=paper.editor)
    row = again(story).carried.get()
    assert (row.claim, row.mode) == (two, "background")
    with pytest.raises(Refused, match="does not carry"):
        change_mode(story=story, claim=one, mode="fact", by=paper.reporter)


def test_a_story_without_claims_has_nothing_to_check(paper: Gazette) -> None:
    story = paper.story()
    with pytest.raises(Refused, match="no claims"):
        send_to_checking(story=story, by=paper.reporter)
    carry_claim(story=story, claim=paper.asserted(), mode="background", by=paper.reporter)
    assert send_to_checking(story=story, by=paper.reporter).name == Stage.Name.CHECKING
    assert kinds(story)[-1] == "SentToChecking"


# three times, kept apart


def test_publishing_first_sets_when_it_was_published_and_nothing_else(paper: Gazette) -> None:
    moment = datetime(2025, 3, 1, 8, tzinfo=UTC)
    story = paper.story()
    with clock.at(moment):
        story = publish_story(story=story, by=paper.editor)
    assert (story.live, story.first_published_at, story.changed_at) == (True, moment, None)
    fact = Entry.objects.get(kind="StoryPublished")
    assert (fact.payload["first"], fact.by) == (True, paper.editor)


def test_publishing_the_same_words_again_changes_no_time(paper: Gazette) -> None:
    story = paper.published()
    later = edit(paper, story, lead_rank=1)
    assert (later.first_published_at, later.changed_at) == (story.first_published_at, None)
    assert Entry.objects.filter(kind="StoryPublished").latest("id").payload["first"] is False


def test_a_real_edit_is_dated_and_keeps_the_first_time(paper: Gazette) -> None:
    story = paper.published()
    moment = timezone.now()
    changed = edit(paper, story, title="Deep cracks in the quay")
    assert changed.first_published_at == story.first_published_at
    assert changed.changed_at >= moment
    assert story_view(changed).updated_at == changed.changed_at
    same = edit(paper, changed, lead_rank=2)
    assert same.changed_at == changed.changed_at


def test_an_older_version_published_again_takes_no_time_back(paper: Gazette) -> None:
    story = paper.published()
    old = story.latest_revision
    changed = edit(paper, story, title="Deep cracks in the quay")
    old.publish()
    reverted = again(story)
    assert reverted.title == "Cracks in the quay"
    assert reverted.first_published_at == story.first_published_at
    assert reverted.changed_at > changed.changed_at


def test_the_paper_forgets_an_unpublished_story_until_it_is_back(paper: Gazette) -> None:
    story = paper.published()
    assert find_story(story.url_path) == story
    unpublish_story(story=story, by=paper.editor)
    assert find_story(story.url_path) is None
    assert kinds(story)[-1] == "StoryUnpublished"
    back = publish_story(story=again(story), by=paper.editor)
    assert back.first_published_at == story.first_published_at
    assert back.changed_at is None


# the schedule


def test_a_time_that_is_past_is_refused(paper: Gazette) -> None:
    with pytest.raises(BadValue, match="past"):
        publish_story(story=paper.story(), by=paper.editor, at=timezone.now() - timedelta(seconds=1))


def test_a_scheduled_story_waits_for_its_minute_and_can_be_taken_off(paper: Gazette) -> None:
    story = publish_story(story=paper.story(), by=paper.editor, at=timezone.now() + timedelta(hours=1))
    assert (story.live, story.first_published_at) == (False, None)
    assert publish_due() == ([], [])
    unschedule_story(story=story, by=paper.editor)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert kinds(story)[-2:] == ["StoryScheduled", "StoryUnscheduled"]
    with pytest.raises(Refused, match="not scheduled"):
        unschedule_story(story=story, by=paper.editor)
    assert publish_story(story=story, by=paper.editor).live


def test_publishing_now_clears_the_schedule(paper: Gazette) -> None:
    story = publish_story(story=paper.story(), by=paper.editor, at=timezone.now() + timedelta(hours=1))
    assert publish_story(story=story, by=paper.editor).live
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_live_story_stays_as_it_is_until_its_new_version_is_due(paper: Gazette) -> None:
    story = paper.published()
    draft = latest_draft(story)
    draft.title = "New title"
    draft.save_revision(user=paper.reporter)
    waiting = publish_story(story=story, by=paper.editor, at=timezone.now() + timedelta(hours=1))
    assert (waiting.live, waiting.title) == (True, "Cracks in the quay")


def test_what_has_expired_goes_and_one_that_cannot_is_tried_again(
    paper: Gazette, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, done = paper.published("Stuck"), paper.published("Done")
    for story in (stuck, done):
        story.expire_at = timezone.now() - timedelta(minutes=1)
        story.save()
    unpublish = StoryPage.unpublish

    def fail(self: StoryPage, *args: object, **kwargs: object) -> None:
        if self.pk == stuck.pk:
            raise RuntimeError
        unpublish(self, *args, **kwargs)

    monkeypatch.setattr(StoryPage, "unpublish", fail)
    assert publish_due() == ([], [])
    assert list(StoryPage.objects.live()) == [stuck]
    assert "tried again" in caplog.text


def test_a_revision_that_was_published_meanwhile_is_passed_over(paper: Gazette) -> None:
    from twosource.stories.actions.scheduling import _publish_due_one, _refuse_due

    story = paper.published()
    assert _publish_due_one(story.latest_revision.pk) is None
    revision = paper.story("Another").latest_revision
    Revision.objects.filter(pk=revision.pk).update(object_id="0")
    assert _refuse_due(revision.pk, ["gone"]) is None
    assert not Refusal.objects.exists()


# corrections


@pytest.mark.parametrize("kind", ["correction", "clarification"])
def test_a_correction_is_shown_in_the_story_and_on_its_page_once(paper: Gazette, kind: str) -> None:
    story = correct_story(story=paper.published(), kind=kind, text=" It is the north quay. ", by=paper.editor)
    publish_story(story=story, by=paper.editor)
    row = Correction.objects.get()
    assert (row.kind, row.text, str(row)) == (kind, "It is the north quay.", f"{kind}: It is the north quay.")
    view = story_view(story)
    assert [(note.kind, note.text) for note in view.corrections] == [(kind, "It is the north quay.")]
    assert view.body[-1].correction.kind_label == kind.capitalize()
    assert view.retracted is None
    [listed] = corrections_view().corrections
    assert (listed.story.text, listed.story.url) == (story.title, view.url)
    assert kinds(story).count("StoryCorrected") == 1
    assert story in live_stories()


def test_a_correction_is_dated_by_who_makes_it(paper: Gazette) -> None:
    moment = datetime(2025, 5, 3, 9, tzinfo=UTC)
    story = correct_story(
        story=paper.published(), kind="correction", text="North.", by=paper.editor, at=moment
    )
    assert story.corrections.get().at == moment
    assert story.changed_at is not None


def test_corrections_are_refused_without_kind_words_or_a_live_story(paper: Gazette) -> None:
    story = paper.published()
    for kind, text, why in (("erratum", "North.", "kind: 'erratum'"), ("correction", "  ", "text")):
        with pytest.raises(BadValue, match=why):
            correct_story(story=story, kind=kind, text=text, by=paper.editor)
    with pytest.raises(Refused, match="published"):
        correct_story(story=paper.story("Draft"), kind="correction", text="North.", by=paper.editor)
    assert not Correction.objects.exists()


def test_a_retraction_leaves_lists_and_counts_and_keeps_the_address(paper: Gazette) -> None:
    topic = paper.topic()
    kept = paper.published("Kept", topic=topic)
    story = paper.published(topic=topic, carries=[(paper.confirmed(), "fact", "The quay is cracked")])
    assert numbers_of("topic") == {topic_shelf(topic.pk): 2}
    story = correct_story(story=story, kind="retraction", text="The diver made it up.", by=paper.editor)
    assert numbers_of("topic") == {topic_shelf(topic.pk): 1}
    assert list(live_stories()) == [kept]
    assert find_story(story.url_path) == story
    view = story_view(story)
    assert (view.retracted.text, view.body, view.known) == ("The diver made it up.", (), ())
    assert corrections_view().corrections[0].kind == "retraction"


def test_a_story_whose_claim_fell_can_always_be_retracted(paper: Gazette) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    retract_item(item=claim.evidence.first().item, reason="A forgery.", by=paper.reporter)
    with pytest.raises(GateClosed):
        correct_story(story=story, kind="correction", text="It may be sound.", by=paper.editor)
    assert correct_story(
        story=again(story), kind="retraction", text="It is sound.", by=paper.editor
    ).retracted_at


def test_a_retraction_is_one_by_whatever_way_it_goes_live(paper: Gazette) -> None:
    note = {"kind": "retraction", "text": "We were wrong.", "noted_at": None}
    story = paper.story(carries=[(paper.asserted(), "fact")])
    story = again(story)
    story.body = [paragraph("The quay is cracked."), block("correction", note)]
    story.live = True
    story.save(update_fields=["live", "body"])
    assert again(story).retracted_at is not None
    assert not live_stories().exists()
    view = story_view(again(story))
    assert (view.retracted.text, view.body) == ("We were wrong.", ())


def test_a_retraction_stands_when_an_older_version_is_published(paper: Gazette) -> None:
    story = paper.published()
    old = story.latest_revision
    correct_story(story=story, kind="retraction", text="We were wrong.", by=paper.editor)
    old.publish()
    assert again(story).retracted_at is not None
    assert story_view(again(story)).retracted.text == "We were wrong."


def test_notes_of_the_editor_are_shown_with_the_time_they_give(paper: Gazette) -> None:
    notes = [
        block("correction", {"kind": "correction", "text": "One.", "noted_at": "2025-05-03T09:00:00"}),
        block("correction", {"kind": "clarification", "text": "Two.", "noted_at": "2025-05-04T09:00:00Z"}),
    ]
    story = paper.story()
    edit(paper, story, body=[paragraph("Text."), *notes])
    shown = {note.text: note.at for note in story_view(again(story)).corrections}
    assert shown["Two."] == datetime(2025, 5, 4, 9, tzinfo=UTC)
    assert timezone.is_aware(shown["One."])


def test_pictures_are_drawn_for_a_story_that_is_there_and_no_other(paper: Gazette) -> None:
    draw_pictures(StoryPublished(paper.published().pk))
    draw_pictures(StoryPublished(10**6))
