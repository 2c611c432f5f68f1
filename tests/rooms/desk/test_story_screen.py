"""A story's way to its readers, through its checking screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from gazette import REASON, Gazette
from wagtail.models import Revision

from twosource.stories.actions import publish_due, publish_story
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Override, StoryPage
from twosource.verification.models import Claim
from twosource.wire.models import Intake, Proposal


def carried(story: StoryPage) -> list[tuple[int, str, str]]:
    return [(row.claim_id, row.mode, row.words) for row in latest_draft(story).carried.all()]


def test_each_unmet_reason_is_shown_with_a_link_to_its_claim(paper: Gazette, seat: Callable) -> None:
    fact, told = paper.corroborated(), paper.said(paper.interested(), confirmed=False)
    story = paper.story(carries=[(fact, "fact"), (told.about, "attributed")])
    page = seat(paper.editor).see(f"/desk/stories/{story.pk}/").partition("The gate is closed")[2]
    gate = page.partition("</section>")[0]
    assert "in our own voice and not confirmed" in gate
    assert f'href="/desk/claims/{fact.pk}/?story={story.pk}"' in gate
    assert f'href="/desk/claims/{told.pk}/?story={story.pk}"' in gate


def test_publishing_with_the_gate_closed_is_refused_in_place(paper: Gazette, seat: Callable) -> None:
    story = paper.story(carries=[(paper.corroborated(), "fact")])
    page = seat(paper.editor).be_refused(f"/desk/stories/{story.pk}/publish/")
    assert "G1: “The quay is cracked.” is in our own voice and not confirmed" in page
    assert not StoryPage.objects.get().live


def test_an_editor_publishes_what_is_confirmed(paper: Gazette, seat: Callable) -> None:
    story = paper.story(carries=[(paper.confirmed(), "fact")])
    page = seat(paper.editor).do(f"/desk/stories/{story.pk}/publish/")
    assert "Published." in page
    assert StoryPage.objects.get().live


@pytest.mark.parametrize("act", ["publish", "unpublish", "overrule", "schedule", "correct", "unschedule"])
def test_a_reporter_may_do_none_of_what_is_an_editors(paper: Gazette, seat: Callable, act: str) -> None:
    claim = paper.corroborated()
    story = paper.story(carries=[(claim, "fact")])
    row = f"{claim.pk}/" if act == "overrule" else ""
    fields = {
        "rule": "G1", "reason": REASON, "sure": "on", "kind": "correction", "text": "It was the north quay.",
        "at": "2099-01-01T10:00",
    }  # fmt: skip
    answer = seat(paper.reporter).send(f"/desk/stories/{story.pk}/{act}/{row}", **fields)
    assert answer.status_code == 403
    assert "Only an editor may do this." in answer.content.decode()
    assert not Override.objects.exists()


def test_a_reporter_is_told_why_they_cannot_publish(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    page = seat(paper.reporter).see(f"/desk/stories/{story.pk}/")
    assert "Only an editor may publish." in page
    assert f"/desk/stories/{story.pk}/publish/" not in page


def test_an_editor_overrules_by_name_and_the_gate_opens(paper: Gazette, seat: Callable) -> None:
    claim = paper.corroborated()
    story = paper.story(carries=[(claim, "fact")])
    eva = seat(paper.editor)
    path = f"/desk/stories/{story.pk}/overrule/{claim.pk}/"
    assert "Give the reason readers will be shown" in eva.be_refused(path, rule="G1", reason="Because.")
    page = eva.do(path, rule="G1", reason=REASON)
    assert "The gate is open" in page
    assert f"by Eva Smith: {REASON}" in page


def test_words_of_the_draft_become_a_claim_and_the_claim_that_it_was_said(
    paper: Gazette, seat: Callable
) -> None:
    story = paper.story("Cracks", "The quay is cracked, the pilot told Harbour Radio.")
    rita = seat(paper.reporter)
    assert "The quay is cracked, the pilot told Harbour Radio.</textarea>" in rita.see(
        f"/desk/stories/{story.pk}/?from=0"
    )
    rita.do(
        f"/desk/stories/{story.pk}/open-claim/",
        text="The quay is cracked", mode="attributed", speaker="Pilar Stern", speaker_kind="person",
        addressee="Harbour Radio", channel="radio", said_on="2026-05-03", also_said="on", accused="Quay Builders",
        accused_kind="organisation",
    )  # fmt: skip
    claim = Claim.objects.propositions().get()
    assert carried(story) == [(claim.pk, "attributed", "The quay is cracked")]
    assert [str(actor) for actor in claim.accused.all()] == ["Quay Builders"]
    assert claim.said_claims.get().text == "Pilar Stern told Harbour Radio: The quay is cracked"


def test_an_attributed_claim_needs_who_said_it(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    page = seat(paper.reporter).be_refused(
        f"/desk/stories/{story.pk}/open-claim/", text="It leaks", mode="attributed"
    )
    assert "Say who said it, or carry it another way." in page
    assert not Claim.objects.exists()


def test_words_that_do_not_stand_in_the_draft_open_no_claim(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    page = seat(paper.reporter).be_refused(
        f"/desk/stories/{story.pk}/open-claim/", text="It leaks", words="It leaks badly", mode="background"
    )
    assert "do not stand in a paragraph of this story" in page
    assert not Claim.objects.exists()


def test_a_claim_on_record_is_found_and_carried_then_changed_and_dropped(
    paper: Gazette, seat: Callable
) -> None:
    claim, story = paper.confirmed("The pilot boat sank."), paper.story()
    rita = seat(paper.reporter)
    assert "The pilot boat sank." in rita.see(f"/desk/stories/{story.pk}/?find=pilot+sank")
    rita.do(f"/desk/stories/{story.pk}/carry/{claim.pk}/", mode="background")
    assert carried(story) == [(claim.pk, "background", "")]
    rita.do(f"/desk/stories/{story.pk}/mode/{claim.pk}/", mode="fact")
    assert carried(story) == [(claim.pk, "fact", "")]
    page = rita.do(f"/desk/stories/{story.pk}/drop/{claim.pk}/")
    assert carried(story) == []
    assert "No longer carries “The pilot boat sank.”" in page


def test_a_checker_who_chooses_how_a_claim_is_carried_may_still_sign_it(
    paper: Gazette, seat: Callable
) -> None:
    claim = paper.corroborated()
    story = paper.story(carries=[(claim, "background")])
    seat(paper.bo).do(f"/desk/stories/{story.pk}/mode/{claim.pk}/", mode="fact")
    paper.sign(claim, paper.ana)
    seat(paper.bo).do(f"/desk/claims/{claim.pk}/check/", verdict="stands", method="Called back.")
    assert Claim.objects.get(pk=claim.pk).status == "confirmed"


def test_who_wrote_the_story_before_its_claims_may_not_sign_second(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    draft = latest_draft(story)
    draft.standfirst = "Divers say it is cracked."
    draft.save_revision(user=paper.editor, log_action=True)
    claim = paper.sign(paper.corroborated(), paper.ana)
    seat(paper.bo).do(f"/desk/stories/{story.pk}/carry/{claim.pk}/", mode="fact")
    answer = seat(paper.editor).send(
        f"/desk/claims/{claim.pk}/check/", verdict="stands", method="Called back."
    )
    assert answer.status_code == 403
    assert "You wrote words that carry this claim." in answer.content.decode()


def test_a_story_is_scheduled_with_a_closed_gate_and_taken_off_again(paper: Gazette, seat: Callable) -> None:
    story = paper.story(carries=[(paper.corroborated(), "fact")])
    eva = seat(paper.editor)
    at = timezone.localtime() + timedelta(days=1)
    page = eva.do(f"/desk/stories/{story.pk}/schedule/", at=at.strftime("%Y-%m-%dT%H:%M"))
    assert "As it stands now, it will be refused then." in page
    page = eva.do(f"/desk/stories/{story.pk}/unschedule/")
    assert "Taken off the schedule" in page
    assert not StoryPage.objects.get().scheduled_revision
    assert "This story is not scheduled." in eva.be_refused(f"/desk/stories/{story.pk}/unschedule/")


def test_a_moment_that_is_past_is_no_schedule(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    page = seat(paper.editor).be_refused(f"/desk/stories/{story.pk}/schedule/", at="2020-01-01T10:00")
    assert "is past; choose a later time" in page.partition('for="schedule-at"')[2].partition("</div>")[0]


def test_a_live_story_is_corrected_and_taken_away(paper: Gazette, seat: Callable) -> None:
    story = paper.published()
    eva = seat(paper.editor)
    eva.do(f"/desk/stories/{story.pk}/correct/", kind="correction", text="It is the north quay.")
    assert story.corrections.get().text == "It is the north quay."
    assert "Readers shall no longer see this story" in eva.be_refused(f"/desk/stories/{story.pk}/unpublish/")
    eva.do(f"/desk/stories/{story.pk}/unpublish/", sure="on")
    assert not StoryPage.objects.get().live


def test_a_story_without_claims_cannot_be_sent_to_checking(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    assert "It carries no claims yet." in seat(paper.reporter).see(f"/desk/stories/{story.pk}/")
    page = seat(paper.reporter).be_refused(f"/desk/stories/{story.pk}/send/")
    assert "This story carries no claims yet." in page


def test_a_story_that_was_refused_at_its_minute_is_shown_with_the_reasons(
    paper: Gazette, seat: Callable
) -> None:
    story = paper.story(carries=[(paper.corroborated(), "fact")])
    publish_story(story=story, by=paper.editor, at=timezone.now() + timedelta(minutes=5))
    past = timezone.now() - timedelta(minutes=5)
    revision = Revision.objects.get(object_id=str(story.pk), approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save(update_fields=["content", "approved_go_live_at"])
    publish_due()
    page = seat(paper.reporter).see("/desk/").partition("Refused when their minute came")[2]
    assert "G1: “The quay is cracked.” is in our own voice and not confirmed" in page


@pytest.fixture
def proposal(paper: Gazette) -> Proposal:
    """A statement that was found in a page brought in, to be decided."""
    story = paper.story("An envoy speaks", "The strikes are precise, the envoy told RT.")
    intake = Intake.objects.create(
        name="page.txt", sha256="0" * 64, size=9, media_type="text/plain", story=story,
        brought_at=timezone.now(), brought_by=paper.reporter,
    )  # fmt: skip
    return Proposal.objects.create(
        intake=intake, story=story, text="The strikes are precise", kind="indirect", speaker="The envoy",
        addressee="RT", channel="RT", cue="told",
    )  # fmt: skip


def test_a_proposal_is_accepted_as_it_is(paper: Gazette, seat: Callable, proposal: Proposal) -> None:
    story = proposal.story
    page = seat(paper.reporter).do(f"/desk/stories/{story.pk}/accept-as-it-is/{proposal.pk}/")
    claim = Claim.objects.propositions().get()
    assert carried(story) == [(claim.pk, "attributed", "The strikes are precise")]
    assert claim.said_claims.count() == 1
    assert "Proposed from the page" not in page


def test_a_proposal_is_mended_before_it_is_accepted(
    paper: Gazette, seat: Callable, proposal: Proposal
) -> None:
    story = proposal.story
    path = f"/desk/stories/{story.pk}/accept/{proposal.pk}/"
    fields = {
        "text": "Russian strikes are precise",
        "speaker": "",
        "speaker_kind": "person",
        "addressee": "RT",
    }
    rita = seat(paper.reporter)
    assert "Russian strikes are precise" in rita.be_refused(path, **fields)
    rita.do(path, **{**fields, "speaker": "Alexander Yakovenko"})
    claim = Claim.objects.propositions().get()
    assert (claim.text, str(claim.speaker)) == ("Russian strikes are precise", "Alexander Yakovenko")
    assert claim.verbatim == proposal.text, "the page's own words are kept"


def test_a_refused_proposal_opens_no_claim(paper: Gazette, seat: Callable, proposal: Proposal) -> None:
    rita = seat(paper.reporter)
    assert "1 proposed statement" in rita.see("/desk/")
    rita.do(f"/desk/stories/{proposal.story_id}/refuse/{proposal.pk}/")
    assert not Claim.objects.exists()
    assert "proposed statement" not in rita.see("/desk/")
