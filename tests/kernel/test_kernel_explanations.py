"""The sentence under a claim: what it rests on, in the reader's words."""

from __future__ import annotations

import pytest
from kernel_cases import Json, judged

A, B = {"by": ["AP"], "basis": "witnessed"}, {"by": ["Reuters"], "basis": "witnessed"}
RELAY = {"by": ["Daily"], "via": ["a"]}
BLIND = {"by": ["Daily"]}
LOOP = {"by": ["Daily"], "via": ["a"]}
REC = {"by": ["AP"], "basis": "recorded", "conclusive": True}
STANDS = [{"by": "ana", "verdict": "stands"}, {"by": "bo", "verdict": "stands"}]


def two(one: Json, other: Json, **more: object) -> Json:
    return {"id": "e", "items": {"a": one, "b": other}, "supports": ["a", "b"]} | more


def by_one(*, controlled_by: list[str], **flags: bool) -> Json:
    return {"controlled_by": controlled_by} | flags


WHYS: list[tuple[Json, str]] = [
    ({"id": "e"}, "No evidence."),
    (two(A, B), "Corroborated. Two reports, two independent lines."),
    (
        two(A, B, checks=STANDS),
        "Confirmed. Two people have checked it and signed that it stands. "
        "Two reports, two independent lines.",
    ),
    (two(A, RELAY), "Asserted. Two reports, one line: everything rests on AP."),
    (two(BLIND, BLIND), "Asserted. Two reports, no line: nobody says how they know."),
    (two(LOOP, RELAY), "Asserted. Two reports, no line: they lead back to nobody who could know."),
    (
        two(A, RELAY, stakes={"AP": "for"}),
        "Asserted. Two reports, one line: everything rests on AP, who gains if this is believed.",
    ),
    (
        two(A, RELAY, stakes={"Daily": "for"}, supports=["b"]),
        "Asserted. One report, one line: everything rests on AP, through somebody who gains if this is "
        "believed.",
    ),
    (
        two(A, B, stakes={"AP": "for", "Reuters": "for"}),
        "Asserted. Two reports, one line, through somebody who gains if this is believed.",
    ),
    (
        two(A, B, stakes={"AP": "for"}),
        "Corroborated. Two reports, two independent lines, one of them through somebody who gains if this is "
        "believed.",
    ),
    (
        two(A, B, supports=[], denies=["b"]),
        "Denied. No report supports it. Against it: one report, one line: everything rests on Reuters.",
    ),
    (
        two(A, B, denies=["b"], supports=["a"], stakes={"Reuters": "against"}),
        "Denied. One report, one line: everything rests on AP. Against it: one report, one line: everything "
        "rests on Reuters, who gains if this is not believed.",
    ),
    (
        two(A, B, actors={"AP": by_one(controlled_by=["Group"]), "Reuters": by_one(controlled_by=["Group"])}),
        "Asserted. Two reports, one line: everything rests on Group.",
    ),
    (
        two(A, B, actors={"AP": by_one(controlled_by=["Reuters"]), "Reuters": by_one(controlled_by=["AP"])}),
        "Asserted. Two reports, one line: everything rests on AP and Reuters.",
    ),
    (
        two(A, B, actors={"AP": {"anonymous": True}, "Reuters": {"anonymous": True}}),
        "Asserted. Two reports, one line: everything rests on voices unknown even to us.",
    ),
    (
        two(A, RELAY, actors={"AP": {"anonymous": True}}),
        "Asserted. Two reports, one line: everything rests on an unnamed source.",
    ),
    (
        two(A, RELAY, actors={"AP": {"sealed": True, "controlled_by": ["Ministry"]}}),
        "Asserted. Two reports, one line: everything rests on a source known to us.",
    ),
    (
        two(
            A,
            B,
            actors={"AP": by_one(controlled_by=["M"], sealed=True), "Reuters": by_one(controlled_by=["M"])},
        ),
        "Asserted. Two reports, one line: everything rests on a source known to us.",
    ),
    (
        two({"by": [], "basis": "measured"}, B, supports=["a"]),
        "Asserted. One report, one line: everything rests on one origin.",
    ),
    (
        two(REC, B, supports=["a"]),
        "Corroborated. One report, which settles it by itself, one line: everything rests on AP.",
    ),
    (
        two(REC, B),
        "Corroborated. Two reports, one of which settles it by itself, two independent lines.",
    ),
    (
        two(REC, REC),
        "Corroborated. Two reports, two of which settle it by themselves, one line: everything rests on AP.",
    ),
    (
        two(
            A,
            B,
            supports=[],
            denies=["a", "b"],
            checks=[{"by": x, "verdict": "refuted"} for x in ("ana", "bo")],
        ),
        "Refuted. Two people have checked it and signed that it is refuted. No report supports it. "
        "Against it: two reports, two independent lines.",
    ),
    (
        two(A, B, supports=["a"], checks=[{"by": x, "verdict": "unverifiable"} for x in ("ana", "bo")]),
        "Unverifiable. Two people have tried to verify it and could not. One report, one line: "
        "everything rests on AP.",
    ),
    (
        two(A, B, withdrawn=True),
        "Withdrawn. Whoever asserted it has taken it back. Two reports, two independent lines.",
    ),
    ({"id": "e", "withdrawn": True}, "Withdrawn. Whoever asserted it has taken it back."),
]


@pytest.mark.parametrize(("case", "why"), WHYS, ids=[why for _, why in WHYS])
def test_the_reader_is_told_why(case: Json, why: str) -> None:
    assert str(judged(case).why) == why


def test_many_reports_are_counted_in_figures() -> None:
    items = {f"r{number}": {"by": ["AP"], "basis": "witnessed"} for number in range(13)}
    why = str(judged({"id": "e", "items": items, "supports": list(items)}).why)
    assert why == "Asserted. 13 reports, one line: everything rests on AP."


def test_all_authors_of_the_origin_are_named_once() -> None:
    items = {"a": {"by": ["B", "A", "s1", "s2"], "basis": "document"}, "b": RELAY}
    actors = {"s1": {"sealed": True}, "s2": {"sealed": True}}
    why = str(judged({"id": "e", "actors": actors, "items": items, "supports": ["a", "b"]}).why)
    assert why == "Asserted. Two reports, one line: everything rests on A, B and a source known to us."
