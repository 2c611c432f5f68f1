"""What would confirm a claim, said from where it stands."""

from __future__ import annotations

from collections.abc import Callable

from gazette import Gazette

from twosource.desk.boards.advice import advice
from twosource.verification.models import Claim


def needs(claim: Claim) -> list[tuple[str, bool]]:
    claim.refresh_from_db()
    standing = [check for check in claim.checks.all() if check.pk in claim.assessment["standing"]]
    return [(need.words, need.met) for need in advice(claim, list(claim.evidence.all()), standing)]


def words(claim: Claim) -> str:
    return "; ".join(text for text, met in needs(claim) if not met)


def test_one_line_needs_a_second_that_does_not_rest_on_the_first(paper: Gazette) -> None:
    claim = paper.claim()
    paper.support(claim, paper.witness("Jo Reef"))
    assert "A second line that does not rest on Jo Reef" in words(claim)


def test_an_interested_line_needs_one_from_somebody_who_gains_nothing(paper: Gazette) -> None:
    assert words(paper.interested()).startswith("A line from someone who gains nothing by it")


def test_a_record_is_named_with_how_many_vouch_for_it(paper: Gazette) -> None:
    claim = paper.claim()
    paper.support(claim, paper.record_of("Harbour Radio", paper.ana))
    assert "or “A recording by Harbour Radio” authenticated by two people; 1 has vouched so far" in words(
        claim
    )


def test_a_denial_without_an_interest_must_go_first(paper: Gazette) -> None:
    claim = paper.corroborated()
    paper.deny(claim, paper.witness("The harbour master"))
    assert "the denial without an interest retracted, or set aside by two people" in words(claim)


def test_each_signature_is_ticked_off_until_nothing_is_missing(paper: Gazette) -> None:
    claim = paper.corroborated()
    assert [met for _words, met in needs(claim)] == [True, False, False]
    paper.sign(claim, paper.ana)
    assert [met for _words, met in needs(claim)] == [True, True, False]
    paper.sign(claim, paper.bo)
    assert words(claim) == ""


def test_nothing_confirms_what_was_taken_back(paper: Gazette, seat: Callable) -> None:
    claim = paper.asserted()
    page = seat(paper.reporter).do(f"/desk/claims/{claim.pk}/withdraw/", reason="On the radio, 3 May.")
    assert needs(claim) == []
    assert "It was taken back, and nothing confirms it." in page
