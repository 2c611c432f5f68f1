"""Whoever follows the advice has a confirmed claim; whoever brings a line through the bodies named has nothing more."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from kernel_cases import Json, cases, holds_for

from twosource.kernel import witnesses
from twosource.kernel.advice import RECORDS, Advice, Line, advise
from twosource.kernel.cases import Actor, Case, Check, Item
from twosource.kernel.reading import read_case
from twosource.kernel.status import assess
from twosource.kernel.vocabulary import Grade, Status


def advised(case: Case) -> Advice:
    found = advise(case, assess(case))
    assert found is not None
    return found


def with_lines(case: Case, *items: Item) -> Case:
    """The case with these as further evidence for it."""
    new = {f"new {number}": item for number, item in enumerate(items)}
    return replace(case, items={**case.items, **new}, supports=(*case.supports, *new))


def by_strangers(count: int) -> list[Item]:
    return [Item((f"stranger {number}",), basis="witnessed") for number in range(count)]


def followed(case: Case, advice: Advice) -> Case:
    """The case after somebody did all that was advised."""
    case = with_lines(case, *by_strangers(advice.lines))
    signatures = tuple(Check(f"checker {number}", "stands") for number in range(advice.signatures))
    return replace(case, set_aside=(*case.set_aside, *advice.denials), checks=(*case.checks, *signatures))


@holds_for(cases())
def test_whoever_follows_all_of_it_has_a_confirmed_claim(case: Json) -> None:
    whole = read_case(case | {"withdrawn": False})
    advice = advised(whole)
    after = assess(followed(whole, advice))
    # What is for it and against it at once cannot be left out in one direction only.
    if not set(advice.denials) & set(whole.supports):
        assert after.status is Status.CONFIRMED
        assert after.supports.grade is Grade.TWO


@holds_for(cases())
def test_nothing_is_asked_for_that_is_there(case: Json) -> None:
    whole = read_case(case | {"withdrawn": False})
    advice, found = advised(whole), assess(whole)
    assert (advice.lines == 0) == (found.supports.grade is Grade.TWO)
    if found.status is Status.CONFIRMED:
        assert (advice.lines, advice.denials, advice.signatures) == (0, (), 0)
    if advice.signatures == 0 and advice.lines == 0 and not advice.denials:
        assert found.status is Status.CONFIRMED
    if advice.lines == 2:
        one = assess(with_lines(whole, *by_strangers(1)))
        assert one.supports.grade is not Grade.TWO


@holds_for(cases(), st.data())
def test_a_line_through_the_bodies_named_is_no_line_more(case: Json, data: st.DataObject) -> None:
    whole = read_case(case | {"withdrawn": False})
    line, before = advised(whole).line, assess(whole)
    through: list[tuple[Item, dict[str, Actor]]] = []
    for name in line.apart_from:
        through += [
            (Item((name,), basis="witnessed"), {}),
            (Item(("puppet",), basis="witnessed"), {"puppet": Actor(controlled_by=(name,))}),
        ]
    through += [(Item(("stranger",), via=(name,)), {}) for name in line.not_through]
    if line.not_anonymous:
        through.append((Item(("nobody",), basis="witnessed"), {"nobody": Actor(anonymous=True)}))
    if not through:
        return
    item, actors = data.draw(st.sampled_from(through))
    after = assess(with_lines(replace(whole, actors={**whole.actors, **actors}), item))
    assert after.supports.lines == before.supports.lines
    assert after.supports.grade is not Grade.TWO


@holds_for(cases())
def test_a_line_that_meets_nobody_of_the_one_there_is_counts(case: Json) -> None:
    whole = read_case(case | {"withdrawn": False})
    advice = advised(whole)
    if advice.lines == 1:
        avoided = {*advice.line.apart_from, *advice.line.rather_not}
        assert "stranger 0" not in avoided
        assert assess(with_lines(whole, *by_strangers(1))).supports.lines == 2


@holds_for(cases())
def test_a_record_that_is_named_would_settle_it_and_no_other(case: Json) -> None:
    whole = read_case(case | {"withdrawn": False})
    advice = advised(whole)
    if advice.lines == 0:
        assert advice.records == ()
        return
    for name, item in whole.items.items():
        if item.basis in RECORDS:
            settled = replace(whole, items={**whole.items, name: replace(item, conclusive=True)})
            raises = assess(settled).supports.grade is Grade.TWO
            assert not (name in advice.records and not raises)
            if raises and not any(other.needs_all for other in whole.items.values()):
                assert name in advice.records


@holds_for(cases())
def test_an_account_that_is_named_would_be_a_line_more_if_they_said_how_they_know(case: Json) -> None:
    whole = read_case(case | {"withdrawn": False})
    advice, before = advised(whole), assess(whole).supports.lines
    for name, item in whole.items.items():
        if item.basis is None and not item.via and not item.carrier:
            told = replace(whole, items={**whole.items, name: replace(item, basis="witnessed")})
            raised = assess(told).supports.lines > before
            assert (name in advice.unstated) == (raised and advice.lines > 0)


@holds_for(cases())
def test_a_limit_met_makes_no_advice_wrong(case: Json) -> None:
    whole = read_case(case | {"withdrawn": False})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(witnesses, "OFFER_LIMIT", 3)
        advice = advised(whole)
    assert advice.line.apart_from == advised(whole).line.apart_from or advice.lines != advised(whole).lines
    if not set(advice.denials) & set(whole.supports):
        assert assess(followed(whole, advice)).status is Status.CONFIRMED


CONTRACTOR = Case(
    "bridge",
    actors={
        "Team A": Actor(controlled_by=("Contractor",)),
        "Team B": Actor(controlled_by=("Contractor",)),
        "Verhey": Actor(controlled_by=("Authority",)),
    },
    items={
        "statement": Item(("Contractor",), basis="participant"),
        "radio": Item(("Verhey",), via=("statement",)),
        "letter a": Item(("Team A",), basis="document"),
        "letter b": Item(("Team B",), basis="participant"),
        "worker": Item(("Worker",)),
    },
    supports=("radio", "letter a", "letter b", "worker"),
    stakes={"Contractor": "for"},
    collected_by=("ines",),
)


def test_the_bridge_wants_a_line_that_does_not_rest_on_the_contractor() -> None:
    advice = advised(CONTRACTOR)
    assert advice.line == Line(disinterested=True, apart_from=("Contractor",))
    assert (advice.lines, advice.records, advice.unstated) == (1, ("letter a",), ("worker",))
    assert (advice.denials, advice.signatures, advice.not_by) == ((), 2, ("ines",))


def test_where_nobody_is_in_everything_the_line_there_is_is_named() -> None:
    items = {
        "one": Item(("A", "B"), basis="witnessed"),
        "two": Item(("B", "C"), basis="witnessed"),
        "three": Item(("A", "C"), basis="witnessed"),
    }
    line = advised(Case("triangle", items=items, supports=tuple(items))).line
    assert (line.apart_from, line.rather_not) == ((), ("A", "B"))


def test_of_a_circle_of_control_one_body_is_named() -> None:
    actors = {"A": Actor(controlled_by=("B", "A")), "B": Actor(controlled_by=("A",))}
    items = {"one": Item(("A",), basis="witnessed")}
    line = advised(Case("circle", actors=actors, items=items, supports=("one",))).line
    assert line.apart_from == ("A",)


def test_a_record_behind_carriers_is_found_however_they_go_round() -> None:
    items = {
        "posting": Item(("Tube",), carrier=True, via=("copy", "film")),
        "copy": Item(("Vids",), carrier=True, via=("posting", "film", "gone")),
        "film": Item(("Pilot",), basis="recorded"),
        "gone": Item(("Pilot",), basis="recorded", retracted=True),
        "both": Item(("Tube",), carrier=True, via=("film", "gone"), needs_all=True),
    }
    advice = advised(Case("film", items=items, supports=("posting", "both")))
    assert advice.records == ("film",)


def test_nothing_would_confirm_what_was_taken_back() -> None:
    case = replace(CONTRACTOR, withdrawn=True)
    assert advise(case, assess(case)) is None


def test_who_signed_is_told_until_two_have() -> None:
    case = deepcopy(CONTRACTOR)
    once = replace(case, checks=(Check("ana", "stands"), Check("bo", "refuted")))
    assert (advised(once).signatures, advised(once).signed_by) == (1, ("ana",))
    twice = replace(case, checks=(Check("ana", "stands"), Check("cy", "stands")))
    assert (advised(twice).signatures, advised(twice).signed_by) == (0, ("ana", "cy"))
