"""The embargo: before its hour a story goes out by no door, and the hour moves only with a reason on record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole
from twosource.stories.actions import (
    publish_due,
    publish_story,
    set_embargo,
    unpublish_story,
    unschedule_story,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.embargo import Embargoed, embargo_of
from twosource.stories.models import StoryPage
from twosource.verification.refusals import BadValue, Refused

if TYPE_CHECKING:
    from gazette import Gazette

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHY = "The ministry gave it to us under embargo."


@pytest.fixture
def hour() -> object:
    return timezone.now() + timedelta(hours=3)


def held(paper: Gazette, hour: object) -> StoryPage:
    story = paper.story()
    return set_embargo(story=story, until=hour, reason=WHY, by=paper.reporter)


@pytest.mark.parametrize("who", ["editor", "root"])
def test_nobody_publishes_before_the_hour_by_any_way(paper: Gazette, hour: object, who: str) -> None:
    story, by = held(paper, hour), getattr(paper, who)
    with pytest.raises(Embargoed, match="embargoed until"):
        publish_story(story=story, by=by)
    with pytest.raises(Embargoed):
        publish_story(story=story, by=by, at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Embargoed):
        latest_draft(story).save_revision(user=by).publish(user=by)
    stale = StoryPage.objects.get()
    stale.live, stale.embargo_until = True, None
    with pytest.raises(Embargoed):
        stale.save()
    assert not StoryPage.objects.live().exists()
    assert StoryPage.objects.get().embargo_until == hour


def test_a_schedule_set_in_the_editor_before_the_hour_is_refused_at_its_minute(
    paper: Gazette, hour: object
) -> None:
    story = held(paper, hour)
    draft = latest_draft(story)
    draft.go_live_at = timezone.now() + timedelta(minutes=5)
    revision = draft.save_revision(user=paper.editor)
    revision.publish(user=paper.editor)
    revision.refresh_from_db()
    revision.content["go_live_at"] = None
    revision.approved_go_live_at = timezone.now() - timedelta(seconds=1)
    revision.save()
    published, [refusal] = publish_due()
    assert published == []
    assert "embargoed until" in refusal.reasons[0]


def test_it_goes_out_at_the_hour(paper: Gazette, hour: object, monkeypatch: pytest.MonkeyPatch) -> None:
    story = held(paper, hour)
    publish_story(story=story, by=paper.editor, at=hour)
    monkeypatch.setattr(timezone, "now", lambda: hour)
    assert publish_due()[0] == [story]
    assert embargo_of(story) is None


def test_the_hour_moves_with_a_reason_and_only_an_editor_makes_it_earlier(
    paper: Gazette, hour: object
) -> None:
    story = held(paper, hour)
    later = hour + timedelta(hours=1)
    set_embargo(story=story, until=later, reason="They asked for one hour more.", by=paper.reporter)
    for until in (hour, None):
        with pytest.raises(NotYourRole):
            set_embargo(story=story, until=until, reason="I would like to.", by=paper.reporter)
    set_embargo(story=story, until=None, reason="Another paper has broken it.", by=paper.editor)
    assert publish_story(story=story, by=paper.editor).live
    told = Entry.objects.filter(kind="EmbargoSet").order_by("pk").values_list("payload", "by__username")
    assert [(bool(fact["until"]), fact["was"] != "", fact["reason"], who) for fact, who in told] == [
        (True, False, WHY, "rita"),
        (True, True, "They asked for one hour more.", "rita"),
        (False, True, "Another paper has broken it.", "eva"),
    ]


def test_what_makes_no_sense_is_refused_with_what_to_do(paper: Gazette, hour: object) -> None:
    story = paper.story()
    for reason in ("short", "x" * 501):
        with pytest.raises(BadValue, match="reason"):
            set_embargo(story=story, until=hour, reason=reason, by=paper.editor)
    with pytest.raises(BadValue, match="is past"):
        set_embargo(story=story, until=timezone.now(), reason=WHY, by=paper.editor)
    with pytest.raises(Refused, match="not embargoed"):
        set_embargo(story=story, until=None, reason=WHY, by=paper.editor)
    publish_story(story=story, by=paper.editor, at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="scheduled for"):
        set_embargo(story=story, until=hour, reason=WHY, by=paper.editor)
    unschedule_story(story=story, by=paper.editor)
    story = publish_story(story=story, by=paper.editor)
    with pytest.raises(Refused, match="already"):
        set_embargo(story=story, until=hour, reason=WHY, by=paper.editor)
    unpublish_story(story=story, by=paper.editor)
    set_embargo(story=story, until=hour, reason=WHY, by=paper.editor)
    with pytest.raises(Embargoed):
        publish_story(story=story, by=paper.editor)


def test_a_story_that_is_brought_in_with_its_hour_keeps_it(paper: Gazette, hour: object) -> None:
    story = paper.story(embargo_until=hour)
    with pytest.raises(Embargoed):
        publish_story(story=story, by=paper.editor)
