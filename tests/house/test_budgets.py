"""The budgets of docs/house.md: what is kept short stays readable."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "twosource"
BANNED = {"common", "utils", "util", "helpers", "core", "base", "manager", "misc"}


def modules() -> Iterator[Path]:
    return (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}", node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len(every) - bool(every and every[0].arg in {"self", "cls"})


def test_no_function_is_longer_than_fifty_lines() -> None:
    assert [name for name, node in functions() if length(node) > 50] == []


def test_nine_functions_in_ten_have_twenty_five_lines_or_fewer() -> None:
    lengths = sorted(length(node) for _name, node in functions())
    assert lengths[int(len(lengths) * 0.9)] <= 25


def test_no_function_takes_more_than_six_parameters() -> None:
    assert [name for name, node in functions() if parameters(node) > 6] == []


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    long = [path for path in modules() if len(path.read_text(encoding="utf-8").splitlines()) > 500]
    assert long == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [path for path in modules() if path.stem in BANNED] == []


def test_every_room_introduces_itself_in_thirty_lines() -> None:
    rooms = sorted(path.parent for path in SOURCE.glob("*/__init__.py"))
    lengths = {}
    for room in rooms:
        readme = room / "README.md"
        lengths[room.name] = len(readme.read_text(encoding="utf-8").splitlines()) if readme.is_file() else 0
    assert {name: lines for name, lines in lengths.items() if not 0 < lines <= 30} == {}
