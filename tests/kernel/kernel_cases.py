"""Random cases for the kernel's tests, as the JSON objects a user would write, and slow, obvious oracles."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from twosource.kernel.cases import Case
from twosource.kernel.reading import read_case
from twosource.kernel.status import Assessment, assess

ACTORS = ["AP", "Reuters", "Daily", "Group", "Ministry", "State"]
ITEMS = ["i1", "i2", "i3", "i4", "i5", "i6", "i7"]
PEOPLE = ["ana", "bo", "cy", "dee"]
BASES = ["witnessed", "recorded", "measured", "document", "participant"]

Json = dict[str, Any]


def holds_for(*strategies: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A property, tried on enough examples to be worth something and few enough to be run often."""

    def tried(prove: Callable[..., None]) -> Callable[..., None]:
        return settings(deadline=None, max_examples=40)(given(*strategies)(prove))

    return tried


def judged(case: Json) -> Assessment:
    return assess(read_case(case))


def some(names: list[str], most: int, least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True, min_size=least, max_size=most)


@st.composite
def actors(draw: st.DrawFn) -> Json:
    found = {}
    for name in draw(some(ACTORS, len(ACTORS))):
        kind = draw(st.sampled_from(["plain", "plain", "plain", "anonymous", "sealed"]))
        found[name] = {
            "controlled_by": draw(some(ACTORS, 2)) if draw(st.integers(0, 2)) == 0 else [],
            "anonymous": kind == "anonymous",
            "sealed": kind == "sealed",
        }
    return found


@st.composite
def items(draw: st.DrawFn) -> Json:
    names = ITEMS[: draw(st.integers(1, len(ITEMS)))]
    found = {}
    for name in names:
        kind = draw(st.sampled_from(["origin", "origin", "relay", "relay", "relay", "carrier"]))
        found[name] = {
            "by": draw(some(ACTORS, 2, least=1)),
            "basis": draw(st.sampled_from(BASES)) if kind == "origin" else None,
            "via": draw(some(names, 3)),
            "needs_all": draw(st.booleans()),
            "carrier": kind == "carrier",
            "conclusive": draw(st.integers(0, 14)) == 0,
            "retracted": draw(st.integers(0, 14)) == 0,
        }
    return found


@st.composite
def cases(draw: st.DrawFn) -> Json:
    things = draw(items())
    names = list(things)
    verdicts = st.sampled_from(["stands", "stands", "refuted", "unverifiable"])
    checks = st.fixed_dictionaries({"by": st.sampled_from(PEOPLE), "verdict": verdicts})
    return {
        "id": "random",
        "actors": draw(actors()),
        "items": things,
        "supports": draw(some(names, 6)),
        "denies": draw(some(names, 3)),
        "set_aside": draw(some(names, 1)),
        "stakes": draw(
            st.dictionaries(st.sampled_from(ACTORS), st.sampled_from(["for", "against"]), max_size=2)
        ),
        "checks": draw(st.lists(checks, max_size=4)),
        "collected_by": draw(some(PEOPLE, 1)),
        "written_by": draw(some(PEOPLE, 1)),
        "withdrawn": draw(st.integers(0, 19)) == 0,
        "accused": draw(some(ACTORS, 1)) if draw(st.integers(0, 3)) == 0 else [],
    }


def plain_witness_sets(case: Case) -> dict[str, set[frozenset[tuple[str, str]]]]:
    """The definition of `W(item)` word for word, on plain sets, repeated until nothing changes."""
    footprints = {name: _footprint(case, name) for name in case.items}
    families: dict[str, set[frozenset[tuple[str, str]]]] = {name: set() for name in case.items}
    while True:
        grown = {name: _one_round(case, name, footprints[name], families) for name in case.items}
        if grown == families:
            return families
        families = grown


def _one_round(case: Case, name: str, footprint: frozenset, families: dict) -> set:  # type: ignore[type-arg]
    item = case.items[name]
    ways = set()
    if item.basis:
        ways.add(footprint)
    if item.via and item.needs_all:
        ways |= {footprint.union(*choice) for choice in product(*(families[via] for via in item.via))}
    elif item.via:
        ways |= {footprint | one for via in item.via for one in families[via]}
    elif not item.basis:
        ways.add(footprint | {("?unknown", "mark")})
    if item.retracted:
        ways = set()
    return {one for one in ways if not any(other < one for other in ways)}


def _footprint(case: Case, name: str) -> frozenset[tuple[str, str]]:
    item = case.items[name]
    if item.carrier:
        return frozenset()
    found = set(item.by)
    while True:
        above = {up for one in found if one in case.actors for up in case.actors[one].controlled_by}
        if above <= found:
            break
        found |= above
    tokens = {(name, "item")} | {(one, "actor") for one in found}
    if any(case.actors[one].anonymous for one in found if one in case.actors):
        tokens.add(("?anon", "mark"))
    return frozenset(tokens)


def plain_lines(sets: list[frozenset[Any]], enough: int = 6) -> int:
    """The size of the largest choice of pairwise disjoint sets, by trying every choice."""
    sets = [one for one in sets if not any(other < one for other in sets)]
    best = 0
    for size in range(1, enough + 1):
        if not any(_disjoint(choice) for choice in combinations(sets, size)):
            break
        best = size
    return best


def _disjoint(choice: tuple[frozenset[Any], ...]) -> bool:
    return len(frozenset().union(*choice)) == sum(len(one) for one in choice)
