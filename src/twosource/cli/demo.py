"""`twosource demo`: a complete example newsroom to look around in."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from twosource.cli.folder import demand_writable, read_folder
from twosource.cli.layout import lay_out_folder
from twosource.cli.lock import holding_folder
from twosource.cli.ports import demand_free
from twosource.cli.progress import Progress
from twosource.cli.refusal import BAD_INPUT, Refusal, plain_errors
from twosource.cli.serve import run_newsroom, start_for_readers
from twosource.cli.upgrade import bring_up, bring_up_safely

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom

_PEOPLE = "demo-people.json"
# While this stands in data/, the example is not whole: the next run makes it from the start again.
_UNFINISHED = "demo-unfinished"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo-newsroom")
@click.option("--fresh", is_flag=True, help="Throw the example away and make it anew.")
@click.option(
    "--stories",
    type=click.IntRange(1, 1_000_000),
    metavar="NUMBER",
    help="Have it hold so many stories more, made by the thousand; broken off, it is continued.",
)
@click.option("--host", help="The address to listen on; 127.0.0.1 otherwise.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on; 8000 otherwise.")
def demo(folder: Path, fresh: bool, stories: int | None, host: str | None, port: int | None) -> None:
    """Make an example newsroom in FOLDER, unless it is there, and serve it.

    Prints where the paper and its desk are, and the log-ins of the people who work there. With --stories it also
    gets a large archive of invented stories, to see how the paper does with years of work behind it.
    """
    folder = folder.absolute()
    with plain_errors(folder):
        # Said now rather than after the example has been made.
        demand_free(host or "127.0.0.1", port or 8000)
        newsroom = _ready_newsroom(folder, fresh=fresh, port=port)
        if stories:
            _fill(newsroom, stories)
        people = json.loads((newsroom.data / _PEOPLE).read_text(encoding="utf-8"))
    sys.exit(run_newsroom(newsroom, host=host, port=port, greet=lambda address: _greet(address, people)))


def _ready_newsroom(folder: Path, *, fresh: bool, port: int | None) -> Newsroom:
    """The example in `folder`, whole, with Django started on it; made first when it is not there."""
    whole = (folder / "data" / _PEOPLE).is_file() and not (folder / "data" / _UNFINISHED).exists()
    if folder.exists() and any(folder.iterdir()):
        if not (whole or (folder / "data" / _UNFINISHED).exists()):
            raise Refusal(
                f"{folder} is there and is not the example newsroom. Name another folder.", status=BAD_INPUT
            )
        if fresh or not whole:
            _throw_away(folder)
            whole = False
    if whole:
        newsroom = read_folder(folder)
        start_for_readers(newsroom, port)
        bring_up_safely(newsroom)
        return newsroom
    return _make(folder, port)


def _throw_away(folder: Path) -> None:
    """Remove the example, unless it is being served this moment."""
    if (folder / "twosource.toml").is_file():
        with holding_folder(read_folder(folder), doing="demo"):
            pass
    shutil.rmtree(folder)


def _make(folder: Path, port: int | None) -> Newsroom:
    click.echo(f"Making the example newsroom in {folder} …")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(mode=0o700)
    (folder / "data" / _UNFINISHED).touch()
    lay_out_folder(folder, _settings())
    newsroom = read_folder(folder)
    demand_writable(newsroom)
    start_for_readers(newsroom, port)
    bring_up(newsroom)
    from twosource.conf.keys import write_private
    from twosource.demo.seed import seed
    from twosource.edge.later import postponed

    with (
        postponed()
    ):  # every page is made once, when the paper is served, and not at each step on its way there
        people = seed()
    write_private(newsroom.data / _PEOPLE, json.dumps(people, ensure_ascii=False, indent=1))
    (newsroom.data / _UNFINISHED).unlink()
    return newsroom


def _fill(newsroom: Newsroom, stories: int) -> int:
    """Have the example hold so many stories of the large archive; returns how many were made just now."""
    from twosource.demo.bulk import fill, made_so_far
    from twosource.demo.bulk_ahead import MakerEnded

    begun = made_so_far()
    if begun >= stories:
        return 0
    try:
        with holding_folder(newsroom, doing="demo"):
            if sys.stderr.isatty():
                with click.progressbar(length=stories, label="Archive     ", file=sys.stderr) as bar:
                    bar.update(begun)
                    return fill(stories, lambda done, _total: bar.update(done - bar.pos))
            progress = Progress()
            return fill(stories, lambda done, total: progress("Archive", done, total))
    except (KeyboardInterrupt, MakerEnded) as ended:
        why = "Broken off" if isinstance(ended, KeyboardInterrupt) else "The process that made them was ended"
        raise Refusal(
            f"{why} at {made_so_far()} of {stories} stories. The same command goes on from there."
        ) from None


def _settings() -> dict[str, dict[str, Any]]:
    """What the example's configuration says beside the defaults."""
    from twosource.demo.script import read_script

    paper = read_script(datetime.now(UTC)).paper
    return {
        "newsroom": {"name": paper.name, "tagline": paper.motto, "language": "en-GB"},
        # Nobody sets a telephone up to look around; a real newsroom keeps this true.
        "policy": {"second_factor": False},
        "discussion": {"held_words": ["liars", "crook"]},
    }


def _greet(address: str, people: list[Mapping[str, str]]) -> None:
    click.echo(f"\nThe paper: {address}/\nThe desk:  {address}/desk/\n")
    click.echo("Log in as")
    for person in people:
        click.echo(
            f"  {person['role']:<10} {person['name']:<18} {person['username']:<12} {person['password']}"
        )
    click.echo("\nCtrl-C stops it.")
