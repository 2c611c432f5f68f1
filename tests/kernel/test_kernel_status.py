"""The table, the two signatures, and how long a check lives."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from kernel_cases import Json, cases, holds_for, judged

from twosource.kernel import independence, witnesses
from twosource.kernel.cases import Actor, Case, Check, Item, Seen
from twosource.kernel.reading import read_case, read_seen
from twosource.kernel.status import assess, plain_seen, seen, signed, standing_checks, status_of
from twosource.kernel.vocabulary import GRADES, Grade, Status, Verdict
from twosource.kernel.why import names_for_readers

TABLE = {
    "0": ["none", "denied", "denied", "disputed"],
    "i": ["asserted", "denied", "disputed", "disputed"],
    "1": ["asserted", "denied", "disputed", "disputed"],
    "2": ["corroborated", "corroborated", "disputed", "disputed"],
}
UNSIGNED = [
    (Grade(ours), Grade(theirs), Status(row[place]))
    for ours, row in TABLE.items()
    for place, theirs in enumerate(GRADES)
]


def witness(*by: str) -> Item:
    return Item(by, basis="witnessed")


@pytest.fixture
def two_for() -> Case:
    """Two independent witnesses for, none against, and people who might come to deny."""
    items = {"a": witness("A"), "b": witness("B"), "c": witness("C"), "n": witness("N")}
    return Case("s", items=items, supports=("a", "b"))


def both(case: Case, verdict: str = "stands") -> Case:
    """The case, checked by two people on what is there."""
    saw = seen(case)
    return replace(case, checks=(Check("ana", verdict, saw), Check("bo", verdict, saw)))


@pytest.mark.parametrize(("ours", "theirs", "status"), UNSIGNED)
def test_unsigned_grades_give_the_status_of_the_table(ours: Grade, theirs: Grade, status: Status) -> None:
    assert status_of(ours, theirs, None) == status


@pytest.mark.parametrize(("ours", "theirs", "status"), UNSIGNED)
def test_a_signature_changes_only_what_it_may(ours: Grade, theirs: Grade, status: Status) -> None:
    stands = Status.CONFIRMED if status == "corroborated" else status
    refuted = Status.REFUTED if theirs == "2" and ours in ("0", "i") else status
    unverifiable = Status.UNVERIFIABLE if status in ("asserted", "denied") else status
    assert status_of(ours, theirs, Verdict.STANDS) == stands
    assert status_of(ours, theirs, Verdict.REFUTED) == refuted
    assert status_of(ours, theirs, Verdict.UNVERIFIABLE) == unverifiable


@pytest.mark.parametrize(("ours", "theirs", "_status"), UNSIGNED)
def test_what_is_withdrawn_is_withdrawn_whatever_else(ours: Grade, theirs: Grade, _status: Status) -> None:
    for verdict in (None, *Verdict):
        assert status_of(ours, theirs, verdict, withdrawn=True) == Status.WITHDRAWN


def test_one_person_twice_is_one_person() -> None:
    assert signed([Check("ana", "stands"), Check("ana", "stands")], not_by=()) is None


def test_the_second_to_sign_may_not_have_collected_or_written() -> None:
    ana, bo = Check("ana", "stands"), Check("bo", "stands")
    assert signed([ana, bo], not_by=["ana"]) == (Verdict.STANDS, ("ana", "bo"))
    assert signed([bo, ana], not_by=["ana"]) is None


def test_two_verdicts_are_not_one_signature() -> None:
    assert signed([Check("ana", "stands"), Check("bo", "refuted")], not_by=()) is None


def test_whoever_signs_another_verdict_takes_the_first_back() -> None:
    checks = [Check("ana", "stands"), Check("bo", "stands"), Check("ana", "refuted")]
    assert signed(checks, not_by=()) is None


def test_signing_the_same_verdict_again_takes_nothing_back() -> None:
    checks = [Check("ana", "stands"), Check("bo", "stands"), Check("ana", "stands")]
    assert signed(checks, not_by=["ana"]) == (Verdict.STANDS, ("ana", "bo"))


def test_the_last_pair_to_sign_is_the_one_that_counts() -> None:
    names = ["ana", "bo", "cy", "dee"]
    checks = [
        Check(name, verdict) for name, verdict in zip(names, ["stands"] * 2 + ["refuted"] * 2, strict=True)
    ]
    assert signed(checks, not_by=()) == (Verdict.REFUTED, ("cy", "dee"))


def test_more_support_does_not_void_a_check(two_for: Case) -> None:
    checked = both(two_for)
    assert assess(replace(checked, supports=("a", "b", "c"))).status == Status.CONFIRMED


def test_a_source_that_turns_out_to_know_itself_does_not_void_a_check() -> None:
    items = {"a": witness("A"), "r": Item(("R",), via=("a",)), "b": witness("B")}
    checked = both(Case("s", items=items, supports=("r", "b")))
    better = items | {"r": Item(("R",), basis="recorded", via=("a",))}
    assert assess(replace(checked, items=better)).status == Status.CONFIRMED


def test_a_retraction_of_what_was_seen_voids_a_check_even_when_others_remain(two_for: Case) -> None:
    checked = replace(both(two_for), supports=("a", "b", "c"))
    fallen = replace(checked, items={**checked.items, "a": replace(checked.items["a"], retracted=True)})
    assert standing_checks(fallen) == ()
    assert assess(fallen).status == Status.CORROBORATED


def test_evidence_set_aside_voids_the_check_that_saw_it(two_for: Case) -> None:
    assert standing_checks(replace(both(two_for), set_aside=("a",))) == ()


def test_new_control_that_breaks_independence_voids_a_check(two_for: Case) -> None:
    owned = {name: Actor(("Group",)) for name in ("A", "B")}
    checked = replace(both(two_for), supports=("a", "b", "c"))
    assert len(standing_checks(checked)) == 2
    assert standing_checks(replace(checked, actors=owned)) == ()


def test_new_control_that_breaks_nothing_voids_nothing(two_for: Case) -> None:
    checked = replace(both(two_for), actors={"A": Actor(("Group",))})
    assert assess(checked).status == Status.CONFIRMED


def test_a_common_origin_found_later_voids_a_check(two_for: Case) -> None:
    checked = both(two_for)
    copied = {**checked.items, "a": Item(("A",), via=("c",)), "b": Item(("B",), via=("c",))}
    assert standing_checks(replace(checked, items=copied)) == ()


def test_a_new_disinterested_denial_voids_a_check(two_for: Case) -> None:
    assert standing_checks(replace(both(two_for), denies=("n",))) == ()


def test_a_new_interested_denial_voids_nothing_and_is_shown(two_for: Case) -> None:
    denied = replace(both(two_for), denies=("n",), stakes={"N": "against"})
    found = assess(denied)
    assert found.status == Status.CONFIRMED
    assert found.denies.grade == Grade.INTERESTED
    assert "Against it: one report" in str(found.why)


def test_a_denial_that_was_seen_does_not_void_the_check_that_saw_it(two_for: Case) -> None:
    checked = both(replace(two_for, denies=("n",)))
    assert len(standing_checks(checked)) == 2


def test_authentication_that_was_seen_must_still_stand(two_for: Case) -> None:
    record = Item(("Y",), basis="recorded", conclusive=True)
    checked = both(replace(two_for, items={**two_for.items, "rec": record}, supports=("rec",)))
    assert assess(checked).status == Status.CONFIRMED
    doubted = replace(checked, items={**checked.items, "rec": replace(record, conclusive=False)})
    assert standing_checks(doubted) == ()


def test_a_signed_refutation_falls_by_new_disinterested_support(two_for: Case) -> None:
    against = both(replace(two_for, supports=(), denies=("a", "b")), "refuted")
    assert assess(against).status == Status.REFUTED
    assert standing_checks(replace(against, supports=("c",))) == ()
    assert len(standing_checks(replace(against, supports=("c",), stakes={"C": "for"}))) == 2


def test_cannot_be_verified_lapses_with_any_new_evidence(two_for: Case) -> None:
    checked = both(replace(two_for, supports=("a",)), "unverifiable")
    assert assess(checked).status == Status.UNVERIFIABLE
    assert assess(replace(checked, supports=("a", "b"))).status == Status.CORROBORATED
    assert standing_checks(replace(checked, denies=("n",), stakes={"N": "against"})) == ()


def test_what_was_seen_survives_being_kept_as_json(two_for: Case) -> None:
    saw = seen(replace(two_for, denies=("n",)))
    assert read_seen(plain_seen(saw)) == saw
    assert read_seen({}) == Seen()


def test_a_bare_denial_by_the_accused_never_lowers_what_is_corroborated(two_for: Case) -> None:
    denied = replace(two_for, denies=("n",), accused=("N",))
    assert assess(denied).status == Status.CORROBORATED
    assert assess(replace(denied, accused=())).status == Status.DISPUTED
    assert assess(replace(denied, stakes={"N": "for"})).status == Status.CORROBORATED


def test_the_accused_with_a_conclusive_record_are_heard(two_for: Case) -> None:
    record = Item(("N",), basis="document", conclusive=True)
    denied = replace(two_for, items={**two_for.items, "n": record}, denies=("n",), accused=("N",))
    assert assess(denied).status == Status.DISPUTED


def test_a_carrier_of_a_conclusive_record_is_as_good_as_the_record() -> None:
    record = Item(("Y",), basis="recorded", conclusive=True)
    plain = witness("A")

    def graded(carrier: Item) -> Grade:
        items = {"rec": record, "plain": plain, "v": carrier}
        return assess(Case("c", items=items, supports=("v",))).supports.grade

    assert graded(Item(("Tube",), via=("rec",), carrier=True)) == Grade.TWO
    assert graded(Item(("Tube",), via=("plain", "rec"), carrier=True)) == Grade.TWO
    assert graded(Item(("Tube",), via=("plain", "rec"), carrier=True, needs_all=True)) == Grade.ONE
    assert graded(Item(("Tube",), via=("v",), carrier=True)) == Grade.INTERESTED
    assert graded(Item(("Tube",), carrier=True)) == Grade.INTERESTED
    assert graded(Item(("Daily",), via=("rec",))) == Grade.ONE


def test_one_carrier_of_two_recordings_is_one_line() -> None:
    items = {"a": witness("A"), "b": witness("B"), "v": Item(("Tube",), via=("a", "b"), carrier=True)}
    found = assess(Case("c", items=items, supports=("v",))).supports
    assert (found.lines, [line.tokens for line in found.chosen]) == (1, [["A", "a"]])


def test_a_retracted_origin_leaves_nothing_to_rest_on() -> None:
    items = {"a": replace(witness("A"), retracted=True), "r": Item(("R",), via=("a",))}
    found = assess(Case("c", items=items, supports=("r",))).supports
    assert (found.lines, found.grade) == (0, Grade.INTERESTED)


def test_an_actor_and_an_item_of_one_name_are_two_things() -> None:
    items = {"AP": witness("a"), "a": witness("AP")}
    assert assess(Case("c", items=items, supports=("AP", "a"))).supports.lines == 2


def test_names_that_look_like_marks_are_only_names() -> None:
    items = {"one": witness("?unknown", "side:for"), "two": witness("?anon")}
    found = assess(Case("c", items=items, supports=("one", "two"))).supports
    assert (found.lines, found.grade) == (2, Grade.TWO)


@pytest.mark.parametrize(("seven", "count"), [(5, 5), (6, 6), (9, 6)])
def test_counting_stops_at_six(seven: int, count: int) -> None:
    items = {f"w{number}": witness(f"A{number}") for number in range(seven)}
    found = assess(Case("c", items=items, supports=tuple(items)))
    assert found.supports.lines == count
    assert not found.bounded


def test_signers_are_told_only_when_the_status_rests_on_them(two_for: Case) -> None:
    confirmed = assess(both(two_for))
    assert (confirmed.signed, confirmed.signers) == (Verdict.STANDS, ("ana", "bo"))
    asserted = assess(both(replace(two_for, supports=("a",))))
    assert (asserted.signed, asserted.signers) == (None, ())


def test_a_count_that_met_a_limit_says_so_unless_it_is_proven(
    monkeypatch: pytest.MonkeyPatch, two_for: Case
) -> None:
    relay, other = Item(("R",), via=("a", "b", "c")), Item(("S",), via=("a", "b", "c"))
    case = replace(two_for, items={**two_for.items, "r": relay, "s": other}, supports=("r", "s"))
    exact = assess(case)
    monkeypatch.setattr(witnesses, "FAMILY_LIMIT", 2)
    assert assess(case) == exact
    monkeypatch.setattr(independence, "PROOF_LIMIT", 0)
    found = assess(case)
    assert found.bounded
    assert str(found.why) == (
        "Corroborated. Two reports, at least two independent lines, too entangled to count further."
    )


def test_what_everything_rests_on_is_told_also_where_the_count_met_a_limit(
    monkeypatch: pytest.MonkeyPatch, two_for: Case
) -> None:
    relay = Item(("R",), via=("a", "b", "c"))
    case = replace(two_for, items={**two_for.items, "r": relay}, supports=("r",))
    for limit in ("FAMILY_LIMIT", "OFFER_LIMIT"):
        monkeypatch.setattr(witnesses, limit, 2)
        found = assess(case)
        assert found.supports.rests_on == ("R", "r")
        assert not found.bounded
        assert str(found.why) == "Asserted. One report, one line: everything rests on R."


def test_a_limit_met_never_hides_that_there_is_a_disinterested_line(monkeypatch: pytest.MonkeyPatch) -> None:
    interested = {f"s{step}": {"by": [f"S{step}"], "basis": "witnessed"} for step in range(3)}
    chain = {f"l{step}": {"by": [f"L{step}"], "via": [f"l{step + 1}"]} for step in range(6)}
    items = interested | chain | {"l6": {"by": ["L6"], "basis": "witnessed"}}
    items["e"] = {"by": ["E"], "via": [*interested, "l0"]}
    case = {"id": "l", "items": items, "supports": ["e"], "stakes": {f"S{step}": "for" for step in range(3)}}
    monkeypatch.setattr(witnesses, "FAMILY_LIMIT", 1)
    assert judged(case).supports.grade is Grade.ONE


LIMITS = ["FAMILY_LIMIT", "OFFER_LIMIT", "FAIR_SHARE", "SEARCH_LIMIT", "SETS_LIMIT", "PROOF_LIMIT"]


@pytest.mark.parametrize("limit", LIMITS)
@holds_for(cases(), st.integers(1, 12))
def test_a_limit_can_only_lower_a_count_and_a_lower_count_is_said(limit: str, case: Json, most: int) -> None:
    exact = judged(case)
    before_checks = standing_checks(read_case(case))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(witnesses if hasattr(witnesses, limit) else independence, limit, most)
        if limit in ("FAIR_SHARE", "PROOF_LIMIT"):
            patched.setattr(witnesses, "OFFER_LIMIT", 2)
        limited = judged(case)
        assert standing_checks(read_case(case)) == before_checks
    for before, after in ((exact.supports, limited.supports), (exact.denies, limited.denies)):
        assert after.lines <= before.lines
        assert after.bounded or after.lines == before.lines
        assert len(after.chosen) == after.lines
        assert (after.rests_on, after.disinterested, after.conclusive) == (
            before.rests_on,
            before.disinterested,
            before.conclusive,
        )


@holds_for(cases(), cases(), st.integers(1, 4))
def test_a_signed_check_lives_as_long_where_a_limit_is_met(before: Json, after: Json, most: int) -> None:
    """Whatever else the claim was when it was signed: what was seen stands, or not, by the same rule."""
    saw = seen(read_case(before))
    now = replace(read_case(after), checks=(Check("ana", "stands", saw), Check("bo", "refuted", saw)))
    exact = standing_checks(now)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(witnesses, "OFFER_LIMIT", most)
        assert standing_checks(now) == exact


def test_the_same_case_read_from_json_and_made_by_hand_is_one(two_for: Case) -> None:
    described = {
        "id": "s",
        "items": {name: {"by": list(item.by), "basis": item.basis} for name, item in two_for.items.items()},
        "supports": ["a", "b"],
    }
    assert read_case(described) == two_for


def test_thousands_of_items_are_answered_at_once_and_a_long_chain_is_walked_to_its_end() -> None:
    crowd = {f"w{number}": witness(f"A{number}") for number in range(3000)}
    found = assess(Case("crowd", items=crowd, supports=tuple(crowd)))
    assert (found.supports.lines, found.bounded) == (6, False)
    chain = {f"c{number}": Item((f"B{number}",), via=(f"c{number + 1}",)) for number in range(1500)}
    chain["c1500"] = witness("The origin")
    found = assess(Case("chain", items=chain, supports=("c0",)))
    assert str(found.why) == "Asserted. One report, one line: everything rests on The origin."


def test_many_interested_sets_never_crowd_out_a_disinterested_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(independence, "SETS_LIMIT", 2)
    items = {f"w{number}": witness(f"A{number}") for number in range(4)} | {"z": witness("Z", "Y", "X")}
    stakes = dict.fromkeys(["A0", "A1", "A2", "A3"], "for")
    found = assess(Case("c", items=items, supports=tuple(items), stakes=stakes))
    assert (found.supports.lines, found.supports.grade) == (2, Grade.TWO)


def test_carriers_of_a_record_that_settles_it_settle_it_however_many_there_are() -> None:
    """Three wide and forty deep, each carrying all of the next three: too many ways to try one by one."""
    items = {"film": Item(("Pilot",), basis="recorded", conclusive=True)}
    for depth in range(40):
        below = tuple(f"c{depth - 1}{place}" for place in range(3)) if depth else ("film",)
        items |= {
            f"c{depth}{place}": Item((), carrier=True, via=below, needs_all=place == 1) for place in range(3)
        }
    found = assess(Case("c", items=items, supports=("c390",)))
    assert found.supports.conclusive == ("c390",)


def test_a_check_is_judged_by_what_it_saw_also_where_a_limit_is_met(
    monkeypatch: pytest.MonkeyPatch, two_for: Case
) -> None:
    signed_ = replace(two_for, checks=(Check("ana", "stands", seen(two_for)),))
    monkeypatch.setattr(witnesses, "OFFER_LIMIT", 1)
    assert standing_checks(signed_) == signed_.checks
    items = {**two_for.items, "b": replace(two_for.items["b"], retracted=True)}
    assert standing_checks(replace(signed_, items=items)) == ()


def test_a_search_that_takes_too_long_is_given_up_with_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [1 << one | 1 << other for one in range(7) for other in range(one)]
    assert independence.largest_packing(pairs)[1] is False
    monkeypatch.setattr(independence, "SEARCH_LIMIT", 1)
    found, gave_up = independence.largest_packing(pairs)
    assert gave_up
    assert 1 <= len(found) < 3
    assert all(not one & other for place, one in enumerate(found) for other in found[:place])


def test_two_checks_of_the_same_lines_are_judged_alike_where_a_limit_is_met(
    monkeypatch: pytest.MonkeyPatch, two_for: Case
) -> None:
    saw = seen(two_for)
    checks = (Check("ana", "stands", saw), Check("bo", "stands", saw))
    monkeypatch.setattr(witnesses, "OFFER_LIMIT", 1)
    assert standing_checks(replace(two_for, checks=checks)) == checks


def test_names_for_readers_give_no_source_away_and_say_each_thing_once() -> None:
    actors = {
        "Mole": Actor(sealed=True, controlled_by=("Works",)),
        "Other mole": Actor(sealed=True),
        "someone": Actor(anonymous=True),
    }
    case = Case("n", actors=actors)
    said = names_for_readers(case, ["Mole", "Works", "Other mole", "AP", "someone"])
    assert str(said) == "a source known to us or whoever they work for, AP and an unnamed source"
    assert names_for_readers(case, []) is None
