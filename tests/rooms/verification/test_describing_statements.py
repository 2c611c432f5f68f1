"""How something was said can be completed later, and not changed under anybody's signature."""

from __future__ import annotations

from datetime import date

import pytest
from gazette import Gazette

from twosource.ledger.models import Entry
from twosource.verification.actions import describe_statement, edit_claim_words
from twosource.verification.models import Claim
from twosource.verification.refusals import BadValue, Refused


def said(paper: Gazette, *, confirmed: bool) -> tuple[Claim, Claim]:
    """A claim somebody made to Harbour Radio, and that it was said."""
    claim = paper.claim(said={"speaker": paper.voice("Mara Lind"), "addressee": "Harbour Radio"})
    return claim, paper.said(claim, confirmed=confirmed)


def test_what_is_missing_is_filled_in_for_both_claims(paper: Gazette) -> None:
    claim, that = said(paper, confirmed=True)
    more = {
        "kind": "direct",
        "cue": "said",
        "verbatim": "It cracked.",
        "said_on": date(2026, 5, 3),
        "place": "Oslo",
    }
    describe_statement(claim=claim, said=more, by=paper.reporter)
    for one in (claim, that):
        one.refresh_from_db()
        assert (one.kind, one.cue, one.verbatim, one.said_on, one.place, one.addressee) == (
            "direct", "said", "It cracked.", date(2026, 5, 3), "Oslo", "Harbour Radio",
        )  # fmt: skip
    assert that.status == "confirmed"
    assert (
        Entry.objects.get(kind="StatementDescribed").payload["fields"]
        == "cue, kind, place, said_on, verbatim"
    )


def test_nothing_changes_under_a_signature(paper: Gazette) -> None:
    claim, that = said(paper, confirmed=True)
    for change in ({"addressee": "the council"}, {"addressee": ""}):
        with pytest.raises(Refused, match="checked as it is"):
            describe_statement(claim=claim, said=change, by=paper.reporter)
    edit_claim_words(claim=that, text="Mara Lind told the council so.", by=paper.reporter)
    describe_statement(claim=claim, said={"addressee": "the council"}, by=paper.reporter)
    that.refresh_from_db()
    assert that.addressee == "the council"


def test_an_unsigned_statement_can_be_mended(paper: Gazette) -> None:
    claim, that = said(paper, confirmed=False)
    describe_statement(claim=claim, said={"addressee": "", "said_on": None}, by=paper.reporter)
    that.refresh_from_db()
    assert that.addressee == ""


def test_saying_the_same_again_is_no_news(paper: Gazette) -> None:
    claim, _that = said(paper, confirmed=True)
    describe_statement(claim=claim, said={"addressee": "Harbour Radio"}, by=paper.reporter)
    assert not Entry.objects.filter(kind="StatementDescribed").exists()


def test_who_said_it_stays(paper: Gazette) -> None:
    claim, _that = said(paper, confirmed=False)
    with pytest.raises(BadValue, match="speaker"):
        describe_statement(claim=claim, said={"speaker": paper.voice("Bo")}, by=paper.reporter)
    with pytest.raises(BadValue, match="speaker"):
        describe_statement(claim=paper.claim("Nobody said so."), said={"cue": "said"}, by=paper.reporter)
    with pytest.raises(BadValue, match="mood"):
        describe_statement(claim=claim, said={"mood": "sad"}, by=paper.reporter)
