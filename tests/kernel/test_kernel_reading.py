"""Whatever JSON comes in, it is read or refused by name, never half understood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import strategies as st
from kernel_cases import Json, cases, holds_for

from twosource.kernel.cases import BadCase, join, shown
from twosource.kernel.reading import read_case, read_seen
from twosource.kernel.status import assess


def base(**fields: Any) -> Json:
    return {"id": "b", "items": {"p": {"by": ["A"], "basis": "witnessed"}}} | fields


def item(**fields: Any) -> Json:
    return base(items={"p": {"by": ["A"]} | fields})


def check(**fields: Any) -> Json:
    return base(checks=[{"by": "ana", "verdict": "stands"} | fields])


REFUSALS: list[tuple[object, str, str, str]] = [
    ([], "case", "an empty list", "not a JSON object"),
    ({}, "id", "null", "missing"),
    ({"id": ""}, "id", '""', "not empty"),
    ({"id": True}, "id", "true", "whole number"),
    ({"id": 1.5}, "id", "1.5", "whole number"),
    (base(suports=["p"]), "case", '"suports"', "supports"),
    (base(actors=[]), "actors", "an empty list", "object"),
    (base(actors={"A": None}), "actors.A", "null", "controlled_by"),
    (base(actors={"A": {"boss": "B"}}), "actors.A", '"boss"', "controlled_by"),
    (base(actors={"A": {"controlled_by": "B"}}), "actors.A.controlled_by", '"B"', "list"),
    (base(actors={"A": {"anonymous": 1}}), "actors.A.anonymous", "1", "true nor false"),
    (base(actors={"A": {"anonymous": True, "sealed": True}}), "actors.A", '"A"', "both"),
    (base(actors={"": {}}), "actors", '""', "name"),
    (base(items={"p": {"basis": "witnessed"}}), "items.p.by", "null", "missing"),
    (item(basis="rumour"), "items.p.basis", '"rumour"', "witnessed, recorded, measured"),
    (item(basis=""), "items.p.basis", '""', "witnessed"),
    (item(basis=3), "items.p.basis", "3", "string"),
    (item(basis="witnessed", carrier=True), "items.p.basis", '"witnessed"', "carrier"),
    (item(via=["ghost"]), "items.p.via", '"ghost"', "known: p"),
    (item(by=[None]), "items.p.by[0]", "null", "not empty"),
    (item(by=[{"x": 1}]), "items.p.by[0]", "an object", "not empty"),
    (item(needs_all="yes"), "items.p.needs_all", '"yes"', "true nor false"),
    (base(items={"a b": {"by": [""]}}), 'items["a b"].by[0]', '""', "not empty"),
    (base(supports=["q"]), "supports", '"q"', "known: p"),
    ({"id": "b", "denies": ["q"]}, "denies", '"q"', "no items"),
    (base(set_aside=["q"]), "set_aside", '"q"', "known: p"),
    (base(supports={"p": 1}), "supports", "an object", "list"),
    (base(stakes={"A": "both"}), "stakes.A", '"both"', "for, against"),
    (base(stakes={"A": 1}), "stakes.A", "1", '"for", "against"'),
    (base(checks={}), "checks", "an empty object", "list"),
    (base(checks=["ana"]), "checks[0]", '"ana"', "object"),
    (base(checks=[{"by": "ana"}]), "checks[0].verdict", "null", "missing"),
    (base(checks=[{"verdict": "stands"}]), "checks[0].by", "null", "missing"),
    (check(by=7), "checks[0].by", "7", "name"),
    (check(verdict="true"), "checks[0].verdict", '"true"', "stands, refuted, unverifiable"),
    (check(verdict=None), "checks[0].verdict", '""', "stands"),
    (check(at="yesterday"), "checks[0].at", '"yesterday"', "ISO 8601"),
    (check(at="2026-05-03T09:00:00"), "checks[0].at", '"2026-05-03T09:00:00"', "offset"),
    (check(note=[1]), "checks[0].note", "a list", "string"),
    (check(seen=5), "checks[0].seen", "5", "supports, denies"),
    (check(seen={"supports": {"line": []}}), "checks[0].seen.supports", '"line"', "lines"),
    (check(seen={"supports": {"lines": ["p"]}}), "checks[0].seen.supports.lines[0]", '"p"', "list"),
    (base(withdrawn="no"), "withdrawn", '"no"', "true nor false"),
    (base(accused="A"), "accused", '"A"', "list"),
    (base(collected_by=[1]), "collected_by[0]", "1", "name"),
]


@pytest.mark.parametrize(("given_", "field", "value", "allowed"), REFUSALS)
def test_a_refusal_names_field_value_and_what_is_allowed(
    given_: object, field: str, value: str, allowed: str
) -> None:
    with pytest.raises(BadCase) as refused:
        read_case(given_)
    error = refused.value
    assert error.field == field
    assert shown(error.value) == value
    assert allowed in error.message
    assert f"{field}: {value} " in str(error)


def test_a_refusal_names_the_case() -> None:
    with pytest.raises(BadCase, match=r'^case "b": supports: "q" is not an item'):
        read_case(base(supports=["q"]))
    with pytest.raises(BadCase, match=r"^a case without an id: id: null is missing"):
        read_case({"items": {}})


def test_an_id_alone_is_a_case_and_a_number_is_an_id() -> None:
    assert read_case({"id": 7}).id == 7


def test_a_thing_named_twice_counts_once() -> None:
    case = read_case(base(supports=["p", "p"]))
    assert case.supports == ("p",)


def test_the_time_of_a_check_is_read_with_its_offset() -> None:
    found = read_case(check(at="2026-05-03T09:00:00+02:00", method="phone", note="twice", seen={})).checks[0]
    assert found.at is not None
    assert found.at.isoformat() == "2026-05-03T09:00:00+02:00"
    assert (found.method, found.note) == ("phone", "twice")


def test_what_was_kept_and_is_not_what_was_seen_is_refused() -> None:
    with pytest.raises(BadCase, match="seen"):
        read_seen([])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x" * 500, '"' + "x" * 79 + '…"'),
        ("a\x1b[31m", '"a\\u001b[31m"'),
        ("\ud800", '"\\ud800"'),
        (10**400, "a very large number"),
        ({"a": 1}, "an object"),
        (object(), '"<object>"'),
    ],
)
def test_a_value_is_shown_short_and_harmless(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_path_quotes_what_is_not_a_plain_word() -> None:
    assert join("items", "p-1_a") == "items.p-1_a"
    assert join("items", "ü") == 'items["ü"]'
    assert len(join("items", "x" * 999)) < 100


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def judged_or_refused(obj: object) -> str:
    """The status, or the refusal; anything else that is raised fails the test."""
    try:
        return assess(read_case(obj)).status
    except BadCase as error:
        return json.dumps(str(error))


@holds_for(ANY_JSON)
def test_any_json_is_read_or_refused(obj: object) -> None:
    assert judged_or_refused(obj)


@holds_for(cases(), st.data())
def test_any_json_anywhere_in_a_case_is_read_or_refused(case: Json, data: st.DataObject) -> None:
    place: Any = case
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            place[key] = data.draw(ANY_JSON)
            break
        place = place[key]
    assert judged_or_refused(case)
