"""No line of code goes round the gate: the ways past `StoryPage.save` are searched for and refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from source_tree import modules

BULK = ("bulk_update", "bulk_create")
STORIES = ("StoryPage", "Page")


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def is_literal(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def offences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Calls that could make a story live without asking the gate: (line, which)."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        given = keywords(call)
        if name == "update" and "live" in given and not is_literal(given["live"], False):
            yield call.lineno, "update(live=…)"
        if name == "update" and any(keyword.arg is None for keyword in call.keywords):
            yield call.lineno, "update(**…)"
        if name == "save" and is_literal(given.get("clean"), False):
            yield call.lineno, "save(clean=False)"
        if name in ("save_base", "raw_save"):
            yield call.lineno, name
        if name in BULK and any(story in ast.unparse(call.func) for story in STORIES):
            yield call.lineno, name


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("StoryPage.objects.filter(pk=1).update(live=True)", "update(live=…)"),
        ("stories.update(title='x', live=value)", "update(live=…)"),
        ("stories.update(**columns)", "update(**…)"),
        ("story.save(clean=False)", "save(clean=False)"),
        ("story.save_base(raw=True)", "save_base"),
        ("StoryPage.objects.bulk_update(stories, ['live'])", "bulk_update"),
    ],
)
def test_the_search_finds_each_way_round(line: str, why: str) -> None:
    assert [found for _line, found in offences(ast.parse(line))] == [why]


@pytest.mark.parametrize(
    "line",
    [
        "stories.update(live=False)",
        "stories.update(changed_at=None)",
        "story.save()",
        "rows.bulk_create(x)",
        "d.update(x)",
    ],
)
def test_the_search_lets_harmless_lines_be(line: str) -> None:
    assert list(offences(ast.parse(line))) == []


def test_no_line_of_code_goes_round_the_gate() -> None:
    found = [
        f"{path}:{line} {why}" for path, tree in modules(migrations=True) for line, why in offences(tree)
    ]
    assert found == []
