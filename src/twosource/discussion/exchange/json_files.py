"""JSON values of a file one by one: one a line, one after another, or the members of one array."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .values import BadFile

_CHUNK = 1 << 18
_LONGEST = 32 << 20  # one record; nothing that a reader wrote comes near it
_BETWEEN = " \t\r\n,"


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Every object of the file.

    Raises: BadFile with how many records were fine before the one that is not.
    """
    decoder = json.JSONDecoder()
    done, text, first = 0, "", True
    with path.open("r", encoding="utf-8-sig", errors="replace") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            text = (text + chunk).lstrip(_BETWEEN)
            if first and text:
                text, first = text.removeprefix("["), False
            while text := text.lstrip(_BETWEEN):
                if text == "]" and not chunk:
                    return
                try:
                    value, end = decoder.raw_decode(text)
                except json.JSONDecodeError:
                    break  # it may go on in the next chunk
                except RecursionError:
                    raise BadFile(f"{path.name}: record {done + 1} is nested too deep.") from None
                text, done = text[end:], done + 1
                if not isinstance(value, dict):
                    raise BadFile(f"{path.name}: record {done} is {value!r:.40}, and not an object.")
                yield value
            if text.strip() == "]":
                text = "]"
            if not chunk:
                if text not in ("", "]"):
                    raise BadFile(f"{path.name}: what follows record {done} is no JSON: {text[:40]!r}")
                return
            if len(text) > _LONGEST:
                raise BadFile(
                    f"{path.name}: what follows record {done} is no JSON, or one record of many megabytes."
                )
