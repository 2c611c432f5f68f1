"""Out of one newsroom and into another, and out again: the same bytes, and every day told as it was."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from exchanging import a_newsroom, as_prov, exported, imported, told, without_header
from gazette import Gazette

from twosource.ledger.models import Entry


def furnished(paper: Gazette) -> None:
    """A newsroom in which everything a record can hold has happened."""
    from twosource.replies.actions import log_outcome, strike_outcome, waive_request
    from twosource.verification import actions

    group = paper.voice("Group")
    daily = paper.voice("Daily", group, kind="outlet")
    official = paper.voice("an official", paper.voice("Ministry", kind="state"), kind="voice", anonymous=True)
    claim = paper.claim(
        "The quay is cracked.",
        said={
            "speaker": daily,
            "addressee": "Parliament",
            "place": "Port",
            "kind": "mixed",
            "cue": "told",
            "verbatim": "It is cracked.",
        },
    )
    interview = paper.item("An interview", official, basis="participant")
    report = paper.item("A report", daily, via=[interview])
    copy = paper.item("A copy", "Tube", via=[report], carrier=True)
    evidence = paper.support(claim, report, copy, paper.witness("Diver"), paper.witness("Pilot"))
    paper.deny(claim, paper.record_of("Harbour Radio", paper.ana, paper.bo))
    actions.set_aside(evidence=evidence[1], reason="The same report.", by=paper.ana)
    actions.set_aside(evidence=evidence[1], reason="A copy.", by=paper.bo)
    actions.declare_stake(claim=claim, actor=group, direction="for", by=paper.reporter)
    actions.declare_stake(claim=claim, actor=group, direction="against", by=paper.reporter)
    actions.accuse(claim=claim, actor=daily, by=paper.reporter)
    actions.edit_claim_words(claim=claim, text="The north quay is cracked.", by=paper.editor)
    paper.sign(claim, paper.ana, paper.bo)
    actions.retract_item(item=interview, reason="A forgery.", by=paper.reporter)
    asked = paper.ask(claim, daily)
    log_outcome(request=asked, outcome="no_reply", by=paper.reporter)
    log_outcome(request=asked, outcome="answered", answer="It is sound.", by=paper.reporter)
    strike_outcome(request=asked, reason="That was another quay.", by=paper.editor)
    log_outcome(request=asked, outcome="declined", by=paper.reporter)
    paper.ask(claim, group, hours=4)
    waive_request(claim=claim, accused=daily, reason="Danger.", by=paper.editor)
    paper.said(claim)
    gone = paper.asserted("The tide is high.")
    late = paper.confirmed("The ferry is late.")
    actions.rest_on(claim=claim, premise=late, by=paper.reporter)
    actions.no_longer_rest_on(link=actions.rest_on(claim=late, premise=gone, by=paper.ana), by=paper.bo)
    actions.note_rephrased(claim=late, before="It is late.", after="It is later.", by=paper.editor)
    actions.note_rephrased(claim=late, before="It is later.", after="", by=None)
    actions.withdraw_claim(claim=gone, reason="She took it back on air.", by=paper.reporter)
    for link in group.controlled.all():
        actions.end_control(link=link, by=paper.reporter)


@pytest.mark.parametrize("form", [bytes, as_prov], ids=["JSON Lines", "PROV-JSON"])
def test_what_went_out_and_in_goes_out_again_as_the_same_bytes(paper: Gazette, form: Any) -> None:
    with a_newsroom():
        furnished(paper)
        first, told_there = exported(), told(every=9)
    brought = imported(form(first), by=paper.editor)
    assert brought.new["claim"] == 4
    assert without_header(exported()) == without_header(first)
    assert told(every=9) == told_there
    again = imported(form(first), by=paper.editor)
    assert sum(again.new.values()) == 0
    assert again.retold == []
    assert without_header(exported()) == without_header(first)


def facts() -> Counter[tuple[Any, ...]]:
    """What the ledger says of claims, items and control, without the numbers of rows.

    An origin that was named as the item was added is no fact of its own there, and one here. How many lines a claim
    had in between is heard by the stories that carried it there, and not carried on; nor is who works there.
    """
    found: Counter[tuple[Any, ...]] = Counter()
    for entry in Entry.objects.exclude(
        kind__in=(
            "ClaimsTakenOut",
            "ClaimArrived",
            "ClaimsBroughtIn",
            "OriginLinked",
            "SupportChanged",
            "SurroundingsEdited",
        )
    ):
        words = {key: value for key, value in entry.payload.items() if not key.endswith("_id")}
        found[entry.kind, *sorted(words.items())] += 1
    return found


def test_the_ledger_tells_the_same_past(paper: Gazette) -> None:
    with a_newsroom():
        furnished(paper)
        first, told_there = exported(), facts()
    imported(first, by=paper.editor)
    assert facts() == told_there
    assert {"OutcomeLogged", "ClaimWordsEdited", "ControlRecorded"} <= {kind for kind, *_words in told_there}
