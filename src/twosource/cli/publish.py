"""`twosource publish-due`: what the schedule does every second, once and by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from twosource.cli.folder import demand_writable, newsroom_option, open_newsroom
from twosource.cli.refusal import FAILED, plain_errors
from twosource.cli.schema import demand_current_schema


@click.command("publish-due")
@newsroom_option
def publish_due(newsroom_path: Path | None) -> None:
    """Publish every scheduled story whose minute has come.

    “twosource serve” does this by itself. A story the gate refuses is named with its reasons and holds up
    no other; the exit status is then 1.
    """
    newsroom = open_newsroom(newsroom_path)
    demand_writable(newsroom)
    from twosource.stories import actions, beat

    with plain_errors(newsroom.folder):
        demand_current_schema(newsroom)
        published, refused = actions.publish_due(last_turn=beat.last_turn())
    if not published and not refused:
        click.echo("nothing is due.")
    for story in published:
        click.echo(f"published: {story.title}")
    for refusal in refused:
        click.echo(f"refused: {refusal.story.title}", err=True)
        for reason in refusal.reasons:
            click.echo(f"  {reason}", err=True)
    if refused:
        sys.exit(FAILED)
