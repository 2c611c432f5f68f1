"""The schedule: what waits for its minute, what comes late or is refused, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Revision

from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole
from twosource.stories import beat
from twosource.stories.actions import (
    correct_story,
    post_alarms,
    publish_due,
    publish_story,
    see_to_missed,
    unpublish_story,
    unschedule_story,
    watch_schedule,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.missed import STOOD_STILL, STUCK, cases
from twosource.stories.models import Missed, StoryPage
from twosource.stories.reads import find_story
from twosource.stories.waiting import waiting_version, waiting_versions
from twosource.verification.refusals import BadValue, Refused

if TYPE_CHECKING:
    from gazette import Gazette

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Clock:
    """The wall clock of this newsroom, moved by the test."""

    def __init__(self) -> None:
        self.moment = timezone.now()

    def __call__(self) -> datetime:
        return self.moment

    def go(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment

    def in_(self, **by: float) -> datetime:
        return self.moment + timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    yield clock
    beat._file().unlink(missing_ok=True)


def turn() -> tuple[list[StoryPage], list[Any]]:
    """What the schedule's process does every second."""
    return publish_due(last_turn=beat.note_turn())


def scheduled(paper: Gazette, at: datetime, headline: str = "Cracks in the quay") -> StoryPage:
    return publish_story(story=paper.story(headline), by=paper.editor, at=at)


def reworked(paper: Gazette, story: StoryPage, headline: str) -> StoryPage:
    draft = latest_draft(story)
    draft.title = headline
    draft.save_revision(user=paper.reporter)
    return draft


def facts(story: StoryPage) -> list[str]:
    return list(
        Entry.objects.filter(subject=f"story:{story.pk}").order_by("pk").values_list("kind", flat=True)
    )


# its minute


def test_a_story_is_out_at_the_first_turn_of_its_minute_and_alarms_nobody(
    paper: Gazette, clock: Clock
) -> None:
    story = scheduled(paper, clock.in_(minutes=1))
    clock.go(seconds=59.9)
    assert turn() == ([], [])
    clock.go(seconds=1)
    assert turn() == ([story], [])
    assert cases() == []
    assert watch_schedule() == []
    assert not Missed.objects.exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.lists(st.integers(1, 6), min_size=1, max_size=3),
    jumps=st.lists(st.sampled_from([-600, -1, 0.5, 1, 4, 30, 61, 3600]), max_size=6),
)
def test_whatever_the_clock_does_nothing_is_early_nothing_is_lost_and_late_is_said(
    paper: Gazette, clock: Clock, minutes: list[int], jumps: list[float]
) -> None:
    """The clock is set forward and back, the process sleeps and is started again."""
    due = {(story := scheduled(paper, clock.in_(minutes=n))).pk: clock.in_(minutes=n) for n in minutes}
    assert story.live is False
    for jump in [*jumps, 60 * 60 * 3]:
        clock.go(seconds=jump)
        published, refused = turn()
        assert refused == []
        for one in published:
            at = due.pop(one.pk)
            assert clock() >= at, "it went out before its minute"
            late = (clock() - at).total_seconds() > 5
            assert Missed.objects.filter(story=one, kind="late", went_out_at=clock()).exists() is late
        assert all(at > clock() for at in due.values()), "its minute has come, and it is not out"
    assert due == {}


def test_after_the_machine_slept_the_late_ones_go_out_at_once_and_the_desk_knows_why(
    paper: Gazette, clock: Clock
) -> None:
    first, second = scheduled(paper, clock.in_(minutes=1)), scheduled(paper, clock.in_(minutes=2), "Second")
    turn()
    slept_at = clock()
    clock.go(hours=2)
    assert turn() == ([first, second], [])
    [one, two] = cases()
    assert (one.headline, one.kind) == ("Cracks in the quay", "late")
    assert "the machine slept" in one.why
    assert Missed.objects.get(pk=two.row_id).last_turn.timestamp() == pytest.approx(
        slept_at.timestamp(), abs=0.01
    )
    assert facts(first)[-1] == "ScheduleMissed"


# still waiting


def test_a_dead_schedule_is_noticed_by_the_desk_itself_and_by_who_watches(
    paper: Gazette, clock: Clock
) -> None:
    story = scheduled(paper, clock.in_(minutes=1))
    clock.go(seconds=64)
    assert cases() == []
    clock.go(seconds=2)
    [case] = cases()
    assert (case.story_id, case.kind, case.row_id) == (story.pk, "waiting", None)
    assert "Nothing kept the schedule: " in case.why
    [row] = watch_schedule()
    assert (row.kind, row.why, str(row)) == (
        "waiting",
        STOOD_STILL,
        f"{story.pk} missed {row.due_at}: waiting",
    )
    assert watch_schedule() == []
    assert [case.row_id for case in cases()] == [row.pk]
    assert facts(story)[-1] == "ScheduleMissed"
    with pytest.raises(Refused, match="still waits"):
        see_to_missed(missed=row, note="Looked at it.", by=paper.editor)


def test_a_schedule_that_turns_and_cannot_write_is_told_from_a_dead_one(paper: Gazette, clock: Clock) -> None:
    scheduled(paper, clock.in_(minutes=1))
    clock.go(seconds=66)
    beat.note_turn()
    [row] = watch_schedule()
    assert row.why == STUCK
    assert "database may be locked" in cases()[0].why


def test_a_locked_database_refuses_no_story_and_the_next_turn_publishes_it(
    paper: Gazette, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = scheduled(paper, clock.in_(minutes=1))
    clock.go(seconds=61)

    def locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as trouble:
        trouble.setattr(Revision, "publish", locked)
        with pytest.raises(OperationalError):
            turn()
    assert not Missed.objects.exists()
    clock.go(seconds=1)
    assert turn() == ([story], [])


def test_what_was_late_and_is_out_stays_until_an_editor_has_seen_it(paper: Gazette, clock: Clock) -> None:
    story = scheduled(paper, clock.in_(minutes=1))
    clock.go(minutes=3)
    [row] = watch_schedule()
    assert turn() == ([story], [])
    row.refresh_from_db()
    assert (row.kind, row.ended_at, row.went_out_at) == ("late", None, clock())
    assert facts(story).count("ScheduleMissed") == 1
    with pytest.raises(NotYourRole):
        see_to_missed(missed=row, note="The machine was moved.", by=paper.reporter)
    for note in ("  ", "x" * 501):
        with pytest.raises(BadValue, match="note"):
            see_to_missed(missed=row, note=note, by=paper.editor)
    see_to_missed(missed=row, note="The machine was moved.", by=paper.editor)
    assert cases() == []
    assert facts(story)[-1] == "MissedSeen"
    with pytest.raises(Refused, match="already"):
        see_to_missed(missed=row, note="The machine was moved.", by=paper.editor)


@pytest.mark.parametrize("way", ["publish", "unschedule", "schedule"])
def test_what_still_waits_is_settled_by_what_is_done_about_it(paper: Gazette, clock: Clock, way: str) -> None:
    story = scheduled(paper, clock.in_(minutes=1))
    clock.go(minutes=3)
    [row] = watch_schedule()
    if way == "publish":
        publish_story(story=story, by=paper.editor)
    elif way == "unschedule":
        unschedule_story(story=story, by=paper.editor)
    else:
        publish_story(story=story, by=paper.editor, at=clock.in_(hours=1))
    row.refresh_from_db()
    assert row.ended_by == paper.editor
    assert row.how == {"publish": "out", "unschedule": "unscheduled", "schedule": "scheduled"}[way]
    assert cases() == []


def test_a_refused_one_alarms_with_the_gates_reasons_until_it_is_out(paper: Gazette, clock: Clock) -> None:
    story = paper.story(carries=[(paper.asserted(), "fact")])
    publish_story(story=story, by=paper.editor, at=clock.in_(minutes=1))
    clock.go(seconds=61)
    _published, [refusal] = turn()
    [case] = cases()
    assert (case.kind, case.reasons, case.why) == ("refused", refusal.reasons, "")
    assert case.reasons[0].startswith("G1: ")
    paper.support(story.carried.get().claim, paper.witness("Pilot"))
    paper.sign(story.carried.get().claim, paper.ana, paper.bo)
    publish_story(story=story, by=paper.editor)
    assert cases() == []


# letters


def test_who_wrote_it_and_who_scheduled_it_get_one_letter_a_case(
    paper: Gazette, clock: Clock, post: Any
) -> None:
    scheduled(paper, clock.in_(minutes=1))
    clock.go(minutes=2)
    watch_schedule()
    sent, troubles = post_alarms()
    assert troubles == []
    assert sorted(letter.to for letter in sent) == ["eva@paper.example", "rita@paper.example"]
    assert "“Cracks in the quay” was due on " in sent[0].subject
    assert "/desk/schedule/" in sent[0].body
    turn()
    clock.go(hours=1)
    assert post_alarms() == ([], [])
    assert len(post.sent) == 2


def test_where_neither_is_an_editor_with_an_address_every_editor_is_told(
    paper: Gazette, clock: Clock, post: Any
) -> None:
    assert paper.deputy.email
    scheduled(paper, clock.in_(minutes=1))
    type(paper.editor).objects.filter(pk=paper.editor.pk).update(email="")
    clock.go(minutes=2)
    watch_schedule()
    sent, _troubles = post_alarms()
    assert sorted(letter.to for letter in sent) == ["dan@paper.example", "rita@paper.example"]


def test_a_letter_that_did_not_leave_is_tried_again_and_not_for_ever(
    paper: Gazette, clock: Clock, post: Any
) -> None:
    post.trouble = "the post office is shut"
    scheduled(paper, clock.in_(minutes=1))
    clock.go(minutes=2)
    watch_schedule()
    assert "the post office is shut" in post_alarms()[1][0]
    assert post_alarms() == ([], [])
    for _ in range(6):
        clock.go(minutes=3)
        post_alarms()
    assert Missed.objects.get().tries == 5
    post.trouble = ""
    clock.go(minutes=3)
    assert post_alarms() == ([], [])


# a new version of a live story


def test_a_new_version_waits_and_takes_its_place_at_the_address_readers_know(
    paper: Gazette, clock: Clock
) -> None:
    story = paper.published()
    draft = reworked(paper, story, "The quay is closed")
    draft.slug = "another-address"
    draft.save_revision(user=paper.reporter)
    publish_story(story=story, by=paper.editor, at=clock.in_(hours=1))
    assert find_story(story.url_path).title == "Cracks in the quay"
    waits = waiting_version(story)
    assert waits is not None
    assert (waits.is_new, waits.edited_since, waits.newer) == (False, False, None)
    assert latest_draft(story).title == "The quay is closed"
    clock.go(minutes=61)
    turn()
    assert find_story(story.url_path).title == "The quay is closed"


def test_what_is_edited_after_scheduling_does_not_go_out_with_it_and_that_is_said(
    paper: Gazette, clock: Clock
) -> None:
    story = scheduled(paper, clock.in_(hours=1))
    reworked(paper, story, "Second thoughts")
    assert waiting_version(story).edited_since
    clock.go(hours=1, seconds=1)
    turn()
    assert StoryPage.objects.get().title == "Cracks in the quay"
    assert latest_draft(story).title == "Second thoughts"


def test_of_two_scheduled_versions_the_last_wins_and_the_record_says_what_it_replaces(
    paper: Gazette, clock: Clock
) -> None:
    story, first = paper.published(), clock.in_(hours=1)
    reworked(paper, story, "One")
    publish_story(story=story, by=paper.editor, at=first)
    reworked(paper, story, "Two")
    publish_story(story=story, by=paper.editor, at=clock.in_(hours=2))
    [waits] = waiting_versions()
    assert (waits.at, waits.revision.content["title"]) == (clock.in_(hours=2), "Two")
    fact = Entry.objects.filter(kind="StoryScheduled").latest("pk").payload
    assert (fact["replaces"], fact["revision_id"]) == (first.isoformat(), waits.revision.pk)
    clock.go(hours=1, seconds=1)
    assert turn() == ([], [])
    publish_story(story=story, by=paper.editor)
    assert facts(story)[-2:] == ["StoryPublished", "StoryUnscheduled"]
    assert waiting_versions() == []


def test_a_correction_goes_under_what_readers_have_and_is_not_lost_by_the_swap(
    paper: Gazette, clock: Clock
) -> None:
    story = paper.published()
    reworked(paper, story, "The quay is closed")
    publish_story(story=story, by=paper.editor, at=clock.in_(hours=1))
    corrected = correct_story(story=story, kind="correction", text="It is the north quay.", by=paper.editor)
    assert corrected.title == "Cracks in the quay", "what waits went out with the note"
    waits = waiting_version(story)
    assert (waits.at, waits.newer is None, waits.edited_since) == (clock.in_(hours=1), False, True)
    draft = latest_draft(story)
    assert draft.title == "The quay is closed"
    assert draft.body[-1].value["text"] == "It is the north quay."
    clock.go(hours=1, seconds=1)
    _published, [refusal] = turn()
    assert "would be lost" in refusal.reasons[0]
    assert [case.kind for case in cases()] == ["refused"]
    assert find_story(story.url_path).title == "Cracks in the quay"
    swapped = publish_story(story=story, by=paper.editor)
    assert (swapped.title, swapped.corrections.count()) == ("The quay is closed", 1)
    assert cases() == []


def test_the_draft_that_has_both_may_be_scheduled_in_its_place(paper: Gazette, clock: Clock) -> None:
    story = paper.published()
    reworked(paper, story, "The quay is closed")
    publish_story(story=story, by=paper.editor, at=clock.in_(hours=1))
    correct_story(story=story, kind="correction", text="It is the north quay.", by=paper.editor)
    publish_story(story=story, by=paper.editor, at=clock.in_(hours=1))
    clock.go(hours=1, seconds=1)
    [swapped], refused = turn()
    assert refused == []
    assert (swapped.title, swapped.corrections.count()) == ("The quay is closed", 1)


def test_no_check_of_what_waits_falls_by_a_correction_under_what_is_live(
    paper: Gazette, clock: Clock
) -> None:
    claim = paper.confirmed("The quay is closed.")
    story = paper.published()
    draft = latest_draft(story)
    draft.body.append(("paragraph", "<p>The quay is closed.</p>"))
    draft.save_revision(user=paper.reporter)
    from twosource.stories.actions import carry_claim

    carry_claim(story=story, claim=claim, mode="fact", words="The quay is closed.", by=paper.reporter)
    publish_story(story=story, by=paper.editor, at=clock.in_(hours=1))
    correct_story(story=story, kind="correction", text="It is the north quay.", by=paper.editor)
    claim.refresh_from_db()
    assert claim.status == "confirmed"
    publish_story(story=story, by=paper.editor, at=clock.in_(hours=1))
    clock.go(hours=1, seconds=1)
    assert [one.pk for one in turn()[0]] == [story.pk]


def test_a_story_that_is_taken_away_waits_no_longer(paper: Gazette, clock: Clock) -> None:
    story = paper.published()
    reworked(paper, story, "The quay is closed")
    publish_story(story=story, by=paper.editor, at=clock.in_(hours=1))
    unpublish_story(story=story, by=paper.editor)
    assert waiting_version(story) is None
