"""Files that commands read and write, `-` for what is piped; and what Ctrl-C means while they do."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from twosource.cli.refusal import BAD_INPUT, FAILED, Refusal, disk_sentence

STDIO = "-"
_INTERRUPTED = 130


@contextmanager
def interruptible(outcome: str) -> Iterator[None]:
    """Ctrl-C within this block ends the command with a line that says what came of it."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"\ninterrupted; {outcome}.", err=True)
        sys.exit(_INTERRUPTED)


def label(name: str) -> str:
    """What a file is called in a message."""
    return "standard input or output" if name == STDIO else click.format_filename(name)


@contextmanager
def written(file: str) -> Iterator[IO[bytes]]:
    """A stream whose bytes are in FILE, or on standard output, when all went well, and nowhere otherwise."""
    if file == STDIO:
        with tempfile.TemporaryFile() as stream:
            yield stream
            stream.seek(0)
            _copy_out(stream)
        return
    path = Path(file)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise Refusal(
            disk_sentence(error, path.parent) or f"{path}: {error.strerror}.", status=BAD_INPUT
        ) from error
    try:
        # Claims that are not published are nobody else's business: mkstemp keeps the file to its owner.
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _copy_out(stream: IO[bytes]) -> None:
    try:
        while chunk := stream.read(1 << 20):
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read has gone; leaving must not try again and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
