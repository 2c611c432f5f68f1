"""`twosource serve`: the whole newsroom, until it is told to stop."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from twosource.cli import processes
from twosource.cli.folder import demand_writable, newsroom_option, read_folder, start_django
from twosource.cli.lock import holding_folder
from twosource.cli.ports import listen
from twosource.cli.refusal import plain_errors
from twosource.cli.schema import demand_current_schema
from twosource.cli.statics import collect_statics, note_what_pages_are_made_of
from twosource.cli.supervisor import Supervisor, Task

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom


@click.command()
@newsroom_option
@click.option("--host", help="The address to listen on; [server] host otherwise.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on; [server] port otherwise.")
def serve(newsroom_path: Path | None, host: str | None, port: int | None) -> None:
    """Serve a newsroom to its readers and its staff.

    Runs the web server, the background work, the schedule and the making of pages under one supervisor, which
    restarts what falls. Ctrl-C or SIGTERM stops all of it within five seconds.
    """
    newsroom = read_folder(newsroom_path)
    start_for_readers(newsroom, port)
    sys.exit(run_newsroom(newsroom, host=host, port=port, greet=_greet))


def start_for_readers(newsroom: Newsroom, port: int | None) -> None:
    """Start Django so that its links lead to the port the paper will be served on."""
    os.environ["TWOSOURCE_PORT"] = str(port or newsroom.config.server.port)
    start_django(newsroom.folder)


def run_newsroom(
    newsroom: Newsroom, *, host: str | None, port: int | None, greet: Callable[[str], None]
) -> int:
    """Serve until told to stop; `greet` is called with the paper's address once it answers.

    `start_for_readers` must have been called. Returns the exit status. Raises `Refusal` when the folder is
    held, not writable or not up to date, or when the port is taken.
    """
    from django.conf import settings

    host, port = host or newsroom.config.server.host, port or newsroom.config.server.port
    address = settings.WAGTAILADMIN_BASE_URL
    demand_writable(newsroom)
    with holding_folder(newsroom, doing="serve", where=address), plain_errors(newsroom.folder):
        demand_current_schema(newsroom)
        collect_statics(newsroom)
        _note_address(address)
        note_what_pages_are_made_of(newsroom)
        with listen(host, port) as listener:
            processes.load()
            web = partial(processes.web, listener=listener)
            tasks = [Task(f"web {n + 1}", web) for n in range(newsroom.config.server.processes)]
            tasks += [
                Task("worker", processes.worker),
                Task("schedule", processes.schedule),
                Task("finisher", processes.finisher),
            ]
            return Supervisor(tasks, on_ready=lambda: greet(address)).run()


def _note_address(address: str) -> None:
    """Have Wagtail's own links lead where readers find the paper."""
    from wagtail.models import Site

    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    here = {"hostname": parts.hostname or "localhost", "port": port}
    site = Site.objects.filter(is_default_site=True).exclude(**here).first()
    if site is not None:
        site.hostname, site.port = here["hostname"], port
        site.save()


def _greet(address: str) -> None:
    click.echo(f"The paper: {address}/\nThe desk:  {address}/desk/\nCtrl-C stops it.")
