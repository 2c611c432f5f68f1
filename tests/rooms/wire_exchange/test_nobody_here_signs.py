"""An import signs for nobody here, changes nothing that is here, and its people stay people."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordResetForm
from django.test import RequestFactory
from exchanging import a_newsroom, exported, imported, of_kind, rewritten
from gazette import METHOD, Gazette

from twosource.ledger.models import Entry
from twosource.people.models import Human, User
from twosource.people.refusals import NotYourRole
from twosource.verification.actions import record_check, retract_item, withdraw_claim
from twosource.verification.facts import dossier
from twosource.verification.models import Actor, Claim, Control, Item
from twosource.verification.reads import known, status_history
from twosource.wire.exchange.outgoing import Wanted
from twosource.wire.formats.claims_records import BadExchange
from twosource.wire.models import Arrival, Passport


def from_elsewhere(paper: Gazette, furnish: Any = None) -> bytes:
    """What another newsroom wrote: by default a confirmed claim with two witnesses."""
    assert not Passport.objects.exists(), "this newsroom has a name already: it is no longer elsewhere"
    with a_newsroom():
        (furnish or paper.confirmed)()
        return exported()


def test_people_of_elsewhere_are_humans_of_their_own_who_cannot_come_in(paper: Gazette) -> None:
    out = from_elsewhere(paper)
    humans = Human.objects.count()
    imported(out, by=paper.editor)
    assert Human.objects.count() == humans + 3
    claim = Claim.objects.get()
    assert claim.status == "confirmed"
    assert {sign.role for sign in known(claim).signed} == {"a checker"}
    strangers = User.objects.filter(pk__in=claim.checks.values("by"))
    assert strangers.count() == 2
    for stranger in strangers:
        assert (stranger.is_active, stranger.is_staff, stranger.is_superuser, stranger.email) == (
            False,
            False,
            False,
            "",
        )
        assert not stranger.has_usable_password()
        assert (
            authenticate(RequestFactory().post("/admin/login/"), username=stranger.username, password="")
            is None
        )
        assert list(PasswordResetForm().get_users(stranger.email)) == []
        with pytest.raises(NotYourRole):
            record_check(claim=claim, verdict="stands", method=METHOD, by=stranger)


def test_their_signature_and_one_of_ours_are_two_peoples(paper: Gazette) -> None:
    out = from_elsewhere(paper, lambda: paper.sign(paper.corroborated(), paper.ana))
    imported(out, by=paper.editor)
    claim = Claim.objects.get()
    assert claim.status == "corroborated"
    assert paper.sign(claim, paper.ana).status == "confirmed"


def test_a_file_cannot_sign_for_somebody_of_this_newsroom(paper: Gazette) -> None:
    out = from_elsewhere(paper, paper.corroborated)
    ours = exported_person(paper)

    def forge(record: dict[str, Any]) -> None:
        if record["record"] == "claim":
            check = {"verdict": "stands", "method": "Trust me.", "note": "", "at": record["opened_at"]}
            record["checks"] = [{**check, "by": ours}, {**check, "by": record["opened_by"]}]

    with pytest.raises(BadExchange, match="is somebody of this newsroom, for whom no file signs") as refused:
        imported(rewritten(out, forge), by=paper.editor)
    assert refused.value.problems[0].field == "checks[0].by"
    assert Claim.objects.count() == 1
    assert Arrival.objects.count() == 0


def exported_person(paper: Gazette) -> str:
    """The id under which a checker of this newsroom is told outside."""
    claim = paper.sign(paper.corroborated("Ours."), paper.ana)
    (person,) = [check["by"] for check in of_kind(exported(Wanted(claims=(claim.pk,))), "claim")[0]["checks"]]
    return person


def test_nothing_is_added_to_a_claim_made_here(paper: Gazette) -> None:
    """Its own export comes back with two more signatures: the claim stays as it is."""
    stranger = of_kind(from_elsewhere(paper), "person")[0]["id"]
    claim = paper.corroborated()
    out = exported()

    def forge(record: dict[str, Any]) -> None:
        if record["record"] == "claim":
            check = {"verdict": "stands", "method": "Trust me.", "note": "", "at": record["opened_at"]}
            record["checks"] = [{**check, "by": stranger}, {**check, "by": record["opened_by"]}]

    brought = imported(rewritten(out, forge), by=paper.editor)
    assert sum(brought.new.values()) == 0
    claim.refresh_from_db()
    assert (claim.status, claim.checks.count()) == ("corroborated", 0)


def test_what_a_file_says_was_made_here_must_be_here(paper: Gazette) -> None:
    out = from_elsewhere(paper)
    paper.corroborated()
    own = of_kind(exported(), "claim")[0]["id"]
    invented = own.rpartition(":")[0] + ":9999"

    def forge(record: dict[str, Any]) -> None:
        if record["record"] == "claim":
            record["id"] = invented

    with pytest.raises(BadExchange, match="says it was made in this newsroom, where it is not"):
        imported(rewritten(out, forge), by=paper.editor)


def test_what_came_before_and_is_told_otherwise_now_stays_and_is_named(paper: Gazette) -> None:
    with a_newsroom():
        claim = paper.confirmed()
        first = exported()
        withdraw_claim(claim=claim, reason="She took it back.", by=paper.reporter)
        paper.asserted("A new one.")
        second = exported()
    imported(first, by=paper.editor)
    brought = imported(second, by=paper.editor)
    assert brought.new["claim"] == 1
    assert brought.retold == [of_kind(first, "claim")[0]["id"]]
    assert Claim.objects.get(text="The quay is cracked.").status == "confirmed"


def test_a_voice_of_the_same_name_and_kind_is_the_same_voice(paper: Gazette) -> None:
    """Otherwise one agency would be two independent ones."""
    out = from_elsewhere(paper, lambda: paper.support(paper.claim("Theirs."), paper.witness("Agency")))
    ours = paper.voice("Agency")
    brought = imported(out, by=paper.editor)
    assert brought.met == 1
    assert Item.objects.get().by.get() == ours
    claim = Claim.objects.get()
    paper.support(claim, paper.item("Agency again", ours, basis="witnessed"))
    assert claim.assessment["supports"]["lines"] == 1


def test_an_unnamed_voice_is_never_the_same(paper: Gazette) -> None:
    def furnish() -> None:
        voice = paper.voice("an official", kind="voice", anonymous=True)
        paper.support(paper.claim("Theirs."), paper.item("A talk", voice, basis="participant"))

    out = from_elsewhere(paper, furnish)
    ours = paper.voice("an official", kind="voice", anonymous=True)
    imported(out, by=paper.editor)
    assert Item.objects.get().by.get() != ours


def test_power_over_a_voice_that_was_here_begins_now_so_that_the_past_stays_as_it_was_shown(
    paper: Gazette,
) -> None:
    def furnish() -> None:
        owned = [paper.voice(name, paper.voice("Group")) for name in ("Daily", "Weekly")]
        paper.support(paper.claim("Theirs."), *map(paper.witness, owned))

    out = from_elsewhere(paper, furnish)
    ours = paper.claim("Ours.")
    paper.support(ours, paper.witness("Daily"), paper.witness("Weekly"))
    shown = status_history([ours.pk])[ours.pk][-1]
    assert shown.status == "corroborated"
    imported(out, by=paper.editor)
    ours.refresh_from_db()
    assert ours.status == "asserted"
    then = dossier(ours, as_of=shown.at).case
    assert len(then.actors) == 0 or all(not actor.controlled_by for actor in then.actors.values())
    assert {link.recorded_by for link in Control.objects.all()} == {paper.editor}
    assert [move.status for move in status_history([ours.pk])[ours.pk]][-2:] == ["corroborated", "asserted"]
    imported(out, by=paper.editor)
    assert Control.objects.count() == 2


def test_the_people_who_fell_an_item_elsewhere_fell_nothing_here(paper: Gazette) -> None:
    with a_newsroom():
        claim = paper.asserted()
        first = exported()
        retract_item(item=claim.evidence.get().item, reason="A forgery.", by=paper.reporter)
        second = exported()
    imported(first, by=paper.editor)
    imported(second, by=paper.editor)
    assert Item.objects.get().retracted_at is None


def test_who_is_no_longer_here_brings_nothing_in(paper: Gazette) -> None:
    out = from_elsewhere(paper)
    paper.editor.is_active = False
    paper.editor.save()
    with pytest.raises(NotYourRole):
        imported(out, by=paper.editor)


def test_the_record_says_who_brought_in_what_and_tells_the_past_with_its_moments(paper: Gazette) -> None:
    with a_newsroom():
        claim = paper.confirmed()
        opened = claim.opened_at
        out = exported()
    before = Entry.objects.count()
    imported(out, by=paper.editor)
    claim = Claim.objects.get()
    facts = Entry.objects.filter(subject=f"claim:{claim.pk}")
    assert {fact.kind for fact in facts} == {
        "ClaimOpened", "EvidenceAttached", "CheckRecorded", "StatusChanged", "ClaimArrived",
    }  # fmt: skip
    assert facts.get(kind="ClaimOpened").at == opened
    assert not facts.get(kind="ClaimOpened").by.is_active
    assert facts.get(kind="ClaimArrived").by == paper.editor
    assert Entry.objects.filter(kind="ClaimsBroughtIn", by=paper.editor).count() == 1
    assert Entry.objects.count() > before


def test_trying_it_out_changes_nothing(paper: Gazette) -> None:
    out = from_elsewhere(paper)
    before = [model.objects.count() for model in (Claim, Item, Actor, Human, Entry, Arrival)]
    assert imported(out, by=paper.editor, dry_run=True).new["claim"] == 1
    assert [model.objects.count() for model in (Claim, Item, Actor, Human, Entry, Arrival)] == before
