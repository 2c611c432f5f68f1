"""`twosource manage`: Django's own management commands, for operators who know them."""

from __future__ import annotations

from pathlib import Path

import click

from twosource.cli.folder import newsroom_option, open_newsroom
from twosource.cli.refusal import plain_errors


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["-h"]})
@newsroom_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(newsroom_path: Path | None, arguments: tuple[str, ...]) -> None:
    """Pass ARGUMENTS on to Django's manage, for operators.

    For example: twosource manage check --deploy
    """
    newsroom = open_newsroom(newsroom_path)
    from django.core.management import execute_from_command_line

    with plain_errors(newsroom.folder):
        execute_from_command_line(["twosource manage", *arguments])
