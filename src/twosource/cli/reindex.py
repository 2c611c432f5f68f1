"""`twosource reindex`: the index of words brought to what readers see."""

from __future__ import annotations

from pathlib import Path

import click

from twosource.cli.folder import demand_writable, newsroom_option, open_newsroom
from twosource.cli.progress import Progress
from twosource.cli.refusal import plain_errors
from twosource.cli.schema import demand_current_schema


@click.command()
@newsroom_option
@click.option("--anew", is_flag=True, help="Index every story again, also those that need it not.")
def reindex(newsroom_path: Path | None, anew: bool) -> None:
    """Index the stories the search lacks or holds outdated, and forget those that readers no longer see.

    Needed after the paper changed its language. It may be stopped at any moment and goes on where it stood; readers
    can search meanwhile.
    """
    newsroom = open_newsroom(newsroom_path)
    demand_writable(newsroom)
    with plain_errors(newsroom.folder):
        demand_current_schema(newsroom)
        held = bring_index_up(anew=anew)
    click.echo(f"the index holds {held} {'story' if held == 1 else 'stories'}.")


def bring_index_up(*, anew: bool = False) -> int:
    """Index what is to be indexed, and tell how far it is. Returns how many stories are held. Django must run."""
    from twosource.search.actions import rebuild

    progress = Progress()
    held = rebuild(lambda done, total: progress("indexing", done, total), anew=anew)
    progress.end()
    return held
