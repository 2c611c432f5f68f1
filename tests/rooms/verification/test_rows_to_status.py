"""Rows become the kernel's case: worked cases of the rules, circles, sealed voices, what falls."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from gazette import Gazette

from twosource.kernel.status import assess
from twosource.ledger.models import Entry
from twosource.stories.story_view import story_view
from twosource.verification.actions import (
    accuse,
    declare_stake,
    end_control,
    link_origin,
    record_control,
    withdraw_claim,
)
from twosource.verification.facts import dossier
from twosource.verification.models import Claim, Item
from twosource.verification.reads import known, known_claims, said_claims, standings, status_history
from twosource.verification.settling import assessed, settle


def lines_and_status(claim: Claim) -> tuple[str, str]:
    """As the table of worked cases writes it: `1/i | 0/0 → asserted`."""
    claim.refresh_from_db()
    told = claim.assessment
    sides = [f"{told[side]['lines']}/{told[side]['grade']}" for side in ("supports", "denies")]
    fresh = assess(dossier(claim).case)
    assert (str(fresh.status), told) == (claim.status, assessed(dossier(claim)))
    return " | ".join(sides), claim.status


def test_case_1_three_papers_running_one_agency_are_one_line(paper: Gazette) -> None:
    agency = paper.witness("AP")
    claim = paper.claim()
    paper.support(claim, *(paper.item(f"Paper {n}", f"Paper {n}", via=[agency]) for n in range(3)))
    assert lines_and_status(claim) == ("1/1 | 0/0", "asserted")
    assert known(claim).rests_on == ("AP",)
    assert "everything rests on AP" in known(claim).why


def test_case_2_citations_in_a_circle_count_for_nothing(paper: Gazette) -> None:
    claim = paper.claim()
    a = paper.item("A’s report", "A")
    b = paper.item("B’s report", "B", via=[a])
    c = paper.item("C’s report", "C", via=[b])
    paper.support(claim, a, b, c)
    link_origin(item=a, origin=c, by=paper.reporter)
    assert lines_and_status(claim) == ("0/i | 0/0", "asserted")
    paper.support(claim, paper.witness("B’s reporter"))
    assert lines_and_status(claim) == ("1/1 | 0/0", "asserted")


def test_a_circle_of_origins_that_gets_longer_never_breaks_anything(paper: Gazette) -> None:
    claim = paper.claim()
    items = [paper.item(f"Report {n}", f"Voice {n}") for n in range(5)]
    paper.support(claim, items[0])
    for near, far in pairwise(items):
        link_origin(item=near, origin=far, by=paper.reporter)
        link_origin(item=far, origin=near, by=paper.reporter)
    assert lines_and_status(claim) == ("0/i | 0/0", "asserted")
    settle([claim.pk], by=None)
    assert lines_and_status(claim) == ("0/i | 0/0", "asserted")


def test_case_3_sister_papers_are_one_line_and_strangers_two(paper: Gazette) -> None:
    group = paper.voice("Group")
    daily, weekly = paper.voice("Daily", group), paper.voice("Weekly", group)
    sisters, strangers = paper.claim(), paper.claim("The pier is cracked.")
    paper.support(sisters, paper.witness(daily), paper.witness(weekly))
    assert lines_and_status(sisters) == ("1/1 | 0/0", "asserted")
    paper.support(strangers, paper.witness("Echo"), paper.witness(weekly))
    assert lines_and_status(strangers) == ("2/2 | 0/0", "corroborated")


def test_case_4_a_sealed_and_an_unnamed_official_of_one_ministry_are_one_line(paper: Gazette) -> None:
    ministry = paper.voice("Ministry")
    official = paper.sealed("Jane Roe")
    record_control(actor=official, controller=ministry, by=paper.reporter)
    unnamed = paper.voice("an official", ministry, kind="voice", anonymous=True)
    claim = paper.claim()
    paper.support(claim, paper.witness(official), paper.item("Reuters", unnamed, basis="participant"))
    assert lines_and_status(claim) == ("1/1 | 0/0", "asserted")
    other = paper.claim("The pier is cracked.")
    paper.support(other, paper.witness(official), paper.witness("A doctor"))
    assert lines_and_status(other) == ("2/2 | 0/0", "corroborated")


def test_case_4b_voices_unknown_even_to_us_count_once_together(paper: Gazette) -> None:
    one = paper.voice("an official", paper.voice("North"), kind="voice", anonymous=True)
    two = paper.voice("an official", paper.voice("South"), kind="voice", anonymous=True)
    assert one.pk != two.pk
    claim = paper.claim()
    paper.support(claim, *(paper.item("A report", voice, basis="participant") for voice in (one, two)))
    assert lines_and_status(claim) == ("1/1 | 0/0", "asserted")


def test_case_5_a_ministry_and_its_own_media_are_one_interested_line(paper: Gazette) -> None:
    ministry = paper.voice("Ministry")
    agency, television = paper.voice("State agency", ministry), paper.voice("State television", ministry)
    claim = paper.claim(stakes={ministry: "for"})
    paper.support(claim, *(paper.item(f"{v}", v, basis="witnessed") for v in (ministry, agency, television)))
    assert lines_and_status(claim) == ("1/i | 0/0", "asserted")
    enemy = paper.voice("The other party")
    declare_stake(claim=claim, actor=enemy, direction="against", by=paper.reporter)
    paper.deny(claim, paper.item("A denial", enemy, basis="participant"))
    assert lines_and_status(claim) == ("1/i | 1/i", "denied")


def test_case_7_an_admission_against_interest_and_a_register_confirm_when_signed(paper: Gazette) -> None:
    army = paper.voice("Army spokesman")
    claim = paper.claim(stakes={army: "against"})
    paper.support(claim, paper.item("An admission", army, basis="participant"))
    paper.support(claim, paper.item("The register", "Hospital", basis="document"))
    paper.sign(claim, paper.ana, paper.bo)
    assert lines_and_status(claim) == ("2/2 | 0/0", "confirmed")


def test_case_9_two_readings_of_one_image_are_one_line(paper: Gazette) -> None:
    image = paper.item("Satellite image", "Satellite", basis="measured")
    register = paper.item("Ship register", "Registry", basis="document")
    claim = paper.claim()
    paper.support(claim, paper.item("First reading", "Analyst", via=[image]))
    paper.support(claim, paper.item("Second reading", "Institute", via=[image, register], needs_all=True))
    assert lines_and_status(claim) == ("1/1 | 0/0", "asserted")
    paper.support(claim, paper.witness("A photographer"))
    assert lines_and_status(claim) == ("2/2 | 0/0", "corroborated")


def test_case_10_three_reports_sharing_their_makers_pairwise_are_one_line(paper: Gazette) -> None:
    a, b, c = (paper.voice(name) for name in "ABC")
    claim = paper.claim()
    pairs = ((a, b), (b, c), (a, c))
    paper.support(claim, *(paper.item(f"By {x} and {y}", x, y, basis="witnessed") for x, y in pairs))
    assert lines_and_status(claim) == ("1/1 | 0/0", "asserted")


def test_case_12c_two_witnesses_against_and_none_for_refute_when_signed(paper: Gazette) -> None:
    assert lines_and_status(paper.refuted()) == ("0/0 | 2/2", "refuted")


def test_case_13_who_takes_it_back_withdraws_it(paper: Gazette) -> None:
    claim = paper.asserted()
    withdraw_claim(claim=claim, reason="The mayor, on the radio, today.", by=paper.reporter)
    assert lines_and_status(claim) == ("1/1 | 0/0", "withdrawn")


def test_case_6_and_6d_the_words_are_confirmed_and_what_they_say_is_asserted(paper: Gazette) -> None:
    """Said to a broadcaster that recorded it: two questions, and two answers, from rows to readers' words."""
    russia, syria, iran, iraq = (
        paper.voice(name, kind="state") for name in ("Russia", "Syria", "Iran", "Iraq")
    )
    moscow, damascus = paper.voice("Russian intelligence", russia), paper.voice("Syrian intelligence", syria)
    centre = paper.voice("Baghdad centre", russia, syria, iran, iraq)
    ambassador = paper.voice("The ambassador", russia, kind="person")
    rt, page = paper.voice("RT", russia), paper.voice("RT’s site", russia)
    strikes = paper.claim(
        "The strikes are precise, because checked and double-checked.",
        stakes={russia: "for", syria: "for"},
        said={"speaker": ambassador, "addressee": "RT"},
    )
    origins = [
        paper.item(f"What {who} knows", who, basis="participant") for who in (moscow, damascus, centre)
    ]
    told = paper.item("The ambassador’s words", ambassador, via=origins, needs_all=True)
    aired = paper.item("RT’s report", rt, via=[told])
    paper.support(strikes, paper.item("The page", page, via=[aired]))
    assert lines_and_status(strikes) == ("1/i | 0/0", "asserted")
    assert "gains if this is believed" in known(strikes).why
    said = paper.said(strikes, confirmed=False)
    reported = paper.item("RT’s own report", rt, basis="witnessed")
    paper.support(said, reported, paper.item("The page", page, via=[reported]))
    assert lines_and_status(said) == ("1/1 | 0/0", "asserted")
    paper.support(said, paper.record_of("RT’s camera", paper.ana, paper.bo))
    paper.sign(said, paper.ana, paper.bo)
    assert said.status == "confirmed"
    assert standings([strikes.pk])[strikes.pk].said_confirmed is True
    assert standings([strikes.pk])[strikes.pk].interested_only is True
    assert [one.claim_id for one in said_claims([strikes.pk])[strikes.pk]] == [said.pk]


def test_6d_exactly_one_camera_of_the_same_house_authenticated_by_two_is_conclusive(paper: Gazette) -> None:
    rt = paper.voice("RT", paper.voice("Russia", kind="state"))
    said = paper.claim("He said it to RT.")
    tape = paper.record_of("RT", paper.ana, paper.bo)
    paper.support(said, tape, paper.item("The page", rt, via=[tape]))
    paper.sign(said, paper.ana, paper.bo)
    assert lines_and_status(said) == ("1/2 | 0/0", "confirmed")


def test_ending_a_control_link_parts_the_lines_again(paper: Gazette) -> None:
    claim = paper.corroborated()
    diver, pilot = (row.item.by.get() for row in claim.evidence.all())
    link = record_control(actor=diver, controller=pilot, by=paper.reporter)
    assert record_control(actor=diver, controller=pilot, by=paper.reporter) == link
    assert lines_and_status(claim) == ("1/1 | 0/0", "asserted")
    end_control(link=link, by=paper.reporter)
    end_control(link=link, by=paper.reporter)
    assert lines_and_status(claim) == ("2/2 | 0/0", "corroborated")
    assert str(link) == f"{pilot} → {diver}"


def test_accusing_somebody_who_denies_lowers_their_denial_at_once(paper: Gazette) -> None:
    claim = paper.corroborated()
    owner = paper.voice("Quay Holdings")
    paper.deny(claim, paper.item("A letter", owner, basis="participant"))
    assert claim.status == "disputed"
    accuse(claim=claim, actor=owner, by=paper.reporter)
    assert lines_and_status(claim) == ("2/2 | 1/i", "corroborated")
    accuse(claim=claim, actor=owner, by=paper.reporter)
    assert claim.accused.get() == owner
    assert Entry.objects.filter(kind="ActorAccused").count() == 1


def test_a_stake_declared_otherwise_ends_the_one_before(paper: Gazette) -> None:
    mayor = paper.voice("Mayor")
    claim = paper.claim(stakes={mayor: "for"})
    paper.support(claim, paper.witness(mayor))
    assert lines_and_status(claim) == ("1/i | 0/0", "asserted")
    for _again in range(2):
        declare_stake(claim=claim, actor=mayor, direction="against", by=paper.reporter)
    assert lines_and_status(claim) == ("1/1 | 0/0", "asserted")
    assert known(claim).stakes == ("Mayor gains if this is not believed",)
    assert claim.stakes.count() == 2


@pytest.mark.parametrize("above", [False, True])
def test_a_sealed_voice_is_named_nowhere_nor_whom_it_works_for(paper: Gazette, above: bool) -> None:
    name = "Wilhelmina Quartermaine"
    source = paper.sealed(name, codename="Heron")
    ministry = paper.voice("Ministry of Locks")
    if above:
        record_control(actor=source, controller=ministry, by=paper.reporter)
    claim = paper.claim("The quay is cracked.", said={"speaker": source})
    relay = paper.item("An interview", source, basis="witnessed")
    paper.support(claim, relay, paper.item("A report of it", "Daily", via=[relay]))
    story = paper.published(carries=[(claim, "background", "The quay is cracked")])
    told = known_claims([claim.pk])[claim.pk]
    shown = f"{story_view(story)} {told} {told.why}"
    assert told.speaker == "a source known to us"
    assert "a source known to us" in told.why
    kept = json.dumps(claim.assessment) + json.dumps(list(Entry.objects.values_list("payload", flat=True)))
    for secret in (name, "Quartermaine", "Heron", source.sealed.token):
        assert secret not in shown
        assert secret not in kept
    assert "Ministry of Locks" not in shown


def test_actors_of_one_name_are_told_apart(paper: Gazette) -> None:
    person, firm = paper.voice("Mercer", kind="person"), paper.voice("Mercer")
    claim = paper.claim()
    paper.support(
        claim, paper.item("One", person, basis="witnessed"), paper.item("Two", firm, basis="witnessed")
    )
    assert lines_and_status(claim) == ("2/2 | 0/0", "corroborated")


def test_what_settles_nothing_writes_nothing(paper: Gazette) -> None:
    claim = paper.confirmed()
    before = Entry.objects.count()
    settle([claim.pk, 10**6], by=None)
    assert Entry.objects.count() == before
    assert Item.objects.count() == 2


def test_every_change_of_status_is_told_with_its_moment(paper: Gazette) -> None:
    claim, other = paper.claim(), paper.claim("Another")
    paper.support(claim, paper.witness("Ada"))
    paper.support(claim, paper.witness("Ben"))
    withdraw_claim(claim=claim, reason="Ada’s letter", by=paper.reporter)
    told = status_history([claim.pk, other.pk])
    assert [(move.before, move.status) for move in told[claim.pk]] == [
        ("none", "asserted"),
        ("asserted", "corroborated"),
        ("corroborated", "withdrawn"),
    ]
    assert all(earlier.at <= later.at for earlier, later in pairwise(told[claim.pk]))
    assert told[other.pk] == ()
