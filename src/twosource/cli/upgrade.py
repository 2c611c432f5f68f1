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
from twosource.cli.reindex import bring_index_up
from twosource.cli.schema import demand_no_newer_schema, schema_state
from twosource.cli.statics import collect_statics, note_what_pages_are_made_of

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom


@click.command()
@newsroom_option
def upgrade(newsroom_path: Path | None) -> None:
    """Bring a newsroom to this version: back up its database, migrate it, collect its files, index.

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
        if pending:
            lay_out(newsroom)
            bring_index_up()


def bring_up(newsroom: Newsroom) -> None:
    """Migrate, collect static files and write the version down. Django must have been started."""
    from django.core.management import call_command

    from twosource.edge.actions import touch_all

    pending = schema_state().pending
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    from twosource.stories.shelves import recount

    recount()
    collect_statics(newsroom)
    if not note_what_pages_are_made_of(newsroom) and pending:
        touch_all()
    version_file(newsroom).write_text(__version__ + "\n", encoding="utf-8")


def lay_out(newsroom: Newsroom) -> None:
    """Give a newsroom without a front page one, with three sections; give the roles rights they lack."""
    from django.utils import translation
    from django.utils.translation import gettext as _

    from twosource.stories.actions import lay_out_paper
    from twosource.stories.models import FrontPage

    with translation.override(newsroom.config.newsroom.language.lower()):
        sections = [
            (_("News"), _("What happened, and how we know.")),
            (_("Culture"), _("What is made, played, read and shown.")),
            (_("Sport"), _("Who played, and how it went.")),
        ]
        is_new = not FrontPage.objects.exists()
        lay_out_paper(name=newsroom.config.newsroom.name, sections=sections if is_new else [])
