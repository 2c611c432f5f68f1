"""What would confirm a claim, in words: what the rules say of where it stands."""

from __future__ import annotations

from collections.abc import Callable

from gazette import Gazette

from twosource.desk.boards.advice import Need, advice
from twosource.kernel.status import assess, sides_of
from twosource.people.roles import REPORTER
from twosource.verification.actions import set_aside
from twosource.verification.facts import dossier
from twosource.verification.models import Claim


def needs(claim: Claim) -> tuple[Need, ...]:
    facts = dossier(Claim.objects.whole().get(pk=claim.pk))
    sides = sides_of(facts.case)
    return advice(facts, assess(facts.case, sides), sides, list(claim.evidence.all()))


def words(claim: Claim) -> str:
    return "; ".join(need.words for need in needs(claim) if not need.met)


def test_one_line_needs_a_second_that_does_not_rest_on_the_first(paper: Gazette) -> None:
    claim = paper.claim()
    paper.support(claim, paper.witness("Jo Reef"))
    assert words(claim).startswith("A second line that does not rest on Jo Reef; ")


def test_who_controls_stands_for_all_under_them(paper: Gazette) -> None:
    contractor = paper.voice("Hollin Rook")
    claim = paper.claim()
    paper.support(claim, paper.witness(paper.voice("Team A", contractor)))
    assert "A second line that does not rest on Hollin Rook or anyone they control" in words(claim)


def test_an_interested_line_needs_one_from_somebody_who_gains_nothing(paper: Gazette) -> None:
    assert words(paper.interested()).startswith(
        "A line from someone who gains nothing by it and says how they know, that does not rest on Ministry;"
    )


def test_nothing_known_needs_two_lines(paper: Gazette) -> None:
    claim = paper.claim()
    assert words(claim).startswith("Two lines that do not rest on one another")
    assert "or our own staff as a witness" in words(claim)


def test_neither_a_sealed_voice_nor_whom_it_works_for_is_named(paper: Gazette) -> None:
    from twosource.verification.actions import record_control

    works, employer = paper.sealed("Carlo Quicklime"), paper.voice("Quayworks")
    record_control(actor=works, controller=employer, by=paper.reporter)
    claim = paper.claim()
    paper.support(claim, paper.witness(works))
    said = words(claim)
    assert "does not rest on a source known to us or whoever they work for" in said
    assert "Quick" not in said
    assert "Quayworks" not in said


def test_one_more_unnamed_voice_would_be_the_same_voice(paper: Gazette) -> None:
    claim = paper.claim()
    paper.support(claim, paper.witness(paper.voice("an official", anonymous=True)))
    assert "and that is no other unnamed voice: all of them count as one" in words(claim)


def test_where_nobody_is_in_everything_the_people_of_one_line_are_listed(paper: Gazette) -> None:
    a, b, c = (paper.voice(name) for name in ("Ann", "Ben", "Cleo"))
    claim = paper.claim()
    for pair in ((a, b), (b, c), (a, c)):
        paper.support(claim, paper.item("Seen by two", *pair, basis="witnessed"))
    assert "A second line in which none of these has a part: Ann, Ben" in words(claim)


def test_many_names_are_cut_short(paper: Gazette) -> None:
    claim = paper.claim()
    crowd = [paper.voice(f"Person {letter}") for letter in "ABCDE"]
    paper.support(claim, paper.item("Seen together", *crowd, basis="witnessed"))
    assert "does not rest on Person A, Person B, Person C and 2 others" in words(claim)


def test_an_account_of_unknown_origin_is_named_where_it_would_be_a_line_more(paper: Gazette) -> None:
    claim = paper.asserted()
    paper.support(claim, paper.item("A letter", "A stranger"))
    assert "or “A letter”: it would be a line more if they said how they know" in words(claim)


def test_a_record_is_named_with_who_vouches_for_it(paper: Gazette) -> None:
    claim = paper.claim()
    record = paper.record_of("Harbour Radio")
    paper.support(claim, record)
    assert "or “A recording by Harbour Radio” authenticated by two people; nobody has" in words(claim)
    other = paper.claim("The pier is cracked.")
    paper.support(other, paper.record_of("Pier Radio", paper.ana))
    assert "or one more person’s word that “A recording by Pier Radio” is genuine; Ana Smith has" in words(
        other
    )


def test_a_denial_without_an_interest_must_go_first(paper: Gazette) -> None:
    claim = paper.corroborated()
    (denial,) = paper.deny(claim, paper.witness("The harbour master"))
    assert "and “The harbour master saw it”, which denies it, retracted, or set aside by two" in words(claim)
    set_aside(evidence=denial, reason="It was another quay.", by=paper.ana)
    assert "and a second person’s word that “The harbour master saw it”, which denies it" in words(claim)


def test_each_signature_is_ticked_off_until_nothing_is_missing(paper: Gazette) -> None:
    claim = paper.corroborated()
    assert [need.met for need in needs(claim)] == [True, False, False]
    assert "nor wrote the words: Ana Smith, Bo Smith, Eva Smith may" in words(claim)
    paper.sign(claim, paper.ana)
    assert [need.met for need in needs(claim)] == [True, True, False]
    assert "nor wrote the words: Bo Smith, Eva Smith may" in words(claim)
    paper.sign(claim, paper.bo)
    assert words(claim) == ""


def test_where_nobody_is_left_who_may_sign_it_is_said(paper: Gazette) -> None:
    claim = paper.claim()
    for person in (paper.ana, paper.bo, paper.editor):
        paper.support(claim, paper.witness(f"Seen by {person}", by=person), by=person)
    paper.hire("rob", REPORTER)
    assert "nobody in the newsroom is left who may" in words(claim)


def test_nothing_confirms_what_was_taken_back(paper: Gazette, seat: Callable) -> None:
    claim = paper.asserted()
    page = seat(paper.reporter).do(f"/desk/claims/{claim.pk}/withdraw/", reason="On the radio, 3 May.")
    claim.refresh_from_db()
    assert needs(claim) == ()
    assert "It was taken back, and nothing confirms it." in page
