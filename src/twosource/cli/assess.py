"""`twosource assess`: the rules of checking as a filter, with no newsroom and no database.

It imports nothing but the kernel and click, so that it starts at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import IO

import click

from twosource.kernel.cases import BadCase, clipped
from twosource.kernel.independence import Direction
from twosource.kernel.reading import read_case
from twosource.kernel.status import Assessment
from twosource.kernel.status import assess as assess_case
from twosource.kernel.strict_json import parsed


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(allow_dash=True))
def assess(files: tuple[str, ...]) -> None:
    """Say where each claim stands.

    Each FILE (- for standard input) holds one JSON object, or JSON Lines: one object a line. One JSON object
    is printed for each case, in order. Exit status 2 when anything could not be read; the other cases are
    still answered.
    """
    failed = False
    for name in files:
        try:
            data = _read(name)
        except OSError as error:
            _complain(f"{_label(name)}: {error.strerror or error}")
            failed = True
            continue
        for answer in _answers(name, data):
            if isinstance(answer, BadInput):
                _complain(str(answer))
                failed = True
            else:
                _print(answer)
    _flush()
    if failed:
        raise SystemExit(2)


class BadInput(ValueError):
    """Text that is not a case, with the place where it was found."""


def answer(assessment: Assessment) -> dict[str, object]:
    """An assessment as the JSON object the command prints. `bounded` appears only when a limit was met."""
    found: dict[str, object] = {
        "id": assessment.id,
        "status": str(assessment.status),
        "supports": _direction(assessment.supports),
        "denies": _direction(assessment.denies),
        "signed": None if assessment.signed is None else str(assessment.signed),
        "why": str(assessment.why),
    }
    if assessment.bounded:
        found["bounded"] = True
    return found


def _direction(side: Direction) -> dict[str, object]:
    return {
        "lines": side.lines,
        "grade": str(side.grade),
        "chosen": [line.tokens for line in side.chosen],
        "rests_on": list(side.rests_on),
    }


def _answers(name: str, data: bytes) -> Iterator[dict[str, object] | BadInput]:
    """One answer or one complaint for each case of a file."""
    if b"\0" in data[:4096]:
        yield BadInput(f"{_label(name)}: this is a binary file; one JSON object, or JSON Lines, is expected")
        return
    if not data.strip():
        yield BadInput(f"{_label(name)}: empty; one JSON object, or JSON Lines, is expected")
        return
    for number, text in _documents(data.removeprefix(b"\xef\xbb\xbf")):
        where = f"{_label(name)}:{number}"
        try:
            yield answer(assess_case(read_case(parsed(text))))
        except BadCase as error:
            yield BadInput(f"{where}: {error}")
        except ValueError as error:
            yield BadInput(f"{where}: not JSON: {clipped(str(error), 200)}")


def _documents(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The cases of a file as (line number, text): the whole file when it is one object, else its lines.

    A file whose first line is unfinished is one object spread over lines, even when there is a mistake
    further down in it, unless another line is plainly a case by itself.
    """
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if len(lines) > 1 and not _complete(lines[0][1]) and not any(_is_case(line) for _, line in lines[1:]):
        first = data.lstrip()
        yield lines[0][0], first
    else:
        yield from lines


def _complete(line: bytes) -> bool:
    """Whether a first line is anything but the beginning of something longer."""
    try:
        parsed(line)
    except json.JSONDecodeError as error:
        return error.pos < len(error.doc.rstrip())
    except ValueError:
        return True
    return True


def _is_case(line: bytes) -> bool:
    """Whether a line is, by itself, an object with an id."""
    if not line.startswith(b"{"):
        return False
    try:
        found = parsed(line)
    except ValueError:
        return False
    return isinstance(found, dict) and "id" in found


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    with open(name, "rb") as file:
        return file.read()


def _label(name: str) -> str:
    return "standard input" if name == "-" else click.format_filename(name)


def _print(found: dict[str, object]) -> None:
    """One line of JSON. A lone surrogate, which JSON can name and UTF-8 cannot hold, stays an escape."""
    line = json.dumps(found, ensure_ascii=False) + "\n"
    with _Writing():
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))


def _flush() -> None:
    with _Writing():
        sys.stdout.buffer.flush()


def _complain(text: str) -> None:
    _flush()
    click.echo(text.encode("utf-8", "backslashreplace"), err=True)


class _Writing:
    """Turns a full disk into a sentence and a reader who has gone into silence, both with exit status 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            _let_go(sys.stdout)
            if not isinstance(error, BrokenPipeError):
                click.echo(f"cannot write the answers: {error.strerror}", err=True)
            raise SystemExit(1) from None


def _let_go(stream: IO[str]) -> None:
    """Point a stream that cannot be written at nothing, so that leaving does not try again and complain."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)
