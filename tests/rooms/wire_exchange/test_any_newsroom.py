"""Whatever was done, in whatever order: out and in and out again are the same bytes, every day told as it was."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exchanging import a_newsroom, as_prov, exported, imported, told, without_header
from gazette import Gazette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1] / "verification"))
from test_any_sequence import DEEDS, World, numbers

from twosource.verification.refusals import Refused

steps = st.lists(
    st.tuples(st.sampled_from([*DEEDS, "withdraw", "ask", "seal"]), numbers, numbers, numbers),
    min_size=4,
    max_size=12,
)


class Told(World):
    """The same world, in which people are asked and sources are sealed as well."""

    def __init__(self, paper: Gazette) -> None:
        super().__init__(paper)
        self.paper = paper

    def ask(self, a: int, b: int, c: int) -> None:
        self.paper.ask(self.claim(a), self.voice(b), hours=c - 20)

    def seal(self, a: int, b: int, c: int) -> None:
        source = self.paper.sealed(f"Person {a % 2}", codename=f"Bird {a % 2}")
        self.paper.support(self.claim(b), self.paper.item(f"Talk {c}", source, basis="participant"))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps, st.sampled_from([bytes, as_prov]))
def test_any_newsroom_goes_out_and_in_and_is_told_as_it_was(
    people: Gazette, taken: list[Any], form: Callable[[bytes], bytes]
) -> None:
    with a_newsroom():
        with a_newsroom():
            world = Told(people)
            for name, *picks in taken:
                try:
                    world.deed(name, *picks)
                except Refused:
                    continue
            first, told_there = exported(), told()
        imported(form(first), by=people.editor)
        assert told() == told_there
        assert without_header(exported()) == without_header(first)
        assert sum(imported(form(first), by=people.editor).new.values()) == 0


@pytest.fixture
def people(paper: Gazette) -> Gazette:
    paper.deputy  # noqa: B018 hired before the first newsroom begins
    return paper
