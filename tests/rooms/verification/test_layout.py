"""Where boxes stand: in layers, none over another, few crossings, groups together, and circles do no harm."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from twosource.verification.layout import APART, Layout, arrange

NAMES = [f"i{number}" for number in range(9)]


@st.composite
def nets(draw: st.DrawFn) -> tuple[dict[str, int], list[tuple[str, str]], dict[str, str]]:
    """Boxes that all lead to the end, as evidence or behind others, in any tangle; some in groups."""
    names = NAMES[: draw(st.integers(1, 9))]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda pair: pair[0] != pair[1])
    links = draw(st.lists(pairs, unique=True, max_size=24)) if len(names) > 1 else []
    links += [(name, "") for name in names if draw(st.booleans())]
    reached, waiting = {""}, [""]
    while waiting:
        goal = waiting.pop()
        for start, other in links:
            if other == goal and start not in reached:
                reached.add(start)
                waiting.append(start)
    links += [(name, "") for name in names if name not in reached]
    heights = {name: draw(st.integers(30, 120)) for name in [*names, ""]}
    groups = {name: draw(st.sampled_from("ab")) for name in names if draw(st.booleans())}
    return heights, links, groups


def columns(plan: Layout) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name, spot in sorted(plan.spots.items(), key=lambda pair: pair[1].middle):
        found.setdefault(spot.layer, []).append(name)
    return found


@settings(deadline=None, max_examples=120)
@given(nets())
def test_every_box_has_its_place_and_none_stands_over_another(net: tuple) -> None:
    heights, links, groups = net
    plan = arrange(heights, links, "", groups)
    assert set(plan.spots) == set(heights)
    assert plan.spots[""].layer == 0
    for names in columns(plan).values():
        for upper, lower in pairwise(names):
            gap = plan.spots[lower].middle - plan.spots[upper].middle
            assert gap >= (heights[upper] + heights[lower]) / 2 + APART - 1
    for name, spot in plan.spots.items():
        assert spot.middle - heights[name] / 2 >= -1
        assert spot.middle + heights[name] / 2 <= plan.height + 1


@settings(deadline=None, max_examples=120)
@given(nets())
def test_links_run_one_way_but_for_those_that_close_a_circle(net: tuple) -> None:
    heights, links, groups = net
    plan = arrange(heights, links, "", groups)
    for start, goal in links:
        forwards = plan.spots[start].layer > plan.spots[goal].layer
        assert forwards == ((start, goal) not in plan.back)
        way = [spot.layer for spot in plan.ways[start, goal]]
        assert all(abs(one - other) == 1 for one, other in pairwise(way))
        assert (way[0], way[-1]) == (plan.spots[start].layer, plan.spots[goal].layer)


@settings(deadline=None, max_examples=120)
@given(nets())
def test_boxes_of_one_group_stand_together_in_their_layer(net: tuple) -> None:
    heights, links, groups = net
    for names in columns(arrange(heights, links, "", groups)).values():
        kinds = [groups.get(name, name) for name in names]
        runs = [kind for place, kind in enumerate(kinds) if place == 0 or kinds[place - 1] != kind]
        assert len(runs) == len(set(runs))


@settings(deadline=None, max_examples=40)
@given(nets())
def test_the_same_net_is_always_drawn_the_same(net: tuple) -> None:
    assert arrange(*net[:2], "", net[2]) == arrange(*net[:2], "", net[2])


def test_two_lines_do_not_cross_when_they_need_not() -> None:
    heights = dict.fromkeys(["", "a", "b", "c", "d"], 40)
    plan = arrange(heights, [("a", ""), ("b", ""), ("c", "b"), ("d", "a")], "")
    upper = plan.spots["a"].middle < plan.spots["b"].middle
    assert (plan.spots["d"].middle < plan.spots["c"].middle) == upper


def test_a_chain_of_a_thousand_and_a_tangle_of_sixty_are_drawn() -> None:
    names = [f"i{number}" for number in range(1000)]
    chain = arrange(dict.fromkeys(["", *names], 40), [*pairwise(reversed(names)), ("i0", "")], "")
    assert chain.spots["i999"].layer == 1000
    assert chain.height == 40
    chance = random.Random(1)
    pairs = {tuple(chance.sample(names[:60], 2)) for _ in range(200)}
    links = [*sorted(pairs), *((name, "") for name in names[:60])]
    tangle = arrange(dict.fromkeys(["", *names[:60]], 40), links, "")
    assert len(tangle.spots) == 61
    assert len(tangle.back) < len(links) / 2
