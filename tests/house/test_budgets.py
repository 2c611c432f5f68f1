"""The house's budgets: small functions, small files, names that say something."""

from __future__ import annotations

import ast
from statistics import quantiles

from source_tree import PACKAGE, ROOT, modules, rooms

SAYS_NOTHING = {"common", "utils", "util", "helpers", "core", "base", "manager", "misc"}
LONGEST_FUNCTION = 50
USUAL_FUNCTION = 25
MOST_PARAMETERS = 6
LONGEST_FILE = 500
LONGEST_README = 30

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> list[tuple[str, Function]]:
    return [
        (f"{path}:{node.lineno} {node.name}", node)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, Function)
    ]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters(function: Function) -> int:
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return len(named) - bool(named and named[0].arg in ("self", "cls"))


def test_no_function_is_longer_than_a_screen() -> None:
    assert [where for where, function in functions() if length(function) > LONGEST_FUNCTION] == []


def test_nine_functions_in_ten_are_short() -> None:
    assert quantiles([length(function) for _where, function in functions()], n=10)[-1] <= USUAL_FUNCTION


def test_no_function_asks_for_more_than_six_things() -> None:
    assert [where for where, function in functions() if parameters(function) > MOST_PARAMETERS] == []


def test_no_file_is_longer_than_can_be_kept_in_mind() -> None:
    long = [
        str(path)
        for path, _tree in modules()
        if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]
    assert long == []


def test_every_file_and_folder_says_what_is_in_it() -> None:
    ours = (path for path in PACKAGE.rglob("*") if path.is_dir() or path.suffix == ".py")
    assert [str(path) for path in ours if path.stem in SAYS_NOTHING] == []


def test_every_room_tells_its_purpose_its_words_and_its_doors() -> None:
    silent = []
    for room in rooms():
        readme = room / "README.md"
        text = readme.read_text(encoding="utf-8") if readme.exists() else ""
        heading, _newline, rest = text.partition("\n")
        if room.name not in heading.casefold() or not rest.strip() or len(text.splitlines()) > LONGEST_README:
            silent.append(room.name)
    assert silent == []
