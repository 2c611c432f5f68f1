"""One claim goes out with everything it rests on, and with nothing else."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection
from exchanging import a_newsroom, exported, imported, of_kind, told, without_header
from gazette import Gazette

from twosource.verification.actions import rest_on
from twosource.verification.models import Claim
from twosource.verification.refusals import BadValue
from twosource.wire.exchange import take_out
from twosource.wire.exchange.outgoing import Wanted


def names(data: bytes, kind: str, field: str) -> set[Any]:
    return {record[field] for record in of_kind(data, kind)}


def test_a_claim_takes_with_it_what_it_is_about_its_sources_and_who_controls_them(paper: Gazette) -> None:
    with a_newsroom():
        ministry = paper.voice("Ministry", paper.voice("State", kind="state"))
        claim = paper.claim("The quay is sound.", said={"speaker": ministry})
        origin = paper.item("A leaflet", ministry, basis="document")
        paper.support(claim, paper.item("A report", "Daily", via=[origin]))
        said = paper.said(claim)
        ground = paper.claim("The quay stands on rock.")
        rest_on(claim=claim, premise=ground, by=paper.reporter)
        paper.confirmed("Something else.")
        paper.item("Something nobody uses", "Stranger", basis="witnessed")
        out = exported(Wanted(claims=(said.pk,)))
        rest = exported()
    assert names(out, "claim", "text") == {claim.text, said.text, ground.text}
    assert names(out, "item", "title") == {"A leaflet", "A report", "A recording by Harbour Radio"}
    assert names(out, "voice", "name") == {"Ministry", "State", "Daily", "Harbour Radio"}
    assert len(of_kind(out, "person")) == 3
    assert "Something nobody uses" in names(rest, "item", "title")
    imported(out, by=paper.editor)
    assert {row[0] for row in told()} == {claim.text, said.text, ground.text}
    assert without_header(exported()) == without_header(out)
    # The rest can follow: what is here already is left as it is.
    assert imported(rest, by=paper.editor).new["claim"] == 1
    assert Claim.objects.count() == 4


def test_a_claim_that_is_not_here_is_named(paper: Gazette) -> None:
    with pytest.raises(BadValue, match=r"claim: 99; there is no such claim here"):
        exported(Wanted(claims=(99,)))


def test_an_empty_newsroom_is_an_empty_file(paper: Gazette) -> None:
    out = exported()
    assert without_header(out) == b""
    assert sum(imported(out, by=paper.editor).new.values()) == 0


@pytest.mark.django_db(transaction=True)
def test_the_desk_goes_on_while_claims_go_out_and_the_file_is_of_one_moment() -> None:
    """Exporting waits for no writer and holds none up; what is written meanwhile is not half in the file."""
    paper = Gazette()
    paper.asserted()
    written: list[str] = []

    def meanwhile() -> None:
        try:
            written.append(paper.voice(f"Newcomer {len(written)}").name)
            paper.asserted(f"Meanwhile {len(written)}.")
        finally:
            connection.close()

    lines: list[dict[str, Any]] = []

    def write(record: dict[str, Any]) -> None:
        lines.append(record)
        if len(lines) == 2:
            thread = Thread(target=meanwhile)
            thread.start()
            thread.join(timeout=15)

    take_out(write, by=None)
    assert written == ["Newcomer 0"]
    assert [one["text"] for one in lines if one["record"] == "claim"] == ["The quay is cracked."]
    assert lines[0]["records"]["claim"] == 1
    assert Claim.objects.count() == 2
