"""What must hold of every case, and the same answers from slow and obvious definitions."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import networkx
from hypothesis import strategies as st
from kernel_cases import ACTORS, Json, cases, holds_for, judged, plain_lines, plain_witness_sets, some

from twosource.kernel.independence import ENOUGH, Side, largest_packing
from twosource.kernel.reading import read_case
from twosource.kernel.status import TABLE, status_of
from twosource.kernel.vocabulary import Grade, Stake, Status, Verdict
from twosource.kernel.witnesses import Witnesses, witness_sets


def lines(case: Json) -> int:
    return judged(case).supports.lines


def changed(case: Json, **fields: Any) -> Json:
    return deepcopy(case) | fields


@holds_for(cases(), st.data())
def test_1_a_relay_of_evidence_never_raises_the_count(case: Json, data: st.DataObject) -> None:
    counted = [name for name in case["supports"] if name not in case["set_aside"]]
    if not counted:
        return
    relay = {
        "by": data.draw(some([*ACTORS, "Newcomer"], 2)),
        "via": data.draw(some(counted, 3, least=1)),
        "needs_all": data.draw(st.booleans()),
        "carrier": data.draw(st.booleans()),
    }
    relayed = changed(case, items=case["items"] | {"relay": relay}, supports=[*case["supports"], "relay"])
    assert lines(relayed) == lines(case)


@holds_for(cases(), st.sampled_from(ACTORS), st.sampled_from(ACTORS))
def test_2_control_never_raises_the_count(case: Json, actor: str, above: str) -> None:
    controlled = changed(case)
    controlled["actors"].setdefault(actor, {}).setdefault("controlled_by", []).append(above)
    assert lines(controlled) <= lines(case)


@holds_for(cases(), st.data())
def test_3_one_new_piece_of_evidence_adds_one_line_or_none(case: Json, data: st.DataObject) -> None:
    new = data.draw(st.sampled_from(list(case["items"])))
    more = changed(case, supports=[*case["supports"], new])
    assert lines(more) - lines(case) in (0, 1)


@holds_for(cases())
def test_4_there_are_no_more_lines_than_evidence_or_than_items_with_a_basis(case: Json) -> None:
    evidence = set(case["supports"]) - set(case["set_aside"])
    knowing = [item for item in case["items"].values() if item["basis"]]
    assert lines(case) <= min(len(evidence), len(knowing))


@holds_for(cases(), st.data())
def test_5_taking_any_one_token_away_costs_at_most_one_line(case: Json, data: st.DataObject) -> None:
    whole = read_case(case)
    sets = Side(whole, Witnesses(whole), Stake.FOR).sets
    token = 1 << data.draw(st.integers(0, 25))
    before, _ = largest_packing(sets)
    after, _ = largest_packing([one for one in sets if not one & token])
    assert len(before) - len(after) in (0, 1)


@holds_for(cases(), st.data())
def test_6_a_source_of_somebody_who_knows_changes_nothing(case: Json, data: st.DataObject) -> None:
    knowing = [name for name, item in case["items"].items() if item["basis"]]
    if not knowing:
        return
    linked = changed(case)
    via = data.draw(st.sampled_from(list(case["items"])))
    linked["items"][data.draw(st.sampled_from(knowing))]["via"].append(via)
    before, after = judged(case), judged(linked)
    assert (after.status, after.supports, after.denies) == (before.status, before.supports, before.denies)


@holds_for(cases(), st.lists(st.text(min_size=1, max_size=3), unique=True, min_size=20, max_size=20))
def test_7_renaming_changes_nothing(case: Json, names: list[str]) -> None:
    new = dict(zip([*ACTORS, *case["items"]], names, strict=False))

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {new.get(key, key): renamed(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [renamed(entry) for entry in value]
        return new.get(value, value) if isinstance(value, str) else value

    other = changed(case)
    for field in ("actors", "items", "supports", "denies", "set_aside", "stakes", "accused"):
        other[field] = renamed(case[field])
    for item, old in zip(other["items"].values(), case["items"].values(), strict=True):
        plain = {key: old[key] for key in ("basis", "needs_all", "carrier", "conclusive", "retracted")}
        item.clear()
        item.update(plain, by=renamed(old["by"]), via=renamed(old["via"]))
    for actor, old in zip(other["actors"].values(), case["actors"].values(), strict=True):
        actor.clear()
        actor.update(old, controlled_by=renamed(old["controlled_by"]))
    other["stakes"] = {new[name]: stake for name, stake in case["stakes"].items()}
    before, after = judged(case), judged(other)
    assert after.status == before.status
    assert after.signed == before.signed
    for one, two in ((before.supports, after.supports), (before.denies, after.denies)):
        assert (two.lines, two.grade, len(two.rests_on)) == (one.lines, one.grade, len(one.rests_on))


@holds_for(cases(), st.randoms(use_true_random=False))
def test_the_order_of_writing_changes_nothing(case: Json, chance: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            pairs = list(value.items())
            chance.shuffle(pairs)
            return {key: entry if key == "checks" else shuffled(entry) for key, entry in pairs}
        return chance.sample(value, len(value)) if isinstance(value, list) else value

    before, after = judged(case), judged(shuffled(case))
    assert (after.status, after.signed, str(after.why)) == (before.status, before.signed, str(before.why))
    assert (after.supports.chosen, after.supports.rests_on) == (
        before.supports.chosen,
        before.supports.rests_on,
    )


@st.composite
def webs(draw: st.DrawFn) -> Json:
    """Cases in which every item has an actor of its own and none needs several sources together."""
    case = draw(cases())
    for number, item in enumerate(case["items"].values()):
        item.update(by=[f"own {number}"], needs_all=False)
    return case | {"actors": {}, "stakes": {}, "accused": []}


@holds_for(webs())
def test_8_without_shared_actors_it_is_maximum_flow(case: Json) -> None:
    net = networkx.DiGraph()
    net.add_nodes_from(("evidence", "knowledge"))
    for name, item in case["items"].items():
        if item["retracted"]:
            continue
        net.add_edge((name, "in"), (name, "out"), **({} if item["carrier"] else {"capacity": 1}))
        for via in () if item["basis"] else item["via"]:
            net.add_edge((name, "out"), (via, "in"))
        if item["basis"]:
            net.add_edge((name, "out"), "knowledge", capacity=1)
    for name in set(case["supports"]) - set(case["set_aside"]):
        if not case["items"][name]["retracted"]:
            net.add_edge("evidence", (name, "in"), capacity=1)
    assert lines(case) == min(ENOUGH, networkx.maximum_flow_value(net, "evidence", "knowledge"))


@holds_for(cases())
def test_9_exchanging_supports_and_denials_mirrors_the_table(case: Json) -> None:
    other_side = {"for": "against", "against": "for"}
    other_verdict = {"stands": "refuted", "refuted": "stands", "unverifiable": "unverifiable"}
    case = changed(case, accused=[])
    mirror = changed(
        case,
        supports=case["denies"],
        denies=case["supports"],
        stakes={name: other_side[stake] for name, stake in case["stakes"].items()},
        checks=[check | {"verdict": other_verdict[check["verdict"]]} for check in case["checks"]],
    )
    before, after = judged(case), judged(mirror)
    for one, two in ((before.supports, after.denies), (before.denies, after.supports)):
        assert (one.lines, one.grade) == (two.lines, two.grade)
    if not case["checks"] and not case["withdrawn"]:
        assert after.status == TABLE[before.denies.grade][before.supports.grade]
    assert (before.status, after.status) != (Status.CONFIRMED, Status.CONFIRMED)


@holds_for(cases())
def test_witness_sets_are_those_of_the_definition(case: Json) -> None:
    whole = read_case(case)
    plain = plain_witness_sets(whole)
    for name, family in witness_sets(whole).items():
        assert {frozenset((token.name, token.kind) for token in one) for one in family} == plain[name]


@holds_for(cases())
def test_the_count_is_that_of_trying_every_choice(case: Json) -> None:
    whole = read_case(case)
    plain = plain_witness_sets(whole)
    gaining = {name for name, stake in whole.stakes.items() if stake == "for"}
    sets = []
    for name in set(whole.supports) - set(whole.set_aside):
        for one in plain[name]:
            if ("?unknown", "mark") not in one:
                marks = {("side:for", "mark")} if any((actor, "actor") in one for actor in gaining) else set()
                carried = {(name, "evidence")} if whole.items[name].carrier else set()
                sets.append(one | marks | carried)
    found = judged(case).supports
    assert found.lines == plain_lines(sets)
    common = frozenset.intersection(*sets) if sets else frozenset()
    assert list(found.rests_on) == sorted(name for name, kind in common if kind != "evidence")
    disinterested = any(("side:for", "mark") not in one for one in sets)
    if disinterested and found.lines:
        assert any(not line.interested for line in found.chosen)


@holds_for(st.lists(st.integers(1, 2**14 - 1), max_size=12))
def test_packing_any_sets_is_exact(sets: list[int]) -> None:
    found, gave_up = largest_packing(sets)
    plain = [frozenset(bit for bit in range(14) if one >> bit & 1) for one in sets]
    assert not gave_up
    assert len(found) == plain_lines(plain)
    assert all(not one & other for place, one in enumerate(found) for other in found[:place])


@holds_for(cases())
def test_an_answer_never_contradicts_itself(case: Json) -> None:
    found = judged(case)
    for side in (found.supports, found.denies):
        assert len(side.chosen) == side.lines
        assert (side.grade is Grade.NOTHING) == (not side.evidence)
        if side.grade is Grade.ONE:
            assert side.lines == 1
    assert not found.bounded
    if found.signed:
        first, second = found.signers
        assert first != second
        assert second not in (*case["collected_by"], *case["written_by"])
    verdict = found.signed
    assert status_of(found.supports.grade, found.denies.grade, verdict, case["withdrawn"]) == found.status
    assert verdict in (None, Verdict.STANDS, Verdict.REFUTED, Verdict.UNVERIFIABLE)


@holds_for(cases())
def test_a_sealed_voice_and_those_above_it_are_never_named(case: Json) -> None:
    sealed = {name: {"sealed": True, "controlled_by": ["Zmaster"]} for name in ("Xsealed", "Ysealed")}
    swapped = changed(case)
    for item in swapped["items"].values():
        item["by"] = [{"AP": "Xsealed", "Reuters": "Ysealed"}.get(name, name) for name in item["by"]]
    swapped["actors"] |= sealed
    why = str(judged(swapped).why)
    for name in ("Xsealed", "Ysealed", "Zmaster"):
        assert name not in why


@holds_for(cases())
def test_the_explanation_is_whole_sentences_that_begin_with_the_status(case: Json) -> None:
    found = judged(case)
    why = str(found.why)
    assert why.startswith(f"{found.status.label}.")
    assert why.endswith(".")
    assert "%(" not in why
    assert "  " not in why
    assert ".." not in why


@holds_for(cases(), st.sampled_from(ACTORS))
def test_keeping_back_who_controls_a_voice_never_makes_a_claim_firmer(case: Json, kept_back: str) -> None:
    """What another newsroom is not told of a sealed source must not become a second line there."""
    told = changed(case, checks=[], withdrawn=False)
    told["actors"].setdefault(kept_back, {}).setdefault("controlled_by", []).append("Ministry")
    hidden = deepcopy(told)
    hidden["actors"][kept_back] |= {"controlled_by": [], "withheld": True}
    before, after = judged(told), judged(hidden)
    assert after.supports.lines <= max(before.supports.lines, 1)
    assert after.denies.lines <= max(before.denies.lines, 1)
    for verdict in Verdict:
        firm = status_of(after.supports.grade, after.denies.grade, verdict)
        if firm in (Status.CORROBORATED, Status.CONFIRMED, Status.REFUTED):
            assert firm == status_of(before.supports.grade, before.denies.grade, verdict)


def test_a_voice_whose_control_is_kept_back_counts_once_and_beside_nobody() -> None:
    alone = {
        "id": "withheld",
        "actors": {"Voice": {"sealed": True, "withheld": True}},
        "items": {
            "talk": {"by": ["Voice"], "basis": "participant"},
            "diver": {"by": ["Diver"], "basis": "witnessed"},
            "pilot": {"by": ["Pilot"], "basis": "witnessed"},
        },
        "supports": ["talk"],
    }
    assert judged(alone).supports.lines == 1
    assert judged(changed(alone, supports=["talk", "diver"])).supports.lines == 1
    assert judged(changed(alone, supports=["talk", "diver", "pilot"])).supports.lines == 2
