"""The exchange as JSON Lines: a header, then one record a line. Pure: bytes to values and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from twosource.kernel.strict_json import parsed

from .claims_records import Plain, Problem

#: A claim with a few thousand pieces of evidence fits; what is longer is no record of ours.
LONGEST_LINE = 16 * 1024 * 1024


def line_of(record: Plain) -> bytes:
    """A record as its line: the same record is the same bytes."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def lines_of(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank with its number from 1; one that is too long comes cut, and is no JSON."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, line


def read_line(place: str, line: bytes) -> object | Problem:
    """The JSON value of a line, or what is wrong with it."""
    if len(line) > LONGEST_LINE:
        return Problem(place, "", None, f"is longer than {LONGEST_LINE // 2**20} MB; one record is one line")
    try:
        return parsed(line)
    except ValueError as error:
        cut = (
            "" if line.endswith(b"\n") else " (the file ends within this line: it was cut off; export again)"
        )
        return Problem(place, "", None, f"is not JSON: {str(error)[:200]}{cut}")
