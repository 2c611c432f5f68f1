"""The gate: each rule with a story it stops and the same story after the remedy, on every way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from gazette import REASON, Gazette
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision

from twosource.people.refusals import NotYourRole
from twosource.replies.actions import log_outcome, waive_request
from twosource.stories.actions import (
    carry_claim,
    change_mode,
    overrule_gate,
    publish_due,
    publish_story,
    stop_carrying,
    unpublish_story,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.gate import GateClosed, claim_to_mend, decide, rule_in_words
from twosource.stories.models import Override, Refusal, StoryClaim, StoryPage
from twosource.stories.story_view import story_view
from twosource.verification.actions import retract_item, withdraw_claim
from twosource.verification.refusals import BadValue, Refused


def publish(paper: Gazette, story: StoryPage) -> None:
    publish_story(story=story, by=paper.editor)


def as_superuser(paper: Gazette, story: StoryPage) -> None:
    publish_story(story=story, by=paper.root)


def by_revision(paper: Gazette, story: StoryPage) -> None:
    latest_draft(story).save_revision().publish()


def by_wagtails_action(paper: Gazette, story: StoryPage) -> None:
    revision = latest_draft(story).save_revision(user=paper.root)
    PublishPageRevisionAction(revision, user=paper.root).execute(skip_permission_checks=True)


def by_saving_it_live(paper: Gazette, story: StoryPage) -> None:
    row = StoryPage.objects.get(pk=story.pk)
    row.live = True
    row.save()


def by_saving_one_column(paper: Gazette, story: StoryPage) -> None:
    row = StoryPage.objects.get(pk=story.pk)
    row.live = True
    row.save(clean=False, update_fields=["live"])


def by_adding_it_live(paper: Gazette, story: StoryPage) -> None:
    copied = StoryPage(title="A copy", body=story.body.raw_data, live=True)
    copied.carried = [StoryClaim(claim=row.claim, mode=row.mode) for row in latest_draft(story).carried.all()]
    paper.city.add_child(instance=copied)


WAYS = [publish, as_superuser, by_revision, by_wagtails_action, by_saving_it_live, by_saving_one_column]


@pytest.mark.parametrize("way", [*WAYS, by_adding_it_live], ids=lambda way: way.__name__)
def test_no_way_out_leads_past_the_gate(paper: Gazette, way: Callable) -> None:
    story = paper.story(carries=[(paper.corroborated(), "fact")])
    with pytest.raises(GateClosed, match=r"G1: “The quay is cracked.” is in our own voice and not confirmed"):
        way(paper, story)
    assert not StoryPage.objects.live().exists()
    assert StoryPage.objects.get().first_published_at is None


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_out_is_open_to_what_is_confirmed(paper: Gazette, way: Callable) -> None:
    story = paper.story(carries=[(paper.confirmed(), "fact")])
    way(paper, story)
    assert StoryPage.objects.live().get().pk == story.pk


def test_the_api_and_the_admin_are_given_every_reason_at_once(paper: Gazette) -> None:
    accused = paper.corroborated("Holdings hid it.", accused=[paper.voice("Quay Holdings")])
    story = paper.story(carries=[(accused, "fact"), (paper.interested(), "fact")])
    with pytest.raises(GateClosed) as closed:
        publish(paper, story)
    assert [reason.rule for reason in closed.value.reasons] == ["G1", "G4", "G1", "G7"]
    assert all(message[:3] in ("G1:", "G4:", "G7:") for message in closed.value.messages)


def test_each_reason_leads_to_the_claim_to_work_on(paper: Gazette) -> None:
    unsaid, told = paper.asserted("Nobody noted it."), paper.interested()
    said = paper.said(told, confirmed=False)
    ours = paper.corroborated("It is ours.")
    story = paper.story(carries=[(unsaid, "attributed"), (told, "attributed"), (ours, "fact")])
    reasons = decide(latest_draft(story)).reasons
    assert [claim_to_mend(reason) for reason in reasons] == [unsaid.pk, said.pk, ours.pk]


# each rule, stopped and then let through


def test_g1_our_own_voice_waits_for_two_signatures(paper: Gazette) -> None:
    claim = paper.corroborated()
    story = paper.story(carries=[(claim, "fact")])
    with pytest.raises(GateClosed, match="G1"):
        publish(paper, story)
    paper.sign(claim, paper.ana)
    with pytest.raises(GateClosed, match="G1"):
        publish(paper, story)
    paper.sign(claim, paper.bo)
    publish(paper, story)


def test_g2_what_is_attributed_was_said_and_that_is_confirmed(paper: Gazette) -> None:
    claim = paper.interested()
    story = paper.story(carries=[(claim, "attributed")])
    with pytest.raises(GateClosed, match=r"G2: .*no claim records that it was said"):
        publish(paper, story)
    said = paper.said(claim, confirmed=False)
    with pytest.raises(GateClosed, match=r"G2: .*that it was said is not confirmed"):
        publish(paper, story)
    paper.support(said, paper.record_of("Harbour Radio", paper.ana, paper.bo))
    paper.sign(said, paper.ana, paper.bo)
    publish(paper, story)
    shown = story_view(StoryPage.objects.get(pk=story.pk)).known
    assert [entry.note.status for entry in shown] == ["asserted", "confirmed"]


def test_g2_a_claim_that_it_was_said_may_itself_be_attributed_once_confirmed(paper: Gazette) -> None:
    said = paper.said(paper.interested())
    publish(paper, paper.story(carries=[(said, "attributed")]))


def test_g3_what_is_refuted_is_carried_to_say_so(paper: Gazette) -> None:
    story = paper.story(carries=[(claim := paper.refuted(), "background")])
    with pytest.raises(GateClosed, match=r"G3: .*is refuted. Carry it as a refutation"):
        publish(paper, story)
    change_mode(story=story, claim=claim, mode="refutation", by=paper.reporter)
    publish(paper, story)


def test_g3_what_is_withdrawn_is_carried_to_say_so(paper: Gazette) -> None:
    claim = paper.asserted()
    story = paper.story(carries=[(claim, "background")])
    withdraw_claim(claim=claim, reason="The mayor, today.", by=paper.reporter)
    with pytest.raises(GateClosed, match=r"G3: .*is withdrawn"):
        publish(paper, story)
    stop_carrying(story=story, claim=claim, by=paper.reporter)
    publish(paper, story)


def test_g3_what_stands_is_not_carried_as_a_refutation(paper: Gazette) -> None:
    with pytest.raises(GateClosed, match=r"G3: .*neither refuted nor withdrawn"):
        publish(paper, paper.story(carries=[(paper.asserted(), "refutation")]))


def test_g4_an_accusation_waits_for_the_deadline_or_an_answer(paper: Gazette) -> None:
    holdings = paper.voice("Quay Holdings")
    story = paper.story(carries=[(claim := paper.confirmed(accused=[holdings]), "fact")])
    with pytest.raises(GateClosed, match=r"G4: .*accuses Quay Holdings"):
        publish(paper, story)
    request = paper.ask(claim, holdings, hours=5)
    with pytest.raises(GateClosed, match="G4"):
        publish(paper, story)
    log_outcome(request=request, outcome="declined", by=paper.reporter)
    publish(paper, story)


def test_g4_each_of_the_accused_is_heard(paper: Gazette) -> None:
    one, two = paper.voice("Quay Holdings"), paper.voice("The harbour master", kind="person")
    story = paper.story(carries=[(claim := paper.confirmed(accused=[one, two]), "fact")])
    paper.ask(claim, one)
    with pytest.raises(GateClosed, match="harbour master") as closed:
        publish(paper, story)
    assert len(closed.value.reasons) == 1
    paper.ask(claim, two)
    publish(paper, story)


def test_g4_two_editors_may_waive_the_asking_and_one_may_not(paper: Gazette) -> None:
    holdings = paper.voice("Quay Holdings")
    story = paper.story(carries=[(claim := paper.confirmed(accused=[holdings]), "fact")])
    waive_request(claim=claim, accused=holdings, reason="It would endanger our source.", by=paper.editor)
    with pytest.raises(GateClosed, match="G4"):
        publish(paper, story)
    waive_request(claim=claim, accused=holdings, reason="I agree: danger.", by=paper.deputy)
    publish(paper, story)
    [faced] = story_view(StoryPage.objects.get(pk=story.pk)).facing
    assert faced.answer == "They have not been asked, by the decision of two editors."


def test_g7_what_only_a_side_says_is_never_said_in_our_own_voice(paper: Gazette) -> None:
    story = paper.story(carries=[(claim := paper.interested(), "fact")])
    with pytest.raises(GateClosed, match="G7"):
        publish(paper, story)
    paper.said(claim)
    change_mode(story=story, claim=claim, mode="attributed", by=paper.reporter)
    publish(paper, story)


def test_a_claim_carried_in_no_known_way_is_stopped_and_not_waved_through(paper: Gazette) -> None:
    story = paper.story(carries=[(paper.confirmed(), "fact")])
    StoryClaim.objects.update(mode="facts")
    with pytest.raises(BadValue, match="mode: 'facts'"):
        by_saving_it_live(paper, story)
    with pytest.raises(BadValue, match="mode: 'facts'"):
        carry_claim(story=story, claim=paper.confirmed("Another."), mode="facts", by=paper.reporter)


# what is live already


def test_a_live_story_whose_claim_fell_can_be_drafted_and_taken_down_but_not_published(
    paper: Gazette,
) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    retract_item(item=claim.evidence.first().item, reason="A forgery.", by=paper.reporter)
    draft = latest_draft(story)
    draft.title = "Cracks in doubt"
    draft.save_revision(user=paper.reporter)
    with pytest.raises(GateClosed):
        publish(paper, story)
    assert StoryPage.objects.get(pk=story.pk).title == "Cracks in the quay"
    unpublish_story(story=StoryPage.objects.get(pk=story.pk), by=paper.editor)
    assert not StoryPage.objects.live().exists()


def test_only_an_editor_publishes(paper: Gazette) -> None:
    story = paper.story()
    for person in (paper.reporter, paper.ana):
        with pytest.raises(NotYourRole):
            publish_story(story=story, by=person)
        with pytest.raises(NotYourRole):
            unpublish_story(story=story, by=person)


# overruling


def test_an_override_by_a_named_editor_opens_the_gate_and_readers_see_it(paper: Gazette) -> None:
    story = paper.story(carries=[(claim := paper.corroborated(), "fact")])
    overrule_gate(story=story, claim=claim, rule="G1", reason=REASON, by=paper.editor)
    publish(paper, story)
    live = StoryPage.objects.get(pk=story.pk)
    [shown] = story_view(live).overridden
    assert (shown.rule, shown.editor, shown.reason) == ("G1", "Eva Smith", REASON)
    assert shown.explanation == "We say in our own voice only what is confirmed."
    assert [reason.rule for reason in live.gate_decision.overridden] == ["G1"]


def test_an_override_is_one_rules_and_one_claims(paper: Gazette) -> None:
    one, two = paper.corroborated(), paper.corroborated("The pier is cracked.")
    story = paper.story(carries=[(one, "fact"), (two, "fact")])
    overrule_gate(story=story, claim=one, rule="G1", reason=REASON, by=paper.editor)
    with pytest.raises(GateClosed, match="pier") as closed:
        publish(paper, story)
    assert len(closed.value.reasons) == 1


@pytest.mark.parametrize("reason", ["", "         ", "because", "x" * 501])
def test_an_override_without_a_sentence_for_readers_is_refused(paper: Gazette, reason: str) -> None:
    story = paper.story(carries=[(claim := paper.corroborated(), "fact")])
    with pytest.raises(Refused, match="reason"):
        overrule_gate(story=story, claim=claim, rule="G1", reason=reason, by=paper.editor)
    assert not Override.objects.exists()


def test_an_override_by_anyone_but_an_editor_is_refused(paper: Gazette) -> None:
    story = paper.story(carries=[(claim := paper.corroborated(), "fact")])
    for person in (paper.reporter, paper.ana):
        with pytest.raises(NotYourRole):
            overrule_gate(story=story, claim=claim, rule="G1", reason=REASON, by=person)


def test_an_override_nobody_needs_is_refused(paper: Gazette) -> None:
    story = paper.story(carries=[(claim := paper.confirmed(), "fact")])
    for rule in ("G1", "G4", "G9"):
        with pytest.raises(Refused, match=f"does not hold this claim by {rule}"):
            overrule_gate(story=story, claim=claim, rule=rule, reason=REASON, by=paper.editor)


def test_overruling_again_replaces_the_reason(paper: Gazette) -> None:
    story = paper.story(carries=[(claim := paper.corroborated(), "fact")])
    overrule_gate(story=story, claim=claim, rule="G1", reason=REASON, by=paper.editor)
    overrule_gate(story=story, claim=claim, rule="G1", reason="Another good reason.", by=paper.deputy)
    assert str(Override.objects.get()) == "G1 overruled by Dan Smith"
    assert decide(latest_draft(story)).ok


def test_every_rule_is_explained_to_readers() -> None:
    rules = ("G1", "G2", "G3", "G4", "G5", "G6", "G7")
    assert len({rule_in_words(rule) for rule in rules} - set(rules)) == 7
    assert rule_in_words("G8") == "G8"


# the schedule


def schedule(paper: Gazette, story: StoryPage, minutes: int = 5) -> None:
    """Schedule it, then let its minute come."""
    publish_story(story=story, by=paper.editor, at=timezone.now() + timedelta(minutes=minutes))
    past = timezone.now() - timedelta(minutes=60 - minutes)
    revision = Revision.objects.get(object_id=str(story.pk), approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save(update_fields=["content", "approved_go_live_at"])


def test_a_source_retracted_after_scheduling_stops_that_story_and_no_other(paper: Gazette) -> None:
    claim = paper.confirmed()
    fallen, sound = paper.story(carries=[(claim, "fact")]), paper.story("Sound", carries=[])
    schedule(paper, fallen, 1)
    schedule(paper, sound, 2)
    retract_item(item=claim.evidence.first().item, reason="A forgery.", by=paper.reporter)
    published, refused = publish_due()
    assert [story.pk for story in published] == [sound.pk]
    assert [refusal.story_id for refusal in refused] == [fallen.pk]
    assert refused[0].reasons[0].startswith("G1: “The quay is cracked.” is in our own voice")
    assert str(refused[0]).startswith(f"{fallen.pk} refused at")
    assert not StoryPage.objects.get(pk=fallen.pk).live
    assert publish_due() == ([], [])


def test_a_refusal_is_gone_from_the_desk_when_the_story_goes_out(paper: Gazette) -> None:
    claim = paper.corroborated()
    schedule(paper, story := paper.story(carries=[(claim, "fact")]))
    publish_due()
    assert Refusal.objects.get().story == story
    paper.sign(claim, paper.ana, paper.bo)
    publish(paper, story)
    assert not Refusal.objects.exists()


def test_a_story_that_breaks_in_publishing_holds_up_no_other(
    paper: Gazette, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    schedule(paper, broken := paper.story("Broken"), 1)
    schedule(paper, sound := paper.story("Sound"), 2)
    saved = StoryPage.save

    def fail(self: StoryPage, *args: object, **kwargs: object) -> None:
        if self.pk == broken.pk and self.live:
            raise RuntimeError("no such picture")
        saved(self, *args, **kwargs)

    monkeypatch.setattr(StoryPage, "save", fail)
    published, refused = publish_due()
    assert [story.pk for story in published] == [sound.pk]
    assert [(refusal.story_id, refusal.reasons) for refusal in refused] == [
        (broken.pk, ["RuntimeError: no such picture"])
    ]
    assert "could not be published" in caplog.text
