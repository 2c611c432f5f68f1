"""The schedule's screen, the banner on every other, and what a story's screen says of its time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from wagtail.models import Revision

from twosource.stories.actions import publish_due, publish_story, set_embargo, watch_schedule
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Missed, PreviewLink, StoryPage
from twosource.stories.waiting import waiting_version

if TYPE_CHECKING:
    from gazette import Gazette

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BOARD = "/desk/schedule/"


def scheduled(paper: Gazette, headline: str = "Cracks in the quay", **about: object) -> StoryPage:
    story = paper.story(headline, **about)
    return publish_story(story=story, by=paper.editor, at=timezone.now() + timedelta(hours=1))


def come(minutes: float = 3) -> None:
    """Everything scheduled was due so long ago."""
    moment = timezone.now() - timedelta(minutes=minutes)
    for row in Revision.objects.filter(approved_go_live_at__isnull=False):
        row.approved_go_live_at, row.content["go_live_at"] = moment, moment.isoformat()
        row.save()


def minute(**ahead: int) -> str:
    return (timezone.localtime() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def test_an_empty_schedule_says_so(paper: Gazette, seat: Callable) -> None:
    page = seat(paper.reporter).see(BOARD)
    assert "Nothing is scheduled." in page
    assert 'class="alarm"' not in page


def test_everyone_sees_what_waits_and_only_editors_may_touch_it(paper: Gazette, seat: Callable) -> None:
    story = scheduled(paper)
    assert "new story" in seat(paper.ana).see(BOARD)
    assert "Change the time" not in seat(paper.ana).see(BOARD)
    assert "Change the time" in seat(paper.editor).see(BOARD)
    refused = seat(paper.ana).send(f"{BOARD}{story.pk}/unschedule/")
    assert refused.status_code == 403
    assert waiting_version(story) is not None


def test_an_editor_moves_takes_off_and_publishes(paper: Gazette, seat: Callable) -> None:
    eva, story = seat(paper.editor), scheduled(paper)
    page = eva.do(f"{BOARD}{story.pk}/move/", at=minute(hours=5))
    assert "Cracks in the quay: Scheduled for" in page
    assert waiting_version(story).at > timezone.now() + timedelta(hours=4)
    page = eva.be_refused(f"{BOARD}{story.pk}/move/", at="2020-01-01T10:00")
    assert "is past; choose a later time" in page
    assert "It will not go live by itself." in eva.do(f"{BOARD}{story.pk}/unschedule/")
    assert "This story is not scheduled." in eva.be_refused(f"{BOARD}{story.pk}/unschedule/")
    assert "This story is not scheduled." in eva.be_refused(f"{BOARD}{story.pk}/newest/")
    assert "This story is not scheduled." in eva.be_refused(f"{BOARD}{story.pk}/move/", at=minute(hours=5))
    eva.do(f"{BOARD}{story.pk}/publish/")
    assert StoryPage.objects.get().live


def test_moving_the_time_does_not_take_later_edits_along_and_the_newest_can_be_had(
    paper: Gazette, seat: Callable
) -> None:
    eva, story = seat(paper.editor), scheduled(paper)
    waited = waiting_version(story).revision.pk
    draft = latest_draft(story)
    draft.title = "Second thoughts"
    draft.save_revision(user=paper.reporter)
    assert "It was edited since; that does not go out with it." in eva.see(BOARD)
    eva.do(f"{BOARD}{story.pk}/move/", at=minute(hours=5))
    assert waiting_version(story).revision.pk == waited
    before = waiting_version(story).at
    assert "Second thoughts" in eva.do(f"{BOARD}{story.pk}/newest/")
    waits = waiting_version(story)
    assert (waits.revision.pk > waited, waits.edited_since, waits.at) == (True, False, before)


def test_the_moved_time_is_the_one_it_keeps(paper: Gazette, seat: Callable) -> None:
    eva, story = seat(paper.editor), scheduled(paper)
    eva.do(f"{BOARD}{story.pk}/move/", at=minute(hours=5))
    come()
    assert publish_due()[0] == [story]


def test_what_will_be_refused_says_why_before_its_minute(paper: Gazette, seat: Callable) -> None:
    scheduled(paper, carries=[(paper.corroborated(), "fact")])
    page = seat(paper.editor).see(BOARD)
    assert "As it stands now, it will be refused then." in page
    assert "G1: " in page


def test_a_missed_minute_stands_on_every_screen_of_editors_by_name_until_seen_to(
    paper: Gazette, seat: Callable
) -> None:
    scheduled(paper, "Low water at nine")
    come()
    eva = seat(paper.editor)
    for path in ("/desk/", "/desk/checks/", BOARD):
        banner = eva.see(path).partition('class="alarm"')[2].partition("</div>")[0]
        assert "Low water at nine" in banner, path
        assert "(Eva Smith)" in banner
        assert "and not out" in banner
    assert 'class="alarm"' in seat(paper.reporter).see("/desk/"), "it is her story"
    assert 'class="alarm"' not in seat(paper.ana).see("/desk/")
    watch_schedule()
    publish_due()
    row = Missed.objects.get()
    page = eva.see(BOARD)
    assert "it came late" in page
    eva.be_refused(f"{BOARD}{row.story_id}/see-to/{row.pk}/", note=" ")
    page = eva.do(f"{BOARD}{row.story_id}/see-to/{row.pk}/", note="The machine was moved.")
    assert 'class="alarm"' not in page
    assert "Missed before, and seen to" in page
    assert "There is no such alarm." in eva.be_refused(f"{BOARD}{row.story_id}/see-to/999/", note="Again.")
    assert eva.send(f"{BOARD}{row.story_id}/see-to/", note="x").status_code == 404
    assert eva.send(f"{BOARD}{row.story_id}/nothing/").status_code == 404
    assert eva.client.get(f"{BOARD}{row.story_id}/publish/").status_code == 302


def test_the_editors_first_screen_has_the_alarm_too(paper: Gazette, seat: Callable) -> None:
    scheduled(paper, "Low water at nine")
    come()
    eva = seat(paper.editor)
    assert "missed its minute" in eva.see("/admin/")
    publish_due()
    Missed.objects.all().delete()
    assert "missed its minute" not in eva.see("/admin/")


def test_a_waiting_version_and_its_correction_are_said_on_the_storys_screen(
    paper: Gazette, seat: Callable
) -> None:
    eva, story = seat(paper.editor), paper.published()
    draft = latest_draft(story)
    draft.title = "The quay is closed"
    draft.save_revision(user=paper.reporter)
    eva.do(f"/desk/stories/{story.pk}/schedule/", at=minute(hours=2))
    page = eva.see(f"/desk/stories/{story.pk}/")
    assert "A new version waits until" in page
    page = eva.do(f"/desk/stories/{story.pk}/schedule/", at=minute(hours=3))
    assert "It takes the place of the version that waited for" in page
    page = eva.do(f"/desk/stories/{story.pk}/correct/", kind="correction", text="It is the north quay.")
    assert "schedule it in its place" in page
    assert "would be lost" in page
    assert "would be lost" in eva.see(BOARD)
    assert StoryPage.objects.get().title == "Cracks in the quay"


def test_an_embargo_is_set_shown_moved_and_lifted(paper: Gazette, seat: Callable) -> None:
    story, eva, rita = paper.story(), seat(paper.editor), seat(paper.reporter)
    where = f"/desk/stories/{story.pk}/"
    page = rita.be_refused(f"{where}embargo/", until=minute(hours=2), why="short")
    assert "Say who asked for it" in page
    page = rita.do(f"{where}embargo/", until=minute(hours=2), why="The ministry asked for it.")
    assert "Embargoed until" in page
    assert "It is embargoed; the hour stands below." in eva.see(where)
    assert "embargoed until" in eva.be_refused(f"{where}publish/")
    assert "Cracks in the quay" in eva.see(BOARD).partition("Embargoed")[2]
    assert "Embargoed until" in eva.see(f"/admin/pages/{story.pk}/edit/")
    page = eva.do(f"{where}lift-embargo/", why="It has been broken elsewhere.")
    assert "Embargo lifted: It has been broken elsewhere." in page
    eva.do(f"{where}publish/")


def test_in_wagtails_editor_an_embargo_keeps_the_text_and_says_why(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    set_embargo(
        story=story, until=timezone.now() + timedelta(hours=1), reason="The ministry asked.", by=paper.editor
    )
    eva = seat(paper.editor)
    bulk = eva.client.post(f"/admin/bulk/wagtailcore/page/publish/?id={story.pk}", {}, follow=True)
    assert bulk.status_code == 200
    assert "embargoed until" in bulk.content.decode()
    assert not StoryPage.objects.get().live


def test_a_preview_link_is_made_shown_once_and_ended(paper: Gazette, seat: Callable) -> None:
    story, eva = paper.story(), seat(paper.editor)
    where = f"/desk/stories/{story.pk}/"
    page = eva.do(f"{where}lend/", whom="The lawyer", hours="4")
    [address] = re.findall(r"<code>(\S+/preview/\S+/)</code>", page)
    assert "/preview/" not in eva.see(where)
    path = "/preview/" + address.partition("/preview/")[2]
    assert eva.client.get(path).status_code == 200
    assert "1 view" in eva.see(where)
    link = PreviewLink.objects.get()
    eva.do(f"{where}end-preview/{link.pk}/")
    assert eva.client.get(path).status_code == 404
    assert "leads nowhere any more" in eva.be_refused(f"{where}end-preview/{link.pk}/")
    assert "There is no such link." in eva.be_refused(f"{where}end-preview/999/")
    eva.be_refused(f"{where}lend/", whom="", hours="4")
