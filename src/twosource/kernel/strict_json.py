"""JSON that says one thing only: no key twice, no NaN, UTF-8, and a sentence for whatever is wrong with it."""

from __future__ import annotations

import json
from typing import NoReturn

from twosource.kernel.cases import clipped


def parsed(text: bytes) -> object:
    """The JSON value in this text; `ValueError` says what is wrong with it, whatever it is."""
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_without_twins)
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start + 1}: {error.reason})") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {json.dumps(clipped(twin))} appears twice in one object")
    return found
