"""What is wrong with a newsroom's files, said so that it can be mended: file, key, value, what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `line` is 0 where no line of the file can be named."""

    file: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


class ConfigError(Exception):
    """The newsroom's files cannot be used; `problems` holds every reason, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def explain(
    error: ValidationError, *, model: type[BaseModel], path: Path, text: str, secret: bool = False
) -> list[Problem]:
    """Each refused key of `text` as a `Problem`, in the file's order. A secret's value is never quoted."""
    found = [_problem(detail, model=model, path=path, text=text, secret=secret) for detail in error.errors()]
    return sorted(found, key=lambda problem: problem.line)


def _problem(detail: ErrorDetails, *, model: type[BaseModel], path: Path, text: str, secret: bool) -> Problem:
    location = [str(part) for part in detail["loc"]]
    key = ".".join(location)
    if detail["type"] == "missing":
        message = f"{key}: is missing; {_allowed(model, location)}"
    elif detail["type"] == "extra_forbidden":
        message = f"{key}: unknown key{_suggestion(model, location)}"
    else:
        value = "" if secret else f" = {_as_toml(detail['input'])}"
        message = f"{key}{value}: {_reason(detail)}; {_allowed(model, location)}"
    return Problem(str(path), message, _line(text, location))


def _reason(detail: ErrorDetails) -> str:
    """Our own sentence where a validator gave one; pydantic's short reason otherwise, in its own words."""
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    if detail["type"].endswith("_type"):
        return f"wrong type ({_type_name(detail['input'])})"
    return "not allowed"


def _type_name(value: object) -> str:
    names = {
        bool: "true/false",
        int: "whole number",
        float: "number",
        str: "text",
        list: "list",
        dict: "table",
    }
    return names.get(type(value), type(value).__name__)


def _as_toml(value: Any) -> str:
    """The value much as the file has it, and short enough for one line."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 80 else shown[:77] + "…"


def _section(model: type[BaseModel], location: list[str]) -> type[BaseModel] | None:
    """The model that holds the last key of `location`, if there is one."""
    for part in location[:-1]:
        info = model.model_fields.get(part)
        inner = info.annotation if info else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return None
        model = inner
    return model


def _allowed(model: type[BaseModel], location: list[str]) -> str:
    """“allowed: …” from the field's description; for a table, the keys it may have."""
    holder: type[BaseModel] | None = model
    for part in location:
        info = holder.model_fields.get(part) if holder else None
        if info is None:
            break
        if info.description:
            return f"allowed: {info.description}"
        inner = info.annotation
        holder = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
    return f"allowed: a table with {_keys(holder)}" if holder else "allowed: see the documentation"


def _keys(model: type[BaseModel]) -> str:
    return ", ".join(model.model_fields)


def _suggestion(model: type[BaseModel], location: list[str]) -> str:
    holder = _section(model, location)
    if holder is None:
        return ""
    near = get_close_matches(location[-1], holder.model_fields, n=1, cutoff=0.6)
    hint = f"; did you mean “{near[0]}”?" if near else ""
    return f"{hint}; allowed: {_keys(holder)}"


def _line(text: str, location: list[str]) -> int:
    """The line of the file where the key (or else its table) stands, counted from 1; 0 when it is nowhere."""
    table, found, here = location[:-1], 0, []
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            here = [part.strip().strip("\"'") for part in header[1].split(".")]
            if here == location:
                return number
            if here == table:
                found = number
        elif here == table and re.match(rf"\s*[\"']?{re.escape(location[-1])}[\"']?\s*(=|\.)", line):
            return number
    return found
