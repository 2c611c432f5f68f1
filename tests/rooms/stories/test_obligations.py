"""What falls obliges: stale stories owe a note, in every way a thing can fall, and are settled in every way allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from gazette import REASON, Gazette, block
from wagtail.models import Revision

from twosource.people.refusals import NotYourRole
from twosource.replies.actions import log_outcome, request_comment
from twosource.stories.actions import (
    change_mode,
    correct_story,
    overrule_gate,
    publish_due,
    publish_story,
    stop_carrying,
    unpublish_story,
)
from twosource.stories.actions.resolving import (
    LEAVE_OUT,
    NotAsProposed,
    NothingOwed,
    ProposedAlready,
    SamePerson,
    agree_to_resolution,
    propose_resolution,
    refuse_resolution,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.gate import GateClosed
from twosource.stories.models import Obligation, Refusal, Resolution, Shown, StoryPage, Version
from twosource.stories.obligations import NoteOwed, owed_by, recheck, reconcile, unnoted
from twosource.stories.story_view import story_view
from twosource.verification.actions import (
    accuse,
    attach_evidence,
    edit_claim_words,
    link_origin,
    no_longer_rest_on,
    record_control,
    rest_on,
    retract_item,
    retract_voice,
    withdraw_claim,
)
from twosource.verification.models import Claim
from twosource.verification.refusals import BadValue, Refused

NOTE = "It is not known whether the quay is cracked."


def again(story: StoryPage) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


def because(story: StoryPage) -> list[tuple[str, str, str]]:
    return [(one.because, one.was, one.became) for one in owed_by(story)]


def closings(story: StoryPage) -> list[str]:
    return list(Obligation.objects.filter(story=story).exclude(closed_at=None).values_list("how", flat=True))


def bring_forward(story: StoryPage) -> None:
    """The minute of a scheduled version has come."""
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def fall(claim: Claim, by: object) -> None:
    retract_item(item=claim.evidence.first().item, reason="A forgery.", by=by)


# what opens one


def test_a_retracted_item_obliges_every_live_story_that_carries_its_claim_and_no_other(
    paper: Gazette, heard: Callable
) -> None:
    claim, other = paper.confirmed(), paper.confirmed("The pier is cracked.")
    story, second = (
        paper.published(carries=[(claim, "fact")]),
        paper.published("Second", carries=[(claim, "fact")]),
    )
    spared = paper.published("Pier", carries=[(other, "fact")])
    paper.story("Draft", carries=[(claim, "fact")])
    heard(lambda: fall(claim, paper.reporter))
    assert because(story) == because(second) == [("status", "confirmed", "asserted")]
    assert because(spared) == []
    assert Obligation.objects.count() == 2


def test_a_new_control_link_obliges(paper: Gazette, heard: Callable) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    one, two = [row.item.by.get() for row in claim.evidence.all()]
    heard(lambda: record_control(actor=one, controller=two, by=paper.reporter))
    assert because(story) == [("status", "confirmed", "asserted")]


def test_a_common_origin_obliges(paper: Gazette, heard: Callable) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    agency = paper.item("A wire", "Agency")
    claim2 = paper.claim("Two papers run it.")
    relays = [
        paper.item("One", "Daily", via=[agency]),
        paper.item("Two", "Weekly", via=[paper.item("X", "Other")]),
    ]
    paper.support(claim2, *relays)
    heard(lambda: link_origin(item=relays[1], origin=agency, by=paper.reporter))
    assert because(story) == []


def test_a_late_denial_obliges(paper: Gazette, heard: Callable) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    item = paper.witness("Harbour master")
    heard(lambda: attach_evidence(claim=claim, item=item, direction="denies", by=paper.reporter))
    assert because(story) == [("status", "confirmed", "disputed")]


def test_what_rises_obliges_too_for_readers_were_told_less(paper: Gazette, heard: Callable) -> None:
    claim = paper.corroborated()
    story = paper.published(carries=[(claim, "background")])
    heard(lambda: paper.sign(claim, paper.ana, paper.bo))
    assert because(story) == [("status", "corroborated", "confirmed")]


def test_words_that_were_edited_oblige_when_the_checks_of_them_are_void(
    paper: Gazette, heard: Callable
) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: edit_claim_words(claim=claim, text="The quay has one crack.", by=paper.reporter))
    assert because(story) == [("status", "confirmed", "corroborated")]


def test_when_it_is_no_longer_sure_that_it_was_said_what_was_said_obliges(
    paper: Gazette, heard: Callable
) -> None:
    claim = paper.interested()
    said = paper.said(claim)
    story = paper.published(carries=[(claim, "attributed")])
    heard(lambda: fall(said, paper.reporter))
    assert because(story) == [("gate", "", "G2")]


def test_one_more_accused_who_was_not_asked_obliges_until_the_deadline_has_passed(
    paper: Gazette, heard: Callable
) -> None:
    claim, holdings = paper.confirmed(), paper.voice("Quay Holdings")
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: accuse(claim=claim, actor=holdings, by=paper.reporter))
    assert because(story) == [("gate", "", "G4 Quay Holdings")]
    heard(lambda: overrule_gate(story=story, claim=claim, rule="G4", reason=REASON, by=paper.editor))
    assert because(story), "one editor alone does not settle what readers are owed"
    now = timezone.now()
    request = heard(
        lambda: request_comment(
            claim=claim, asked=holdings, question="Is it so?", channels=["email"],
            times=(now, now + timedelta(hours=1)), by=paper.reporter,
        )
    )  # fmt: skip
    assert because(story)
    type(request).objects.filter(pk=request.pk).update(deadline=timezone.now())
    recheck()
    assert closings(story) == ["as_before"]


def test_two_accused_are_two_reasons(paper: Gazette, heard: Callable) -> None:
    one, two = paper.voice("Quay Holdings"), paper.voice("Crane Works")
    claim = paper.confirmed(accused=[one])
    story = paper.story(carries=[(claim, "fact")])
    overrule_gate(story=story, claim=claim, rule="G4", reason=REASON, by=paper.editor)
    publish_story(story=story, by=paper.editor)
    assert Shown.objects.get().rules == ["G4 Quay Holdings"]
    heard(lambda: accuse(claim=claim, actor=two, by=paper.reporter))
    assert because(story) == [("gate", "G4 Quay Holdings", "G4 Crane Works")]


def test_support_that_turns_out_to_be_interested_obliges_though_the_status_is_the_same(
    paper: Gazette, heard: Callable
) -> None:
    from twosource.verification.actions import declare_stake

    claim = paper.asserted()
    story = paper.story(carries=[(claim, "fact")])
    overrule_gate(story=story, claim=claim, rule="G1", reason=REASON, by=paper.editor)
    publish_story(story=story, by=paper.editor)
    diver = claim.evidence.get().item.by.get()
    heard(lambda: declare_stake(claim=claim, actor=diver, direction="for", by=paper.reporter))
    claim.refresh_from_db()
    assert claim.status == "asserted"
    assert because(story) == [("gate", "G1", "G7")]


def test_sources_in_the_plural_oblige_when_one_of_two_lines_falls(paper: Gazette, heard: Callable) -> None:
    claim = paper.corroborated()
    paper.deny(claim, paper.witness("Harbour master"))
    words = "The quay is cracked"
    story = paper.published(
        "Cracks", "The quay is cracked, several sources say.", carries=[(claim, "background", words)]
    )
    heard(lambda: fall(claim, paper.reporter))
    claim.refresh_from_db()
    assert claim.status == "disputed"
    assert because(story) == [("gate", "", "G5")]


@pytest.mark.parametrize("answer", ["answered", "declined", "unreachable", "withdrawn"])
def test_a_reply_after_publication_obliges_and_a_silence_signed_does_not(
    paper: Gazette, heard: Callable, answer: str
) -> None:
    holdings = paper.voice("Quay Holdings")
    claim = paper.confirmed(accused=[holdings])
    now = timezone.now()
    request = request_comment(
        claim=claim, asked=holdings, question="Is it so?", channels=["email", "phone"],
        times=(now - timedelta(days=2), now - timedelta(days=1)), by=paper.reporter,
    )  # fmt: skip
    story = paper.published(carries=[(claim, "fact")])
    quiet = paper.ask(claim, holdings)
    heard(lambda: log_outcome(request=quiet, outcome="no_reply", by=paper.reporter))
    assert because(story) == []
    heard(lambda: log_outcome(request=request, outcome=answer, answer="We deny it.", by=paper.reporter))
    [(kind, was, became)] = because(story)
    # A request that was withdrawn is no longer enough for the gate, unless another one was.
    assert (kind, was, became) == ("reply", "", answer)


# claims that rest on claims


def test_a_fall_goes_up_through_every_claim_that_rests_on_it_once(paper: Gazette, heard: Callable) -> None:
    top, middle, ground = (paper.confirmed(f"{name}.") for name in ("Top", "Middle", "Ground"))
    rest_on(claim=top, premise=middle, by=paper.reporter)
    rest_on(claim=top, premise=ground, by=paper.reporter)
    rest_on(claim=middle, premise=ground, by=paper.reporter)
    story = paper.published(carries=[(top, "fact")])
    heard(lambda: fall(ground, paper.reporter))
    assert because(story) == [("premise", "confirmed", "asserted")]
    assert owed_by(story)[0].premise == ground
    [line] = story_view(again(story)).owed
    assert "It rests on “Ground.”" in line.line


def test_what_is_owed_says_what_is_apart_now(paper: Gazette, heard: Callable) -> None:
    claim, ground = paper.confirmed(), paper.confirmed("Ground.")
    rest_on(claim=claim, premise=ground, by=paper.reporter)
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: fall(claim, paper.reporter))
    heard(lambda: fall(ground, paper.reporter))
    since = owed_by(story)[0].opened_at
    heard(lambda: paper.support(claim, paper.witness("Another diver")))
    heard(lambda: paper.sign(claim, paper.ana, paper.bo))
    assert because(story) == [("premise", "confirmed", "asserted")]
    assert owed_by(story)[0].opened_at == since
    heard(lambda: withdraw_claim(claim=claim, reason="Taken back.", by=paper.reporter))
    assert because(story) == [("status", "confirmed", "withdrawn")]
    assert Obligation.objects.count() == 1


def test_a_premise_put_on_record_later_counts_from_then_on(paper: Gazette, heard: Callable) -> None:
    claim, ground = paper.confirmed(), paper.confirmed("Ground.")
    story = paper.published(carries=[(claim, "fact")])
    link = heard(lambda: rest_on(claim=claim, premise=ground, by=paper.reporter))
    assert because(story) == []
    heard(lambda: fall(ground, paper.reporter))
    assert because(story) == [("premise", "confirmed", "asserted")]
    heard(lambda: no_longer_rest_on(link=link, by=paper.reporter))
    assert closings(story) == ["as_before"]


def test_to_rest_on_what_has_fallen_already_obliges_at_once(paper: Gazette, heard: Callable) -> None:
    claim, ground = paper.confirmed(), paper.refuted()
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: rest_on(claim=claim, premise=ground, by=paper.reporter))
    assert because(story) == [("premise", "none", "refuted")]


def test_a_premise_that_becomes_firmer_obliges_nobody(paper: Gazette, heard: Callable) -> None:
    claim, ground = paper.confirmed(), paper.corroborated("Ground.")
    rest_on(claim=claim, premise=ground, by=paper.reporter)
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: paper.sign(ground, paper.ana, paper.bo))
    assert because(story) == []


# a voice


def test_a_voice_falls_with_everything_it_said_at_once(paper: Gazette, heard: Callable) -> None:
    diver = paper.voice("Diver", kind="person")
    first, second = paper.claim("First."), paper.claim("Second.")
    for claim in (first, second):
        paper.support(
            claim, paper.item(f"On {claim}", diver, basis="witnessed"), paper.witness(f"Pilot of {claim}")
        )
        paper.sign(claim, paper.ana, paper.bo)
    stories = [paper.published(str(claim), carries=[(claim, "fact")]) for claim in (first, second)]
    heard(lambda: retract_voice(actor=diver, reason="The diver was never there.", by=paper.reporter))
    assert [because(story) for story in stories] == [[("status", "confirmed", "asserted")]] * 2


# what closes one


def test_it_closes_by_itself_when_the_claim_stands_again_as_shown(paper: Gazette, heard: Callable) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: fall(claim, paper.reporter))
    heard(lambda: paper.support(claim, paper.witness("Another diver")))
    heard(lambda: paper.sign(claim, paper.ana, paper.bo))
    assert closings(story) == ["as_before"]
    assert story_view(again(story)).owed == ()


@pytest.mark.parametrize("kind", ["correction", "clarification"])
def test_a_new_version_with_a_note_closes_it(paper: Gazette, heard: Callable, kind: str) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: fall(claim, paper.reporter))
    change_mode(story=story, claim=claim, mode="background", by=paper.reporter)
    heard(lambda: correct_story(story=story, kind=kind, text=NOTE, by=paper.editor))
    assert (because(story), closings(story)) == ([], ["new_version"])
    assert Shown.objects.get(ended_at=None).status == "asserted"


def test_a_retraction_closes_everything_and_nothing_can_fall_any_more(
    paper: Gazette, heard: Callable
) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: fall(claim, paper.reporter))
    heard(lambda: correct_story(story=story, kind="retraction", text=NOTE, by=paper.editor))
    heard(lambda: withdraw_claim(claim=claim, reason="They said so today.", by=paper.reporter))
    assert (because(story), closings(story)) == ([], ["new_version"])


def test_unpublishing_closes_and_what_changed_meanwhile_is_no_debt_when_it_is_back(
    paper: Gazette, heard: Callable
) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: fall(claim, paper.reporter))
    heard(lambda: unpublish_story(story=again(story), by=paper.editor))
    assert closings(story) == ["no_longer_carried"]
    assert not Version.objects.filter(ended_at=None).exists()
    change_mode(story=story, claim=claim, mode="background", by=paper.reporter)
    heard(lambda: publish_story(story=again(story), by=paper.editor))
    assert because(story) == []


def test_a_deleted_story_owes_nothing_and_its_claims_live_on(paper: Gazette, heard: Callable) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: fall(claim, paper.reporter))
    heard(lambda: again(story).delete())
    assert not Obligation.objects.exists()
    heard(lambda: paper.deny(claim, paper.witness("Late")))
    reconcile([claim.pk])
    assert not Obligation.objects.exists()


# no version goes out in silence


def by_publishing(paper: Gazette, story: StoryPage) -> None:
    publish_story(story=story, by=paper.editor)


def by_a_superuser(paper: Gazette, story: StoryPage) -> None:
    publish_story(story=story, by=paper.root)


def by_its_revision(paper: Gazette, story: StoryPage) -> None:
    latest_draft(story).save_revision().publish()


def by_saving_it(paper: Gazette, story: StoryPage) -> None:
    again(story).save()


@pytest.mark.parametrize(
    "way", [by_publishing, by_a_superuser, by_its_revision, by_saving_it], ids=lambda way: way.__name__
)
def test_no_version_passes_over_it_in_silence(paper: Gazette, heard: Callable, way: Callable) -> None:
    claim = paper.corroborated()
    story = paper.published(carries=[(claim, "background")])
    heard(lambda: fall(claim, paper.reporter))
    with pytest.raises(
        NoteOwed, match=r"What readers were told of “The quay is cracked.” is no longer so"
    ) as refused:
        way(paper, story)
    assert [one.claim for one in refused.value.owed] == [claim]
    stop_carrying(story=story, claim=claim, by=paper.reporter)
    if way is not by_saving_it:
        with pytest.raises(NoteOwed):
            way(paper, story)
    assert because(story) == [("status", "corroborated", "asserted")]


def test_a_fall_nobody_has_heard_of_yet_is_noticed_by_the_version_that_would_hide_it(paper: Gazette) -> None:
    claim = paper.corroborated()
    story = paper.published(carries=[(claim, "background")])
    fall(claim, paper.reporter)  # and its handlers have not run
    assert not Obligation.objects.exists()
    with pytest.raises(NoteOwed):
        publish_story(story=story, by=paper.editor)


def test_a_note_that_readers_had_before_is_none_for_what_fell_since(paper: Gazette, heard: Callable) -> None:
    claim = paper.corroborated()
    story = correct_story(
        story=paper.published(carries=[(claim, "background")]), kind="correction", text=NOTE, by=paper.editor
    )
    heard(lambda: fall(claim, paper.reporter))
    with pytest.raises(NoteOwed):
        publish_story(story=story, by=paper.editor)
    draft = latest_draft(story)
    draft.body.append(("correction", {"kind": "clarification", "text": NOTE, "noted_at": timezone.now()}))
    draft.save_revision(user=paper.reporter)
    assert unnoted(latest_draft(story)) == []
    heard(lambda: publish_story(story=story, by=paper.editor))
    assert closings(story) == ["new_version"]


def test_a_schedule_is_refused_at_its_minute_and_the_desk_told_why(paper: Gazette, heard: Callable) -> None:
    claim = paper.corroborated()
    story = paper.published(carries=[(claim, "background")])
    publish_story(story=story, by=paper.editor, at=timezone.now() + timedelta(hours=1))
    heard(lambda: fall(claim, paper.reporter))
    bring_forward(story)
    _published, [refused] = publish_due()
    assert "is no longer so" in refused.reasons[0]
    assert Refusal.objects.get().story == story


def test_a_draft_is_written_and_saved_as_ever(paper: Gazette, heard: Callable) -> None:
    claim = paper.corroborated()
    story = paper.published(carries=[(claim, "background")])
    heard(lambda: fall(claim, paper.reporter))
    draft = latest_draft(story)
    draft.title = "Another title"
    draft.save_revision(user=paper.reporter)
    assert latest_draft(story).title == "Another title"


def test_an_unsaved_story_owes_nothing(paper: Gazette) -> None:
    assert unnoted(StoryPage(title="New", body=[block("heading", "Text")])) == []
    StoryPage(title="New", live=True)._refuse_silence()


# resolving, by two


@pytest.fixture
def fallen(paper: Gazette, heard: Callable) -> StoryPage:
    """A live story whose only claim was confirmed and is no longer."""
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    heard(lambda: fall(claim, paper.reporter))
    return again(story)


def claim_of(story: StoryPage) -> Claim:
    return story.carried.get().claim


def propose(story: StoryPage, by: object, kind: str = "correction", **more: object) -> Resolution:
    if "carried" not in more:
        more["carried"] = {} if kind == "no_change" else {claim_of(story).pk: "background"}
    return propose_resolution(story=story, kind=kind, text=NOTE, by=by, **more)


def test_one_proposes_and_a_second_publishes_the_note(
    paper: Gazette, heard: Callable, fallen: StoryPage
) -> None:
    resolution = propose(fallen, paper.reporter)
    assert story_view(again(fallen)).corrections == ()
    assert latest_draft(fallen).carried.get().mode == "background"
    heard(lambda: agree_to_resolution(resolution=resolution, by=paper.editor))
    view = story_view(again(fallen))
    assert [note.text for note in view.corrections] == [NOTE]
    assert (view.owed, view.known[0].mode_label) == ((), "as background")
    row = Obligation.objects.get()
    assert (row.how, row.resolution, str(row)) == (
        "new_version",
        resolution,
        f"{fallen.pk} owes a note on {row.claim_id}",
    )
    resolution.refresh_from_db()
    assert (resolution.state, resolution.decided_by, str(resolution)) == (
        "agreed", paper.editor, f"correction for {fallen.pk}: agreed",
    )  # fmt: skip


def test_a_claim_may_be_taken_out_with_the_note(paper: Gazette, heard: Callable, fallen: StoryPage) -> None:
    resolution = propose(fallen, paper.reporter, carried={claim_of(fallen).pk: LEAVE_OUT})
    heard(lambda: agree_to_resolution(resolution=resolution, by=paper.editor))
    assert not again(fallen).carried.exists()
    assert closings(fallen) == ["new_version"]


def test_a_proposal_that_the_gate_would_not_let_out_is_refused_at_once(
    paper: Gazette, fallen: StoryPage
) -> None:
    with pytest.raises(GateClosed, match="in our own voice and not confirmed"):
        propose(fallen, paper.reporter, carried={})
    with pytest.raises(BadValue, match="there is no claim 99"), transaction.atomic():
        propose(fallen, paper.reporter, carried={99: "background"})
    assert not Resolution.objects.exists()


def test_a_retraction_needs_no_other_mode(paper: Gazette, heard: Callable, fallen: StoryPage) -> None:
    resolution = propose(fallen, paper.reporter, "retraction", carried={})
    heard(lambda: agree_to_resolution(resolution=resolution, by=paper.editor))
    assert story_view(again(fallen)).retracted.text == NOTE


def test_no_change_takes_two_reasons_and_then_what_is_so_is_what_was_told(
    paper: Gazette, heard: Callable, fallen: StoryPage
) -> None:
    resolution = propose(fallen, paper.editor, "no_change")
    with pytest.raises(BadValue, match="reason"):
        agree_to_resolution(resolution=resolution, by=paper.deputy, reason="No.")
    heard(lambda: agree_to_resolution(resolution=resolution, by=paper.deputy, reason=REASON))
    assert closings(fallen) == ["no_change"]
    assert Shown.objects.get(ended_at=None).status == "asserted"
    [entry] = story_view(again(fallen)).known
    assert entry.note.changed.endswith(f"left the story as it is: {NOTE}")
    reconcile([claim_of(fallen).pk])
    assert because(fallen) == []
    heard(lambda: withdraw_claim(claim=claim_of(fallen), reason="Taken back.", by=paper.reporter))
    assert because(fallen) == [("status", "asserted", "withdrawn")]


def test_only_an_editor_leaves_standing_what_the_gate_objects_to(paper: Gazette, fallen: StoryPage) -> None:
    resolution = propose(fallen, paper.reporter, "no_change")
    with pytest.raises(NotYourRole), transaction.atomic():
        agree_to_resolution(resolution=resolution, by=paper.ana, reason=REASON)
    assert agree_to_resolution(resolution=resolution, by=paper.editor, reason=REASON).state == "agreed"


def test_any_two_people_may_agree_that_what_the_gate_allows_changes_nothing(
    paper: Gazette, heard: Callable
) -> None:
    claim = paper.corroborated()
    story = paper.published(carries=[(claim, "background")])
    heard(lambda: fall(claim, paper.reporter))
    resolution = propose(story, paper.reporter, "no_change")
    assert agree_to_resolution(resolution=resolution, by=paper.ana, reason=REASON).state == "agreed"


def test_no_change_may_be_about_one_of_two(paper: Gazette, heard: Callable) -> None:
    one, two = paper.corroborated(), paper.corroborated("The pier is cracked.")
    story = paper.published(carries=[(one, "background"), (two, "background")])
    heard(lambda: fall(one, paper.reporter))
    heard(lambda: fall(two, paper.reporter))
    first, second = owed_by(story)
    with pytest.raises(BadValue, match="only"):
        propose(story, paper.reporter, "no_change", only=[0])
    resolution = propose(story, paper.reporter, "no_change", only=[first.pk])
    agree_to_resolution(resolution=resolution, by=paper.ana, reason=REASON)
    assert owed_by(story) == [second]


@pytest.mark.parametrize("kind", ["correction", "no_change"])
def test_the_second_is_someone_else_under_whatever_account(
    paper: Gazette, heard: Callable, fallen: StoryPage, kind: str
) -> None:
    twin = paper.hire("eva2", "Editors", email="eva+two@paper.example")
    resolution = propose(fallen, paper.editor, kind)
    for account in (paper.editor, twin):
        with pytest.raises(SamePerson, match="second person"):
            agree_to_resolution(resolution=resolution, by=account, reason=REASON)
    assert because(fallen)


def test_who_publishes_is_an_editor(paper: Gazette, fallen: StoryPage) -> None:
    resolution = propose(fallen, paper.reporter)
    with pytest.raises(NotYourRole):
        agree_to_resolution(resolution=resolution, by=paper.ana)


def test_of_two_who_decide_at_once_the_second_is_told(
    paper: Gazette, heard: Callable, fallen: StoryPage
) -> None:
    resolution = propose(fallen, paper.reporter)
    heard(lambda: agree_to_resolution(resolution=resolution, by=paper.editor))
    for late in (
        lambda: agree_to_resolution(resolution=resolution, by=paper.deputy),
        lambda: refuse_resolution(resolution=resolution, reason="Too late.", by=paper.deputy),
    ):
        with pytest.raises(Refused, match="Eva Smith has decided this already"):
            late()
    assert len(story_view(again(fallen)).corrections) == 1


def test_one_proposal_at_a_time_and_a_refused_one_makes_room(paper: Gazette, fallen: StoryPage) -> None:
    resolution = propose(fallen, paper.reporter)
    with pytest.raises(ProposedAlready, match="Rita Smith has made a proposal"):
        propose(fallen, paper.editor)
    with pytest.raises(BadValue, match="say why not"):
        refuse_resolution(resolution=resolution, reason=" ", by=paper.editor)
    refuse_resolution(resolution=resolution, reason="Say which quay.", by=paper.editor)
    assert because(fallen)
    assert propose(fallen, paper.reporter).state == "proposed"


def test_a_proposal_is_of_one_draft_and_of_what_was_owed_then(paper: Gazette, heard: Callable) -> None:
    one, two = paper.corroborated(), paper.corroborated("The pier is cracked.")
    story = paper.published(carries=[(one, "background"), (two, "background")])
    heard(lambda: fall(one, paper.reporter))
    resolution = propose(story, paper.reporter, carried={})
    draft = latest_draft(story)
    draft.title = "Another title"
    draft.save_revision(user=paper.reporter)
    with pytest.raises(NotAsProposed, match="draft was changed"):
        agree_to_resolution(resolution=resolution, by=paper.editor)
    refuse_resolution(resolution=resolution, reason="Changed.", by=paper.reporter)
    resolution = propose(story, paper.reporter, carried={})
    heard(lambda: fall(two, paper.reporter))
    with pytest.raises(NotAsProposed, match="Something else"):
        agree_to_resolution(resolution=resolution, by=paper.editor)


def test_a_proposal_lapses_when_nothing_is_owed_any_more(
    paper: Gazette, heard: Callable, fallen: StoryPage
) -> None:
    resolution = propose(fallen, paper.reporter)
    claim = claim_of(fallen)
    heard(lambda: paper.support(claim, paper.witness("Another diver")))
    heard(lambda: paper.sign(claim, paper.ana, paper.bo))
    with pytest.raises(NothingOwed, match="lapsed"):
        agree_to_resolution(resolution=resolution, by=paper.editor)
    with pytest.raises(NothingOwed, match="owes its readers nothing"):
        propose(fallen, paper.reporter)


@pytest.mark.parametrize(("kind", "text"), [("erratum", NOTE), ("correction", "  short "), ("no_change", "")])
def test_a_proposal_says_what_kind_and_in_a_sentence(
    paper: Gazette, fallen: StoryPage, kind: str, text: str
) -> None:
    with pytest.raises(BadValue):
        propose_resolution(story=fallen, kind=kind, text=text, by=paper.reporter)


def test_readers_are_no_part_of_it(paper: Gazette, fallen: StoryPage) -> None:
    stranger = paper.hire("stranger")
    resolution = propose(fallen, paper.reporter)
    for deed in (
        lambda: propose(fallen, stranger),
        lambda: agree_to_resolution(resolution=resolution, by=stranger),
        lambda: refuse_resolution(resolution=resolution, reason="No.", by=stranger),
    ):
        with pytest.raises(NotYourRole):
            deed()


# what readers see meanwhile


def test_readers_see_the_present_status_and_a_dated_line(paper: Gazette, fallen: StoryPage) -> None:
    view = story_view(fallen)
    [entry] = view.known
    today = timezone.localtime().strftime("%-d %B %Y")
    line = (
        f"Published as Confirmed on {today}; since {today}: Asserted. "
        "The newsroom is looking at what this changes."
    )
    assert (entry.note.status, entry.note.changed) == ("asserted", line)
    [owed] = view.owed
    assert (owed.anchor, owed.line, owed.open) == (entry.note.anchor, line, True)


def test_readers_are_told_of_a_reply_and_of_a_mode_our_rules_no_longer_allow(
    paper: Gazette, heard: Callable
) -> None:
    holdings = paper.voice("Quay Holdings")
    one, two = paper.confirmed(), paper.confirmed("It was hidden.", accused=[holdings])
    request = paper.ask(two, holdings)
    story = paper.published(carries=[(one, "fact"), (two, "fact")])
    heard(lambda: log_outcome(request=request, outcome="declined", by=paper.reporter))
    heard(lambda: accuse(claim=one, actor=holdings, by=paper.reporter))
    lines = " ".join(note.line for note in story_view(again(story)).owed)
    assert "there is word from those who were asked" in lines
    assert "our rules no longer allow it to be carried as it is" in lines


# the tables


def test_of_each_there_is_one(paper: Gazette, fallen: StoryPage) -> None:
    version, shown, owed = Version.objects.get(), Shown.objects.get(), Obligation.objects.get()
    assert str(version) == f"{fallen.pk} from {version.at}"
    assert str(shown) == f"{fallen.pk} shows {shown.claim_id} as confirmed"
    for row in (version, shown, owed):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_looking_again_changes_nothing(paper: Gazette, fallen: StoryPage) -> None:
    before = list(Obligation.objects.values())
    for _ in range(2):
        reconcile([claim_of(fallen).pk])
    recheck()
    assert list(Obligation.objects.values()) == before
