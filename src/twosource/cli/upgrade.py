"""`twosource upgrade`: the newsroom's tables and files brought to what the installed package expects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from twosource import __version__
from twosource.cli.backups import back_up_database
from twosource.cli.folder import demand_writable, newsroom_option, open_newsroom, version_file
from twosource.cli.lock import holding_folder
from twosource.cli.refusal import plain_errors
from twosource.cli.schema import demand_no_newer_schema, schema_state
from twosource.cli.statics import collect_statics

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom


@click.command()
@newsroom_option
def upgrade(newsroom_path: Path | None) -> None:
    """Bring a newsroom to this version: back up its database, migrate it, collect its files.

    Running it again changes nothing. A folder from a newer version is refused. Stop “twosource serve” first.
    """
    newsroom = open_newsroom(newsroom_path)
    bring_up_safely(newsroom)
    click.echo(f"{newsroom.folder} is at Twosource {__version__}.")


def bring_up_safely(newsroom: Newsroom) -> None:
    """Bring the newsroom up, with nobody else at work on it, and with a copy first where tables change."""
    demand_writable(newsroom)
    with holding_folder(newsroom, doing="upgrade"), plain_errors(newsroom.folder):
        pending = demand_no_newer_schema(newsroom).pending
        if pending:
            copy = back_up_database(newsroom)
            if copy:
                click.echo(f"backed up: {copy}")
            click.echo(f"migrating: {len(pending)} to apply")
        bring_up(newsroom)


def bring_up(newsroom: Newsroom) -> None:
    """Migrate, collect static files and write the version down. Django must have been started."""
    from django.core.management import call_command

    if schema_state().pending:
        call_command("migrate", interactive=False, verbosity=0)
    collect_statics(newsroom)
    version_file(newsroom).write_text(__version__ + "\n", encoding="utf-8")
