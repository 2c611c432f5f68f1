"""The same claim seen before: by its words, its names and its figures, on every database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from gazette import Gazette

from twosource.verification import alike as index
from twosource.verification.actions import edit_claim_words
from twosource.verification.alike import find, index_all, keys_of
from twosource.verification.models import Claim, ClaimTerm
from twosource.verification.reads import alike


def test_what_shares_most_comes_first(paper: Gazette) -> None:
    bridge = paper.claim("Two of the forty bearings of the harbour bridge were never opened.")
    other = paper.claim("The harbour bridge was painted in May.")
    paper.claim("Lunch takes eleven minutes at Kiln Bank.")
    found = alike("Were the bearings of the harbour bridge opened?")
    assert found == [bridge, other]


def test_words_are_compared_by_their_stems(paper: Gazette) -> None:
    claim = paper.claim("The authority refuses the reports on the bridge.")
    assert alike("Authorities refused to report") == [claim]


@pytest.mark.parametrize("figure", ["14,200", "14.200", "14\u00a0200", "14’200", "14200", "١٤٢٠٠"])
def test_a_figure_is_one_however_it_is_written(paper: Gazette, figure: str) -> None:
    claim = paper.claim("The bridge carries 14,200 vehicles.")
    assert alike(f"{figure} Fahrzeuge über die Bridge") == [claim]


@pytest.mark.parametrize("name", ["Verhey", "Верхей", "VERHEY"])
def test_a_name_is_met_in_another_script(paper: Gazette, name: str) -> None:
    claim = paper.claim("Verhey said that Brackhaven has three bridges.")
    paper.claim("Brackhaven has five other bridges.")
    assert alike(f"{name} on bridges")[0] == claim


def test_scripts_without_spaces_are_searched_too(paper: Gazette) -> None:
    claim = paper.claim("港の橋は安全ではない。")
    assert alike("橋は安全だ") == [claim]
    assert alike("雨が降る") == []


def test_one_word_in_common_is_not_enough(paper: Gazette) -> None:
    paper.claim("The northern quay is cracked.")
    assert alike("northern lights") == []
    assert alike("") == []
    assert alike("a an the") == []


def test_other_words_are_found_by_the_new_ones_alone(paper: Gazette) -> None:
    claim = paper.claim("The northern quay is cracked.")
    edit_claim_words(claim=claim, text="The ferry sailed late.", by=paper.reporter)
    assert alike("the ferry sailed") == [claim]
    assert alike("northern quay cracked") == []


def test_the_claim_that_it_was_said_is_not_offered(paper: Gazette) -> None:
    claim = paper.claim("The strikes are precise.", said={"speaker": paper.voice("Ministry")})
    paper.said(claim, confirmed=False)
    assert alike("strikes precise Ministry") == [claim]


def test_nor_when_its_words_are_edited(paper: Gazette) -> None:
    claim = paper.claim("The strikes are precise.", said={"speaker": paper.voice("Ministry")})
    told = paper.said(claim, confirmed=False)
    edit_claim_words(claim=told, text="Ministry wrote: the strikes are precise.", by=paper.reporter)
    assert alike("strikes precise") == [claim]


def test_those_left_out_are_left_out(paper: Gazette) -> None:
    claim, other = paper.claim("The northern quay is cracked."), paper.claim("The northern quay is open.")
    assert alike("northern quay", without=[claim.pk]) == [other]


def test_common_words_find_nothing_by_themselves_and_cost_no_more(
    paper: Gazette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "COMMON", 5)
    for number in range(8):
        paper.claim(f"The council said that pier {number}00 is closed.")
    wanted = paper.claim("The council said that the lighthouse lens is closed.")
    assert alike("council closed said") == []
    assert find("council lighthouse lens closed", most=3)[0].claim == wanted


def test_the_number_of_queries_does_not_grow(paper: Gazette) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            alike("the northern quay of the harbour is cracked and closed")
        return len(told)

    paper.claim("The northern quay is cracked.")
    before = asked()
    for number in range(6):
        paper.claim(f"The northern quay {number} of the harbour is cracked.")
    assert asked() == before <= 5


def test_the_index_can_be_made_anew(paper: Gazette) -> None:
    claim = paper.claim("The northern quay is cracked.")
    ClaimTerm.objects.all().delete()
    assert alike("northern quay") == []
    assert index_all() == Claim.objects.propositions().count() == 1
    assert alike("northern quay") == [claim]


def test_a_claim_as_long_as_may_be_is_indexed_in_part() -> None:
    assert len(keys_of("bearing " * 2000)) == 1
    assert keys_of("0") == [frozenset({"#0"})]
