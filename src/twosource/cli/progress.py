"""Saying how far a long command is: a line that moves on a terminal, plain lines now and then in a log."""

from __future__ import annotations

import sys
import time

import click

_SECONDS = 10.0


class Progress:
    """Call it with a stage, how much of it is done and of how much; it speaks on standard error."""

    def __init__(self) -> None:
        self._moves = sys.stderr.isatty()
        self._width = 0
        self._told = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell it, if it is time to: a log gets the end of each stage, and a line every ten seconds."""
        words = f"{stage}: {done} of {total}"
        if self._moves:
            click.echo("\r" + words.ljust(self._width), err=True, nl=False)
            self._width = len(words)
        elif (done == total and total) or time.monotonic() - self._told > _SECONDS:
            self._told = time.monotonic()
            click.echo(words, err=True)

    def end(self) -> None:
        """Leave the terminal's line clean."""
        if self._moves and self._width:
            click.echo("\r" + " " * self._width + "\r", err=True, nl=False)
            self._width = 0
