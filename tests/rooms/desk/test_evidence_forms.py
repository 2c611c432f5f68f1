"""Giving evidence at the desk, in one form each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from gazette import Gazette

from twosource.replies.models import Request
from twosource.verification.models import Actor, Claim, Control, Item


def test_one_form_names_a_voice_adds_its_item_and_attaches_it(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    page = seat(paper.reporter).do(
        f"/desk/claims/{claim.pk}/add-evidence/",
        title="The diver’s log", direction="supports", another="Jo Reef", another_kind="person", basis="witnessed",
        link="https://divers.example/log", note="Four pages.",
    )  # fmt: skip
    item = Item.objects.get()
    assert (item.title, item.basis, item.url) == (
        "The diver’s log",
        "witnessed",
        "https://divers.example/log",
    )
    assert [actor.name for actor in item.by.all()] == ["Jo Reef"]
    assert Claim.objects.get(pk=claim.pk).status == "asserted"
    assert "“The diver’s log” is part of the evidence." in page


def test_a_refused_form_leaves_nothing_behind_and_keeps_the_words(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    page = seat(paper.reporter).be_refused(
        f"/desk/claims/{claim.pk}/add-evidence/",
        title="A video site’s copy", direction="supports", another="Tube", another_kind="outlet", basis="recorded",
        carrier="on",
    )  # fmt: skip
    assert "A carrier only transports and has no basis of its own" in page
    assert "A video site’s copy" in page
    assert not Item.objects.exists()
    assert not Actor.objects.filter(name="Tube").exists()


def test_what_came_from_an_item_on_record_adds_no_line(paper: Gazette, seat: Callable) -> None:
    claim = paper.asserted()
    witness = claim.evidence.get().item
    seat(paper.reporter).do(
        f"/desk/claims/{claim.pk}/add-evidence/",
        title="The Daily’s report", direction="supports", another="The Daily", another_kind="outlet", via=[witness.pk],
    )  # fmt: skip
    claim.refresh_from_db()
    assert claim.evidence.count() == 2
    assert claim.assessment["supports"]["lines"] == 1


def test_a_record_vouched_for_by_two_settles_the_claim(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    (row,) = paper.support(claim, paper.record_of("Harbour Radio"))
    path = f"/desk/claims/{claim.pk}/authenticate/{row.pk}/"
    seat(paper.ana).do(path, method="Compared with the archive.")
    assert "You vouched for it already." in seat(paper.ana).be_refused(path, method="Again.")
    page = seat(paper.bo).see(f"/desk/claims/{claim.pk}/")
    assert "or one more person’s word that “A recording by Harbour Radio” is genuine" in page
    seat(paper.bo).do(path, method="Watched it whole.")
    assert Claim.objects.get(pk=claim.pk).status == "corroborated"


def test_evidence_is_out_when_two_say_so(paper: Gazette, seat: Callable) -> None:
    claim = paper.asserted()
    row = claim.evidence.get()
    path = f"/desk/claims/{claim.pk}/set-aside/{row.pk}/"
    seat(paper.ana).do(path, reason="The log is of another quay.")
    assert Claim.objects.get(pk=claim.pk).status == "asserted"
    seat(paper.bo).do(path, reason="Another quay, as the map shows.")
    assert Claim.objects.get(pk=claim.pk).status == "none"


def test_evidence_of_another_claim_cannot_be_judged_from_here(paper: Gazette, seat: Callable) -> None:
    claim, other = paper.asserted(), paper.asserted("The crane is rusty.")
    row = other.evidence.get()
    page = seat(paper.ana).be_refused(f"/desk/claims/{claim.pk}/retract/{row.pk}/", reason="It fell.")
    assert "This is not evidence on this claim." in page
    row.item.refresh_from_db()
    assert row.item.retracted_at is None


def test_a_retracted_item_is_shown_struck_with_the_reason(paper: Gazette, seat: Callable) -> None:
    claim = paper.asserted()
    row = claim.evidence.get()
    page = seat(paper.reporter).do(f"/desk/claims/{claim.pk}/retract/{row.pk}/", reason="He was not there.")
    assert "He was not there." in page
    assert 'class="gone"' in page


def test_an_origin_found_behind_two_lines_makes_them_one(paper: Gazette, seat: Callable) -> None:
    claim = paper.corroborated()
    origin = paper.witness("The harbour master")
    for row in claim.evidence.all():
        row.item.basis = ""
        row.item.save(update_fields=["basis"])
        seat(paper.reporter).do(f"/desk/claims/{claim.pk}/origin/{row.pk}/", origin=origin.pk)
    claim.refresh_from_db()
    assert (claim.status, claim.assessment["supports"]["lines"]) == ("asserted", 1)


def test_a_control_recorded_here_breaks_the_independence_of_two_voices(
    paper: Gazette, seat: Callable
) -> None:
    claim = paper.claim()
    paper.support(claim, paper.witness("Daily"), paper.witness("Weekly"))
    for name in ("Daily", "Weekly"):
        seat(paper.reporter).do(
            f"/desk/claims/{claim.pk}/control/", who=name, controller="Group", controller_kind="organisation"
        )
    assert Control.objects.count() == 2
    assert Claim.objects.get(pk=claim.pk).status == "asserted"


def test_a_control_is_ended_on_the_voices_screen(paper: Gazette, seat: Callable) -> None:
    daily = paper.voice("Daily", paper.voice("Group"))
    link = Control.objects.get()
    page = seat(paper.reporter).do(f"/desk/voices/{daily.pk}/end-control/{link.pk}/")
    link.refresh_from_db()
    assert link.ended_at is not None
    assert "Group no longer has power over Daily" in page


def test_changed_words_void_the_checks_and_say_so(paper: Gazette, seat: Callable) -> None:
    claim = paper.confirmed()
    page = seat(paper.reporter).do(f"/desk/claims/{claim.pk}/words/", text="The north quay is cracked.")
    assert Claim.objects.get(pk=claim.pk).status == "corroborated"
    assert "no longer counts" in page


def test_a_request_is_asked_answered_and_told_in_its_generated_sentence(
    paper: Gazette, seat: Callable
) -> None:
    claim = paper.claim(accused=[paper.voice("Quay Builders")])
    now = timezone.localtime()
    rita = seat(paper.reporter)
    rita.do(
        f"/desk/claims/{claim.pk}/ask/",
        asked="Quay Builders", question="Did you inspect it?", channels=["email", "phone"],
        sent=now.strftime("%Y-%m-%dT%H:%M"), deadline=(now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    row = Request.objects.get()
    assert row.asked.kind == "organisation"
    path = f"/desk/claims/{claim.pk}/outcome/{row.pk}/"
    assert "Wait for the deadline first" in rita.be_refused(path, outcome="no_reply")
    page = rita.do(path, outcome="declined")
    assert "Quay Builders declined to comment" in page


def test_a_deadline_before_the_sending_is_told_beside_its_field(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    page = seat(paper.reporter).be_refused(
        f"/desk/claims/{claim.pk}/ask/", asked="Builders", question="Why?", channels=["email"],
        sent="2026-05-03T09:00", deadline="2026-05-02T09:00",
    )  # fmt: skip
    field = page.partition('for="ask-deadline"')[2].partition("</div>")[0]
    assert "It must come after the request was sent" in field


def test_only_editors_waive_asking(paper: Gazette, seat: Callable) -> None:
    builders = paper.voice("Quay Builders")
    claim = paper.claim(accused=[builders])
    fields = {"accused": builders.pk, "reason": "A source would be in danger."}
    assert seat(paper.reporter).send(f"/desk/claims/{claim.pk}/waive/", **fields).status_code == 403
    assert "It counts when a second editor agrees" in seat(paper.editor).do(
        f"/desk/claims/{claim.pk}/waive/", **fields
    )


def test_overdue_requests_stand_on_the_first_screen(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    paper.ask(claim, paper.voice("Quay Builders"), hours=-1)
    page = seat(paper.ana).see("/desk/")
    assert "Requests overdue" in page
    assert "Quay Builders did not respond to a request sent" in page
