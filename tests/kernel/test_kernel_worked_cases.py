"""Every worked case of the rules, with exactly the expected lines, grades and status."""

from __future__ import annotations

from typing import Any

import pytest
from kernel_cases import Json, judged

SIGNED = [{"by": "ana", "verdict": "stands"}, {"by": "bo", "verdict": "stands"}]
REFUTED = [{"by": "ana", "verdict": "refuted"}, {"by": "bo", "verdict": "refuted"}]


def report(*by: str, basis: str | None = None, via: tuple[str, ...] = (), **more: Any) -> Json:
    return {"by": list(by), "basis": basis, "via": list(via), **more}


def witness(*by: str, **more: Any) -> Json:
    return report(*by, basis="witnessed", **more)


def case(
    items: Json, *, supports: str = "", denies: str = "", actors: Json | None = None, **more: Any
) -> Json:
    """`supports` and `denies` are item names in one string; `actors` maps a name to who controls it."""
    described = {
        name: {"controlled_by": about.split()} if isinstance(about, str) else about
        for name, about in (actors or {}).items()
    }
    found = {"id": "w", "items": items, "supports": supports.split(), "denies": denies.split()}
    return found | {"actors": described} | more


PAPERS = {
    "ap": witness("AP"),
    "p1": report("Daily", via=("ap",)),
    "p2": report("Herald", via=("ap",)),
    "p3": report("Post", via=("ap",)),
}
CIRCLE = {"a": report("A", via=("b",)), "b": report("B", via=("c",)), "c": report("C", via=("a",))}
SISTERS = {"a": witness("A"), "b": witness("B")}
PAGE_ACTORS = {
    "Russian intelligence": "Russia",
    "Syrian intelligence": "Syria",
    "Baghdad centre": "Russia Syria Iraq Iran",
    "ambassador": "Russia",
    "RT": "Rossiya",
    "the page": "Rossiya",
    "Rossiya": "Russia",
}
PAGE_ITEMS = {
    "rus": report("Russian intelligence", basis="measured"),
    "syr": report("Syrian intelligence", basis="measured"),
    "centre": report("Baghdad centre", basis="measured"),
    "told": report("ambassador", via=("rus", "syr", "centre")),
    "rt": report("RT", via=("told",)),
    "page": report("the page", via=("rt",)),
}
BOTH_GAIN = {"Russia": "for", "Syria": "for"}
SAID = {"rt": witness("RT"), "page": witness("the page")}
RECORDED = SAID | {"tape": report("RT", basis="recorded", conclusive=True)}
OFFICIALS = {
    "ours": report("source 7", basis="participant"),
    "theirs": report("Reuters", "their official", basis="participant"),
}
IMAGE = {
    "image": report("Satellite", basis="measured"),
    "register": report("Lloyd's", basis="document"),
    "one": report("Lab", via=("image",)),
    "two": report("Institute", via=("image", "register"), needs_all=True),
    "photo": witness("Photographer"),
}
MINISTER = {
    "speech": report("Minister", basis="participant"),
    "a": report("Agency A", via=("speech",)),
    "b": report("Agency B", via=("speech",)),
}
WITNESSES = {"a": witness("A"), "b": witness("B"), "n": witness("N"), "m": witness("M")}
DISPUTE = {
    "ministry": report("Ministry", basis="participant"),
    "agency": report("Agency", via=("ministry",)),
    "tv": witness("Television"),
    "other": report("Other state", basis="participant"),
}
STATE = {"Agency": "Ministry", "Television": "State", "Ministry": "State"}

WORKED = {
    "1": (case(PAPERS, supports="p1 p2 p3"), "1/1 0/0 asserted"),
    "2": (case(CIRCLE, supports="a b c"), "0/i 0/0 asserted"),
    "2b": (case(CIRCLE | {"b": witness("B", via=("c",))}, supports="a b c"), "1/1 0/0 asserted"),
    "3": (case(SISTERS, supports="a b", actors={"A": "Group", "B": "Group"}), "1/1 0/0 asserted"),
    "3b": (case(SISTERS, supports="a b"), "2/2 0/0 corroborated"),
    "4": (
        case(
            OFFICIALS,
            supports="ours theirs",
            actors={
                "source 7": {"sealed": True, "controlled_by": ["Ministry"]},
                "their official": {"anonymous": True, "controlled_by": ["Ministry"]},
            },
        ),
        "1/1 0/0 asserted",
    ),
    "4b": (
        case(
            {
                "one": report("AP", "official 1", basis="participant"),
                "two": report("Reuters", "official 2", basis="participant"),
            },
            supports="one two",
            actors={
                "official 1": {"anonymous": True, "controlled_by": ["France"]},
                "official 2": {"anonymous": True, "controlled_by": ["Chile"]},
            },
        ),
        "1/1 0/0 asserted",
    ),
    "4c": (
        case(
            {"ours": OFFICIALS["ours"], "doctor": witness("Doctor Okafor")},
            supports="ours doctor",
            actors={"source 7": {"sealed": True, "controlled_by": ["Ministry"]}},
        ),
        "2/2 0/0 corroborated",
    ),
    "5": (
        case(DISPUTE, supports="ministry agency tv", actors=STATE, stakes={"State": "for"}),
        "1/i 0/0 asserted",
    ),
    "5b": (
        case(
            DISPUTE,
            supports="ministry agency tv",
            denies="other",
            actors=STATE,
            stakes={"State": "for", "Other state": "against"},
        ),
        "1/i 1/i denied",
    ),
    "6": (case(PAGE_ITEMS, supports="page", actors=PAGE_ACTORS, stakes=BOTH_GAIN), "1/i 0/0 asserted"),
    "6b": (
        case(PAGE_ITEMS, supports="rus syr centre", actors=PAGE_ACTORS, stakes=BOTH_GAIN),
        "1/i 0/0 asserted",
    ),
    "6c": (case(SAID, supports="rt page", actors=PAGE_ACTORS), "1/1 0/0 asserted"),
    "6d": (
        case(RECORDED, supports="rt page tape", actors=PAGE_ACTORS, checks=SIGNED),
        "1/2 0/0 confirmed",
    ),
    "7": (
        case(
            {
                "spokesman": report("Spokesman", basis="participant"),
                "register": report("Hospital", basis="document"),
            },
            supports="spokesman register",
            actors={"Spokesman": "Army"},
            stakes={"Army": "against"},
            checks=SIGNED,
        ),
        "2/2 0/0 confirmed",
    ),
    "8": (case(MINISTER, supports="a b"), "1/1 0/0 asserted"),
    "8b": (
        case({"a": witness("Agency A"), "b": witness("Agency B")}, supports="a b", checks=SIGNED),
        "2/2 0/0 confirmed",
    ),
    "9": (case(IMAGE, supports="one two"), "1/1 0/0 asserted"),
    "9b": (case(IMAGE, supports="one two photo"), "2/2 0/0 corroborated"),
    "10": (
        case({"x": witness("A", "B"), "y": witness("B", "C"), "z": witness("A", "C")}, supports="x y z"),
        "1/1 0/0 asserted",
    ),
    "12": (case(WITNESSES, supports="a b", denies="n"), "2/2 1/1 disputed"),
    "12b": (case(WITNESSES, supports="a b", denies="n", set_aside=["n"]), "2/2 0/0 corroborated"),
    "12c": (case(WITNESSES, denies="n m", checks=REFUTED), "0/0 2/2 refuted"),
    "13": (case(WITNESSES, supports="a", withdrawn=True), "1/1 0/0 withdrawn"),
}


@pytest.mark.parametrize("number", WORKED)
def test_the_worked_case_comes_out_as_the_rules_say(number: str) -> None:
    given, expected = WORKED[number]
    found = judged(given)
    sides = [f"{side.lines}/{side.grade}" for side in (found.supports, found.denies)]
    assert " ".join([*sides, found.status]) == expected


def test_three_papers_that_run_one_agency_rest_on_the_agency() -> None:
    found = judged(WORKED["1"][0])
    assert found.supports.rests_on == ("AP", "ap")
    assert str(found.why) == "Asserted. Three reports, one line: everything rests on AP."


def test_no_single_node_is_common_to_three_reports_by_overlapping_pairs() -> None:
    found = judged(WORKED["10"][0])
    assert found.supports.rests_on == ()
    assert str(found.why) == "Asserted. Three reports, one line: any two of them have a source in common."


def test_the_chain_that_was_counted_is_shown_token_by_token() -> None:
    items = {"ap1": witness("AP"), "p1": report("Daily", via=("ap1",))}
    found = judged(case(items, supports="p1", actors={"Daily": "Group"}))
    assert [line.tokens for line in found.supports.chosen] == [["AP", "Daily", "Group", "ap1", "p1"]]
    assert found.supports.rests_on == ("AP", "Daily", "Group", "ap1", "p1")


def test_the_saved_page_rests_on_its_ambassador_whose_side_gains() -> None:
    assert str(judged(WORKED["6"][0]).why) == (
        "Asserted. One report, one line: everything rests on ambassador, who gains if this is believed."
    )
