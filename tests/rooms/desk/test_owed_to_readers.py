"""What is owed, at the desk: the queue, the proposal and the second word, what would fall, and what rests on what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from gazette import REASON, Gazette

from twosource.ledger import clock
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Obligation, Resolution, StoryPage
from twosource.stories.obligations import reconcile
from twosource.stories.story_view import story_view
from twosource.verification.actions import rest_on, retract_item
from twosource.verification.models import Actor, Claim, Item, Premise

NOTE = "It is not known whether the quay is cracked."


@pytest.fixture
def fallen(paper: Gazette, heard: Callable) -> StoryPage:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    item = claim.evidence.first().item
    heard(lambda: retract_item(item=item, reason="A forgery.", by=paper.reporter))
    return story


def claim_of(story: StoryPage) -> Claim:
    return latest_draft(story).carried.get().claim


def test_the_queue_has_the_oldest_first_and_what_is_old_in_red(
    paper: Gazette, seat: Callable, fallen: StoryPage
) -> None:
    before = timezone.now() - timedelta(days=2)
    with clock.at(before):
        claim = paper.corroborated("The pier is cracked.")
        older = paper.published("Pier", carries=[(claim, "background")])
        retract_item(item=claim.evidence.first().item, reason="A forgery.", by=paper.reporter)
        reconcile([claim.pk])
    page = seat(paper.ana).see("/desk/obligations/")
    assert page.index(f"/desk/stories/{older.pk}/#owed") < page.index(f"/desk/stories/{fallen.pk}/#owed")
    first, second = page.split('class="what"')[1:3]
    assert 'class="late"' in first
    assert 'class="late"' not in second
    assert "Published as Corroborated." in first
    assert "nobody has proposed anything yet" in first
    assert "2 stories" in page


def test_the_queue_is_ones_own_or_everyones_and_the_dashboard_counts_it(
    paper: Gazette, seat: Callable, fallen: StoryPage
) -> None:
    assert "Cracks in the quay" in seat(paper.reporter).see("/desk/obligations/?stories=mine")
    assert "Nothing is owed" in seat(paper.ana).see("/desk/obligations/?stories=mine")
    board = seat(paper.ana).see("/desk/")
    assert "Owed to readers" in board
    assert f"/desk/stories/{fallen.pk}/#owed" in board
    assert "Owed to readers" not in seat(paper.ana).see("/desk/?stories=mine")


def test_a_story_is_settled_by_two_at_the_desk(
    paper: Gazette, seat: Callable, heard: Callable, fallen: StoryPage
) -> None:
    claim = claim_of(fallen)
    path = f"/desk/stories/{fallen.pk}"
    rita, eva = seat(paper.reporter), seat(paper.editor)
    page = rita.see(f"{path}/")
    assert "It owes its readers a note" in page
    assert f'name="carry_{claim.pk}"' in page
    told = rita.be_refused(f"{path}/propose/", kind="correction", text=NOTE)
    assert "in our own voice and not confirmed" in told
    assert NOTE in told
    fields = {"kind": "correction", "text": NOTE, f"carry_{claim.pk}": "background"}
    assert "Proposed. It is done when a second person agrees." in rita.do(f"{path}/propose/", **fields)
    row = Resolution.objects.get()
    page = rita.see(f"{path}/")
    assert "You proposed it. A second person must agree." in page
    assert f"{path}/agree/{row.pk}/" not in page
    assert "You proposed it." in rita.be_refused(f"{path}/agree/{row.pk}/")
    assert "it takes an editor" in seat(paper.ana).see(f"{path}/")
    assert "Rita Smith proposed; it waits for a second person" in eva.see("/desk/obligations/")
    assert "you proposed; a second person decides" in rita.see("/desk/obligations/")
    page = heard(lambda: eva.do(f"{path}/agree/{row.pk}/"))
    assert "Published, with the note." in page
    assert "It owes its readers a note" not in page
    view = story_view(StoryPage.objects.get(pk=fallen.pk))
    assert [note.text for note in view.corrections] == [NOTE]
    history = eva.see(f"{path}/")
    for words in (
        "Owes its readers a note on",
        "Proposed: correction",
        "Agreed: correction",
        "a new version with a note",
    ):
        assert words in history


def test_no_change_is_signed_by_two_with_reasons(paper: Gazette, seat: Callable, fallen: StoryPage) -> None:
    path = f"/desk/stories/{fallen.pk}"
    seat(paper.reporter).do(f"{path}/propose/", kind="no_change", text=NOTE)
    row = Resolution.objects.get()
    dan = seat(paper.deputy)
    assert 'name="reason"' in dan.see(f"{path}/")
    assert "sentence of your own" in dan.be_refused(f"{path}/agree/{row.pk}/", reason="No.")
    assert "Decided by two people: nothing changes." in dan.do(f"{path}/agree/{row.pk}/", reason=REASON)
    assert not Obligation.objects.filter(closed_at=None).exists()


def test_no_change_may_be_about_one_of_two(paper: Gazette, seat: Callable, heard: Callable) -> None:
    one, two = paper.corroborated(), paper.corroborated("The pier is cracked.")
    story = paper.published(carries=[(one, "background"), (two, "background")])
    for claim in (one, two):
        item = claim.evidence.first().item
        heard(lambda item=item: retract_item(item=item, reason="A forgery.", by=paper.reporter))
    path, first = f"/desk/stories/{story.pk}", Obligation.objects.get(claim=one)
    ana = seat(paper.ana)
    assert 'name="only"' in ana.see(f"{path}/")
    ana.do(f"{path}/propose/", kind="no_change", text=NOTE, only=[first.pk])
    assert list(Resolution.objects.get().obligations.all()) == [first]


def test_a_proposal_is_refused_with_a_reason_that_the_next_one_sees(
    paper: Gazette, seat: Callable, fallen: StoryPage
) -> None:
    path = f"/desk/stories/{fallen.pk}"
    seat(paper.reporter).do(f"{path}/propose/", kind="no_change", text=NOTE)
    row = Resolution.objects.get()
    page = seat(paper.editor).do(f"{path}/turn-down/{row.pk}/", reason="Say which quay.")
    assert "Eva Smith refused a proposal: Say which quay." in page
    assert "Propose how to settle it" in page
    for act in ("agree", "turn-down"):
        assert "no such proposal" in seat(paper.editor).be_refused(
            f"{path}/{act}/99999/", reason="Say which quay."
        )


def test_publishing_in_silence_is_stopped_with_the_reason_in_place(
    paper: Gazette, seat: Callable, heard: Callable
) -> None:
    claim = paper.corroborated()
    story = paper.published(carries=[(claim, "background")])
    item = claim.evidence.first().item
    heard(lambda: retract_item(item=item, reason="A forgery.", by=paper.reporter))
    eva, path = seat(paper.editor), f"/desk/stories/{story.pk}"
    page = eva.see(f"{path}/")
    assert "no version goes out without one" in page
    assert f'action="{path}/publish/"' not in page
    assert "is no longer so" in eva.be_refused(f"{path}/publish/")
    told = eva.client.post(f"/admin/pages/{story.pk}/publish/", follow=True).content.decode()
    assert told
    assert StoryPage.objects.get(pk=story.pk).corrections.count() == 0


def test_the_editor_of_words_is_told_too_and_keeps_the_draft(
    paper: Gazette, heard: Callable, rf: object
) -> None:
    from django.contrib.messages.storage.fallback import FallbackStorage

    from twosource.desk.manners import GateMannersMiddleware, stopped
    from twosource.stories.obligations import NoteOwed

    claim = paper.corroborated()
    story = paper.published(carries=[(claim, "background")])
    item = claim.evidence.first().item
    heard(lambda: retract_item(item=item, reason="A forgery.", by=paper.reporter))
    request = rf.get("/admin/")
    request.session = {}
    request._messages = FallbackStorage(request)
    assert stopped(request, latest_draft(story))
    [message] = list(request._messages)
    assert "owes its readers a note, so nothing went out" in str(message)
    assert f"/desk/stories/{story.pk}/#owed" in str(message)
    middleware = GateMannersMiddleware(lambda request: None)
    answer = middleware.process_exception(request, NoteOwed(list(Obligation.objects.all())))
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert middleware.process_exception(request, ValueError()) is None
    assert middleware.process_exception(rf.get("/desk/"), NoteOwed(list(Obligation.objects.all()))) is None


# what would fall


def test_what_would_fall_with_a_voice_is_seen_before_it_is_done(
    paper: Gazette, seat: Callable, heard: Callable
) -> None:
    diver = paper.voice("Diver", kind="person")
    claim, above = paper.claim(), paper.confirmed("Above.")
    paper.support(claim, paper.witness(diver), paper.witness("Pilot"))
    paper.sign(claim, paper.ana, paper.bo)
    rest_on(claim=above, premise=claim, by=paper.reporter)
    story = paper.published(carries=[(claim, "fact")])
    paper.story("A draft", carries=[(claim, "fact")])
    rita, path = seat(paper.reporter), f"/desk/voices/{diver.pk}"
    assert f"{path}/retract/" not in rita.see(f"{path}/")
    page = rita.see(f"{path}/?fall=1")
    assert "1 claim would stand otherwise" in page
    assert "and 1 live story would owe its readers a note." in page
    assert "Cracks in the quay" in page
    assert "not live" in page
    assert "Above." in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert "Look again" in rita.be_refused(f"{path}/retract/", reason="Never there.", seen="other")
    assert not Item.objects.exclude(retracted_at=None).exists()
    assert "1 item fell." in heard(lambda: rita.do(f"{path}/retract/", reason="Never there.", seen=seen))
    assert Obligation.objects.get().story_id == story.pk
    page = rita.see(f"{path}/?fall=1")
    assert "Nothing by this voice stands." in page
    assert "Everything by Diver retracted: Never there." in page


def test_what_would_fall_with_an_item_is_seen_from_its_claim(paper: Gazette, seat: Callable) -> None:
    claim = paper.confirmed()
    paper.published(carries=[(claim, "fact")])
    item = claim.evidence.first().item
    ana = seat(paper.ana)
    assert f"/desk/items/{item.pk}/fall/" in ana.see(f"/desk/claims/{claim.pk}/")
    assert "1 claim would stand otherwise" in ana.see(f"/desk/items/{item.pk}/fall/")
    spare = paper.item("Spare", "Nobody", basis="witnessed")
    paper.support(claim, spare)
    assert "1 claim loses evidence and stands as before" in ana.see(f"/desk/items/{spare.pk}/fall/")
    retract_item(item=item, reason="A forgery.", by=paper.reporter)
    assert "Retracted" in ana.see(f"/desk/items/{item.pk}/fall/")
    ana.see("/desk/items/99999/fall/", status=404)
    assert seat(paper.hire("stranger")).client.get(f"/desk/items/{item.pk}/fall/").status_code == 403


def test_a_sealed_voice_is_not_named_by_its_fall(paper: Gazette, seat: Callable) -> None:
    heron = paper.sealed("Marta Vell")
    claim = paper.claim()
    paper.support(claim, paper.item("What they told us", heron, basis="witnessed"))
    assert "Marta Vell" not in seat(paper.editor).see(f"/desk/voices/{heron.pk}/?fall=1")


# claims on claims


def test_a_claim_is_put_on_another_and_taken_off_at_its_screen(paper: Gazette, seat: Callable) -> None:
    top, ground = paper.claim("Top."), paper.claim("Ground.")
    rita = seat(paper.reporter)
    page = rita.do(f"/desk/claims/{top.pk}/rest-on/", premise=ground.pk)
    assert "On record: it rests on “Ground.”." in page
    assert "Rests on “Ground.”" in page
    assert "These rest on it" in rita.see(f"/desk/claims/{ground.pk}/")
    assert "nothing can hold itself up" in rita.be_refused(
        f"/desk/claims/{ground.pk}/rest-on/", premise=top.pk
    )
    link = Premise.objects.get()
    assert (
        "It rests on"
        not in rita.do(f"/desk/claims/{top.pk}/off/{link.pk}/")
        .partition("What happened")[0]
        .partition("It rests on another claim")[0]
        .rpartition("Rests on, and bears")[2]
    )
    assert "no such link" in rita.be_refused(f"/desk/claims/{top.pk}/off/99999/")


def test_every_way_a_thing_moved_is_said_in_a_sentence(
    paper: Gazette, seat: Callable, heard: Callable
) -> None:
    from twosource.replies.actions import log_outcome
    from twosource.verification.actions import accuse

    holdings = paper.voice("Quay Holdings")
    top, ground = paper.confirmed("Top."), paper.confirmed("Ground.")
    asked = paper.confirmed("Asked.", accused=[holdings])
    accusing = paper.confirmed("Accusing.")
    request = paper.ask(asked, holdings)
    rest_on(claim=top, premise=ground, by=paper.reporter)
    paper.published(carries=[(top, "fact"), (asked, "fact"), (accusing, "fact")])
    item = ground.evidence.first().item
    heard(lambda: retract_item(item=item, reason="A forgery.", by=paper.reporter))
    heard(lambda: log_outcome(request=request, outcome="declined", by=paper.reporter))
    heard(lambda: accuse(claim=accusing, actor=Actor.objects.get(name="Quay Holdings"), by=paper.reporter))
    page = seat(paper.ana).see("/desk/obligations/")
    assert "It rests on “Ground.”, which was Confirmed and is Asserted." in page
    assert "Word came from those who were asked" in page
    assert "The gate would no longer let it out as it is carried: G4 Quay Holdings." in page
