"""What a story may carry, and the words in which it is told what to do next."""

from __future__ import annotations

import pytest
from kernel_cases import judged

from twosource.kernel.gate import AccusedState, Carried, Override, Unclaimed, gate
from twosource.kernel.vocabulary import MODES, STATUSES


def carried(mode: str, status: str, **more: object) -> Carried:
    return Carried("c1", "The bearings were never opened", mode, status, **more)  # type: ignore[arg-type]


def rules(*claims: Carried) -> list[str]:
    return [reason.rule for reason in gate(claims).reasons]


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_is_confirmed_goes_in_our_own_voice(status: str) -> None:
    assert ("G1" in rules(carried("fact", status))) == (status != "confirmed")


@pytest.mark.parametrize(("said", "stops"), [(True, False), (False, True), (None, True)])
def test_attribution_needs_a_confirmed_claim_that_it_was_said(said: bool | None, stops: bool) -> None:
    assert rules(carried("attributed", "asserted", said_confirmed=said)) == (["G2"] if stops else [])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", ["refuted", "withdrawn"])
def test_what_has_fallen_goes_only_as_a_refutation(status: str, mode: str) -> None:
    assert ("G3" in rules(carried(mode, status, said_confirmed=True))) == (mode != "refutation")


@pytest.mark.parametrize("status", [status for status in STATUSES if status not in ("refuted", "withdrawn")])
def test_what_has_not_fallen_cannot_be_carried_as_refuted(status: str) -> None:
    assert rules(carried("refutation", status)) == ["G3"]


@pytest.mark.parametrize("status", [status for status in STATUSES if status not in ("refuted", "withdrawn")])
def test_background_may_be_anything_that_has_not_fallen(status: str) -> None:
    assert gate([carried("background", status, interested_only=True)]).ok


@pytest.mark.parametrize("mode", MODES)
def test_each_one_accused_must_have_been_heard_in_every_mode(mode: str) -> None:
    accused = (
        AccusedState("Port authority"),
        AccusedState("Mayor", settled=True),
        AccusedState("Contractor"),
    )
    decision = gate([carried(mode, "confirmed", said_confirmed=True, accused=accused)])
    said = [str(reason.phrase) for reason in decision.reasons if reason.rule == "G4"]
    assert [("Port authority" in text, "Contractor" in text) for text in said] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("people", "reason", "heard"),
    [
        (("ana", "bo"), "he is dead", True),
        (("ana", "ana"), "he is dead", False),
        (("ana",), "he is dead", False),
        (("ana", "bo"), "  ", False),
    ],
)
def test_a_waiver_takes_two_people_and_a_reason(people: tuple[str, ...], reason: str, heard: bool) -> None:
    accused = AccusedState("Mayor", waived_by=people, waiver_reason=reason)
    assert gate([carried("fact", "confirmed", accused=(accused,))]).ok == heard


def test_our_own_voice_on_interested_lines_is_told_to_attribute() -> None:
    assert rules(carried("fact", "asserted", lines=1, interested_only=True)) == ["G1", "G7"]
    assert rules(carried("attributed", "asserted", said_confirmed=True, interested_only=True)) == []


def test_a_clean_story_goes_out_without_reasons() -> None:
    decision = gate([carried("fact", "confirmed"), carried("attributed", "disputed", said_confirmed=True)])
    assert decision.ok
    assert decision.reasons == ()
    assert gate([]).ok


def test_an_override_lets_one_claim_past_one_rule_and_is_shown() -> None:
    claim = carried("fact", "asserted", interested_only=True)
    override = Override("G1", "c1", "Mara Lind", "the bridge is visibly gone")
    decision = gate([claim], [override])
    assert not decision.ok
    assert [(reason.rule, reason.override) for reason in decision.overridden] == [("G1", override)]
    assert [reason.rule for reason in decision.unmet] == ["G7"]
    both = gate([claim], [override, Override("G7", "c1", "Mara Lind", "seen by our reader")])
    assert both.ok
    assert len(both.overridden) == 2


@pytest.mark.parametrize(
    "override",
    [
        Override("G1", "c2", "Mara Lind", "another claim"),
        Override("G2", "c1", "Mara Lind", "another rule"),
        Override("G1", "c1", " ", "nobody"),
        Override("G1", "c1", "Mara Lind", ""),
    ],
)
def test_an_override_of_something_else_or_without_name_or_reason_is_none(override: Override) -> None:
    assert not gate([carried("fact", "corroborated")], [override]).ok


def test_each_reason_says_what_to_do_next_in_a_sentence() -> None:
    claims = [
        carried("fact", "asserted", interested_only=True),
        carried("attributed", "asserted"),
        carried("attributed", "asserted", said_confirmed=False),
        carried("fact", "refuted"),
        carried("refutation", "asserted", accused=(AccusedState("Mayor"),)),
    ]
    said = [str(reason.phrase) for reason in gate(claims).reasons]
    assert len(said) == len(set(said)) == 8
    assert all(text.startswith("“The bearings were never opened”") and text.endswith(".") for text in said)
    assert not any("%(" in text for text in said)
    assert any("Have it confirmed, or attribute it." in text for text in said)


def test_a_claim_just_assessed_is_carried_with_its_own_key_and_status() -> None:
    assessed = judged({"id": 7, "items": {"a": {"by": ["A"]}}, "supports": ["a"]})
    claim = Carried.of(assessed, text="It fell", mode="fact")
    assert (claim.claim_key, claim.status, claim.lines, claim.interested_only) == ("7", "asserted", 0, True)
    assert [reason.claim_key for reason in gate([claim]).reasons] == ["7", "7"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("lines", [0, 1, 2])
def test_plural_sources_need_two_lines(mode: str, lines: int) -> None:
    status = "refuted" if mode == "refutation" else "confirmed"
    claim = carried(mode, status, said_confirmed=True, lines=lines, passage="It is cracked, sources said.")
    assert rules(claim) == ([] if lines == 2 else ["G5"])


def test_plural_sources_are_told_in_the_storys_own_words() -> None:
    claim = carried("background", "asserted", lines=1, passage="Witnesses say they were never opened.")
    (reason,) = gate([claim]).reasons
    assert str(reason.phrase).startswith(
        "“Witnesses say” speaks of several, and “The bearings were never opened”"
    )


def test_one_source_needs_no_second_line() -> None:
    assert (
        rules(carried("background", "asserted", lines=1, passage="A source said they were never opened."))
        == []
    )


def test_no_story_says_of_its_own_sealed_source_that_they_did_not_answer() -> None:
    (reason,) = gate([carried("background", "asserted", betrays=True)]).reasons
    assert reason.rule == "G6"
    assert "bearings" not in str(reason.phrase), "not even which claim it is about"


@pytest.mark.parametrize(("mode", "rule"), [("fact", "G1"), ("attributed", "G2"), ("refutation", "G3")])
def test_other_words_than_those_that_were_checked_do_not_go_out(mode: str, rule: str) -> None:
    status = "refuted" if mode == "refutation" else "confirmed"
    claim = carried(mode, status, said_confirmed=True, lines=2, reworded=True)
    (reason,) = gate([claim]).reasons
    assert reason.rule == rule
    assert "others than those that were checked" in str(reason.phrase)


def test_background_needs_no_check_of_its_words() -> None:
    assert rules(carried("background", "asserted", reworded=True)) == []


def test_a_sentence_that_needs_a_claim_closes_the_gate_and_nobody_overrules_it() -> None:
    sentence = Unclaimed("need:7", "The bridge is the worst in the country.")
    override = Override("G1", "c1", "Mara Lind", "seen by our reader")
    decision = gate([carried("fact", "asserted")], [override], [sentence])
    assert not decision.ok
    (reason,) = decision.unmet
    assert (reason.rule, reason.claim_key) == ("G1", "need:7")
    assert str(reason.phrase).startswith("“The bridge is the worst in the country.” says something")
