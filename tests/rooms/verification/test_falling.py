"""Claims that rest on claims, voices that are retracted, and what would fall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from gazette import Gazette

from twosource.ledger import clock
from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole
from twosource.verification.actions import (
    accuse,
    declare_stake,
    edit_claim_words,
    no_longer_rest_on,
    rest_on,
    retract_item,
    retract_voice,
)
from twosource.verification.foresight import if_items_fell, if_voice_fell
from twosource.verification.models import Claim, Item, Premise
from twosource.verification.past import known_then, said_then
from twosource.verification.premises import premises_under, resting_on, touched_by
from twosource.verification.reads import known_claims
from twosource.verification.refusals import BadValue, Refused, RestsInACircle

START = datetime(2025, 1, 1, tzinfo=UTC)


def claims(paper: Gazette, letters: str) -> list[Claim]:
    return [paper.claim(f"{letter}.") for letter in letters]


# premises


def test_a_claim_rests_on_all_that_its_premises_rest_on(paper: Gazette) -> None:
    a, b, c, d = claims(paper, "ABCD")
    for claim, premise in ((a, b), (b, c), (a, c), (d, c)):
        rest_on(claim=claim, premise=premise, by=paper.reporter)
    assert {pk: set(below) for pk, below in premises_under([a.pk, b.pk, c.pk]).items()} == {
        a.pk: {b.pk, c.pk}, b.pk: {c.pk},
    }  # fmt: skip
    assert resting_on([c.pk]) == {a.pk, b.pk, c.pk, d.pk}
    assert str(Premise.objects.first()) == f"{a.pk} rests on {b.pk}"


def test_what_says_that_something_was_said_touches_what_was_said_and_all_above(paper: Gazette) -> None:
    told = paper.interested()
    said, above = paper.said(told, confirmed=False), paper.claim("Above.")
    rest_on(claim=above, premise=told, by=paper.reporter)
    assert touched_by([said.pk]) == {said.pk, told.pk, above.pk}


def test_nothing_holds_itself_up(paper: Gazette) -> None:
    a, b, c = claims(paper, "ABC")
    rest_on(claim=a, premise=b, by=paper.reporter)
    rest_on(claim=b, premise=c, by=paper.reporter)
    with pytest.raises(Refused, match="does not rest on itself"):
        rest_on(claim=a, premise=a, by=paper.reporter)
    with pytest.raises(RestsInACircle, match=r"“A\.” rests on this claim"):
        rest_on(claim=c, premise=a, by=paper.reporter)
    with pytest.raises(Refused, match="on record already"):
        rest_on(claim=a, premise=b, by=paper.reporter)
    assert Premise.objects.count() == 2


def test_a_circle_in_the_rows_is_walked_once(paper: Gazette) -> None:
    a, b = claims(paper, "AB")
    for claim, premise in ((a, b), (b, a)):
        Premise.objects.create(claim=claim, premise=premise, status="none", since=START, by=paper.reporter)
    assert set(premises_under([a.pk])[a.pk]) == {b.pk}
    assert resting_on([a.pk]) == {a.pk, b.pk}


def test_a_link_that_was_taken_back_stands_on_the_days_it_stood(paper: Gazette) -> None:
    with clock.at(START):
        a, b = claims(paper, "AB")
        link = rest_on(claim=a, premise=b, by=paper.reporter)
    with clock.at(START + timedelta(days=2)):
        no_longer_rest_on(link=link, by=paper.editor)
        assert no_longer_rest_on(link=link, by=paper.editor).ended_by == paper.editor
    assert premises_under([a.pk]) == {}
    assert premises_under([a.pk], as_of=START + timedelta(days=1)) == {a.pk: {b.pk: "none"}}
    assert premises_under([a.pk], as_of=START - timedelta(days=1)) == {}
    kinds = Entry.objects.filter(kind__startswith="Premise").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["PremiseRecorded", "PremiseEnded"]
    rest_on(claim=b, premise=a, by=paper.reporter)


def test_how_firmly_a_premise_stood_is_kept_with_the_link_that_found_it_firmest(paper: Gazette) -> None:
    a, b = paper.claim("A."), paper.claim("B.")
    ground = paper.confirmed("Ground.")
    rest_on(claim=a, premise=ground, by=paper.reporter)
    retract_item(item=ground.evidence.first().item, reason="A forgery.", by=paper.reporter)
    rest_on(claim=b, premise=ground, by=paper.reporter)
    rest_on(claim=a, premise=b, by=paper.reporter)
    assert premises_under([a.pk])[a.pk] == {ground.pk: "confirmed", b.pk: "none"}


def test_strangers_link_nothing(paper: Gazette) -> None:
    a, b = claims(paper, "AB")
    stranger = paper.hire("stranger")
    link = rest_on(claim=a, premise=b, by=paper.reporter)
    with pytest.raises(NotYourRole):
        rest_on(claim=b, premise=a, by=stranger)
    with pytest.raises(NotYourRole):
        no_longer_rest_on(link=link, by=stranger)


# a voice falls


def test_everything_by_a_voice_falls_in_one_deed_with_one_fact(paper: Gazette) -> None:
    diver, pilot = paper.voice("Diver", kind="person"), paper.voice("Pilot", kind="person")
    claim = paper.claim()
    own, joint = (
        paper.item("Own", diver, basis="witnessed"),
        paper.item("Joint", diver, pilot, basis="witnessed"),
    )
    relay = paper.item("Relay", "Daily", via=[own])
    paper.support(claim, relay, joint, paper.witness("Harbour master"))
    paper.sign(claim, paper.ana, paper.bo)
    assert claim.status == "confirmed"
    fallen = retract_voice(actor=diver, reason=" They were never there. ", by=paper.editor)
    assert {item.title for item in fallen} == {"Own", "Joint"}
    assert all(
        (item.retracted_by, item.retracted_reason) == (paper.editor, "They were never there.")
        for item in fallen
    )
    assert len({item.retracted_at for item in fallen}) == 1
    claim.refresh_from_db()
    assert claim.status == "asserted"
    [fact] = Entry.objects.filter(subject=f"actor:{diver.pk}", kind="VoiceRetracted")
    assert sorted(fact.payload["item_ids"]) == sorted(item.pk for item in fallen)
    assert not Entry.objects.filter(kind="ItemRetracted").exists()
    assert Item.objects.get(title="Relay").retracted_at is None


def test_a_voice_falls_with_a_reason_and_only_while_something_stands(paper: Gazette) -> None:
    diver = paper.voice("Diver", kind="person")
    with pytest.raises(Refused, match="Nothing by Diver stands"):
        retract_voice(actor=diver, reason="Never there.", by=paper.reporter)
    item = paper.witness(diver)
    with pytest.raises(Refused, match="why this voice falls"):
        retract_voice(actor=diver, reason="  ", by=paper.reporter)
    with pytest.raises(BadValue, match="at most 500"):
        retract_voice(actor=diver, reason="x" * 501, by=paper.reporter)
    with pytest.raises(NotYourRole):
        retract_voice(actor=diver, reason="Never there.", by=paper.hire("stranger"))
    retract_voice(actor=diver, reason="Never there.", by=paper.reporter)
    item.refresh_from_db()
    assert item.retracted_at
    with pytest.raises(Refused, match="Nothing by Diver stands"):
        retract_voice(actor=diver, reason="Again.", by=paper.reporter)


# foreseen


def test_what_would_fall_is_what_falls(paper: Gazette) -> None:
    diver = paper.voice("Diver", kind="person")
    shaken, steady, above = paper.claim("Shaken."), paper.claim("Steady."), paper.confirmed("Above.")
    paper.support(shaken, paper.witness(diver), paper.witness("Pilot"))
    paper.sign(shaken, paper.ana, paper.bo)
    paper.support(steady, paper.item("Second", diver, basis="witnessed"))
    paper.support(steady, paper.witness("A"), paper.witness("B"))
    rest_on(claim=above, premise=shaken, by=paper.reporter)
    foreseen = if_voice_fell(diver)
    assert [(one.claim, one.before, one.after) for one in foreseen.changes] == [
        (shaken, "confirmed", "asserted")
    ]
    assert (foreseen.untouched, foreseen.above) == ((steady,), (above,))
    assert not Item.objects.exclude(retracted_at=None).exists()
    retract_voice(actor=diver, reason="Never there.", by=paper.reporter)
    after = dict(Claim.objects.values_list("text", "status"))
    assert (after["Shaken."], after["Steady."]) == ("asserted", "corroborated")
    assert if_voice_fell(diver).items == ()
    assert if_items_fell(Item.objects.all()).changes


# the past


def test_what_was_known_on_a_day_is_told_in_its_words(paper: Gazette) -> None:
    days = [START + timedelta(days=n) for n in range(6)]
    with clock.at(days[0]):
        ministry = paper.voice("Ministry")
        claim = paper.claim("First words.", said={"speaker": ministry})
    with clock.at(days[1]):
        declare_stake(claim=claim, actor=ministry, direction="for", by=paper.reporter)
        paper.support(claim, paper.witness("Diver"), paper.witness("Pilot"))
        paper.sign(claim, paper.ana, paper.bo)
    now_known = known_claims([claim.pk])[claim.pk]
    with clock.at(days[2]):
        declare_stake(claim=claim, actor=ministry, direction="against", by=paper.reporter)
        accuse(claim=claim, actor=ministry, by=paper.reporter)
    with clock.at(days[3]):
        edit_claim_words(claim=claim, text="Second words.", by=paper.reporter)
        paper.said(claim, confirmed=False)
    with clock.at(days[4]):
        edit_claim_words(claim=claim, text="Third words.", by=paper.reporter)
    then = known_then([claim.pk], days[1])[claim.pk]
    assert then == now_known
    assert (then.text, then.status, len(then.signed), then.accused) == ("First words.", "confirmed", 2, ())
    assert known_then([claim.pk], days[2])[claim.pk].accused == ("Ministry",)
    assert known_then([claim.pk], days[2])[claim.pk].stakes == ("Ministry gains if this is not believed",)
    assert known_then([claim.pk], days[3])[claim.pk].text == "Second words."
    assert known_then([claim.pk], days[4])[claim.pk] == known_claims([claim.pk])[claim.pk]
    assert known_then([claim.pk], START - timedelta(days=1)) == {}
    assert said_then([claim.pk], days[2]) == {}
    assert len(said_then([claim.pk], days[3])[claim.pk]) == 1
