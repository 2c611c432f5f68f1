"""`twosource serve`: the whole newsroom, until it is told to stop."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import click

from twosource.cli import processes
from twosource.cli.beside_pages import write_beside_pages
from twosource.cli.folder import demand_writable, newsroom_option, read_folder, start_django
from twosource.cli.lock import holding_folder
from twosource.cli.ports import listening, private_folder
from twosource.cli.refusal import BAD_INPUT, Refusal, plain_errors
from twosource.cli.schema import demand_current_schema
from twosource.cli.statics import collect_statics, note_what_pages_are_made_of
from twosource.cli.supervisor import Supervisor, Task

if TYPE_CHECKING:
    import socket

    from twosource.conf.newsroom import Newsroom


@click.command()
@newsroom_option
@click.option("--host", help="The address to listen on; [server] host otherwise.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on; [server] port otherwise.")
@click.option(
    "--edge-only", is_flag=True, help="Serve finished pages and files alone, from a copied --data folder."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --edge-only: a copy of a newsroom's data/ folder (pages/, static/ and media/ are enough).",
)
def serve(
    newsroom_path: Path | None, host: str | None, port: int | None, edge_only: bool, data: Path | None
) -> None:
    """Serve a newsroom to its readers and its staff.

    Runs the edge, the web server, the background work and the schedule under one supervisor, which restarts
    what falls. Ctrl-C or SIGTERM stops all of it within five seconds.

    With --edge-only, another machine serves the paper without the newsroom: what is finished is shown, also
    while the newsroom's own machine is down. Copy the folder there again whenever something changed.
    """
    if edge_only or data is not None:
        serve_copy(data, host=host, port=port, edge_only=edge_only)
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
        number = newsroom.config.edge.processes
        with listening(host, port, number=number) as listeners, private_folder() as sockets:
            processes.load()
            write_beside_pages(newsroom)
            web = [sockets / f"web-{n + 1}" for n in range(newsroom.config.server.processes)]
            tasks = edge_tasks(listeners, newsroom.data, web, number=number)
            tasks += [Task(f"web {n + 1}", partial(processes.web, path=path)) for n, path in enumerate(web)]
            tasks += [Task("worker", processes.worker), Task("schedule", processes.schedule)]
            tasks += [Task("finisher", processes.finisher)]
            return Supervisor(tasks, on_ready=lambda: greet(address)).run()


def edge_tasks(
    listeners: Sequence[socket.socket], data: Path, web: Sequence[Path], *, number: int = 1
) -> list[Task]:
    """So many edge processes, each on one of these listening sockets, in turn where there are fewer."""
    from twosource.edge.process import Errand

    tasks = []
    for place in range(number):
        handle = listeners[place % len(listeners)].fileno()
        errand = Errand(str(data), tuple(map(str, web)), listener=handle, lifeline=-1, ready=-1)
        tasks.append(Task(f"edge {place + 1}", partial(processes.edge, errand=errand)))
    return tasks


def serve_copy(data: Path | None, *, host: str | None, port: int | None, edge_only: bool) -> NoReturn:
    """Serve a copy of a newsroom's data folder until told to stop. Raises `Refusal` when it is none."""
    from twosource.edge.terms import NoTerms, read_terms

    if data is None or not edge_only:
        raise Refusal("--edge-only and --data FOLDER go together.", status=BAD_INPUT)
    try:
        read_terms(data / "pages")
    except NoTerms as error:
        raise Refusal(str(error), status=BAD_INPUT) from error
    host, port = host or "127.0.0.1", port or 8000
    with listening(host, port) as listeners:
        tasks = edge_tasks(listeners, data.absolute(), [])
        shown = f"[{host}]" if ":" in host else host
        words = f"Finished pages of {data}: http://{shown}:{port}/\nCtrl-C stops it."
        sys.exit(Supervisor(tasks, on_ready=lambda: click.echo(words)).run())


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
