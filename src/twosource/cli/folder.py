"""Which newsroom a command is about, and opening it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from twosource import __version__
from twosource.cli.refusal import BAD_INPUT, Refusal, disk_sentence

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom

VARIABLE = "TWOSOURCE_NEWSROOM"
TOML_NAME = "twosource.toml"
# Enough for a transaction and its log; a disk with less than this is as good as full.
_SPARE_BYTES = 256 * 1024


def newsroom_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--newsroom PATH` to a command."""
    return click.option(
        "--newsroom",
        "newsroom_path",
        type=click.Path(path_type=Path, file_okay=False),
        envvar=VARIABLE,
        show_envvar=True,
        help="The newsroom's folder; without it, the current one.",
    )(command)


def find_folder(given: Path | None) -> Path:
    """The folder that is meant: the given one, the current one, or the only newsroom in the current one.

    Raises `Refusal` when there is none, or more than one.
    """
    if given is not None:
        if not (given / TOML_NAME).is_file():
            raise Refusal(f"{given} is no newsroom folder: it has no {TOML_NAME}.", status=BAD_INPUT)
        return given.resolve()
    here = Path.cwd()
    if (here / TOML_NAME).is_file():
        return here
    inside = sorted(path.parent for path in here.glob(f"*/{TOML_NAME}"))
    if len(inside) == 1:
        return inside[0]
    if inside:
        names = ", ".join(path.name for path in inside)
        raise Refusal(f"which newsroom? Name one with --newsroom: {names}.", status=BAD_INPUT)
    raise Refusal(
        "no newsroom here. Go into its folder, name it with --newsroom PATH, or make one: "
        "twosource init NAME.",
        status=BAD_INPUT,
    )


def read_folder(given: Path | None) -> Newsroom:
    """The newsroom that is meant, read and checked. Raises `Refusal` with every problem, one a line."""
    from twosource.conf.newsroom import read_newsroom
    from twosource.conf.problems import ConfigError

    folder = find_folder(given)
    try:
        newsroom = read_newsroom(folder)
    except ConfigError as error:
        raise Refusal(
            "\n  ".join(["the newsroom's files need mending:", *map(str, error.problems)])
        ) from error
    demand_known_version(newsroom)
    return newsroom


def open_newsroom(given: Path | None) -> Newsroom:
    """As `read_folder`, with Django started on it: models and actions may be imported afterwards."""
    newsroom = read_folder(given)
    start_django(newsroom.folder)
    return newsroom


def start_django(folder: Path) -> None:
    """Start Django on the folder; a process can be started on one newsroom only."""
    os.environ[VARIABLE] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "twosource.conf.settings"
    import django

    django.setup()


def version_file(newsroom: Newsroom) -> Path:
    """Where the folder says which Twosource last wrote it."""
    return newsroom.data / "version"


def demand_known_version(newsroom: Newsroom) -> None:
    """Raises `Refusal` when a newer Twosource has already changed the folder."""
    path = version_file(newsroom)
    written = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if written and _numbers(written) > _numbers(__version__):
        raise Refusal(
            f"{newsroom.folder} was last used by Twosource {written}; this is {__version__}, which is older "
            f"and could damage it. Install the newer one (pip install 'twosource>={written}'), "
            "or go back to a backup."
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def demand_writable(newsroom: Newsroom) -> None:
    """Raises `Refusal` when data/ cannot be written, or the disk has no room for even one transaction."""
    try:
        newsroom.data.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=newsroom.data, prefix=".room-to-write-") as probe:
            probe.write(b"\0" * _SPARE_BYTES)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise Refusal(
            disk_sentence(error, newsroom.folder) or f"{newsroom.data}: {error.strerror}"
        ) from error
