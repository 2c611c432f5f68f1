"""`twosource import`: material from elsewhere becomes drafts at the desk."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from twosource.cli.accounts import acting_account
from twosource.cli.folder import demand_writable, find_folder, newsroom_option, open_newsroom
from twosource.cli.refusal import BAD_INPUT, Refusal, plain_errors
from twosource.cli.schema import demand_current_schema

if TYPE_CHECKING:
    from twosource.people.models import User
    from twosource.stories.models import SectionPage
    from twosource.wire.models import Intake

# Longer than any page the reader accepts: what is behind it is not read into memory.
_MOST_BYTES = 32 * 1024 * 1024


@click.group("import")
def import_() -> None:
    """Bring material in from elsewhere."""


@import_.command()
@newsroom_option
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON, one object a line.")
@click.option("--dry-run", is_flag=True, help="Read only: write nothing. Needs no newsroom.")
@click.option("--section", help="The section to put drafts in, by its name; the first one otherwise.")
@click.option("--by", metavar="USERNAME", help="Who brings it in; the newsroom's own wire account otherwise.")
def page(
    newsroom_path: Path | None,
    files: tuple[Path, ...],
    as_json: bool,
    dry_run: bool,
    section: str | None,
    by: str | None,
) -> None:
    """Make a draft story of each saved news page in FILES (plain text or HTML).

    Statements in it are proposed at the desk and accepted by people. The same bytes again change nothing.
    A file that is no news page is named on standard error; the others are still handled, and the exit
    status is then 2. --json without a newsroom at hand only prints.
    """
    if dry_run or (as_json and not _has_newsroom(newsroom_path)):
        failed = _read_only(files, as_json=as_json)
    else:
        failed = _bring_in(newsroom_path, files, as_json=as_json, section=section, by=by)
    if failed:
        sys.exit(BAD_INPUT)


def _has_newsroom(given: Path | None) -> bool:
    try:
        find_folder(given)
    except Refusal:
        if given is not None:
            raise
        return False
    return True


def _files(files: Sequence[Path]) -> Iterator[tuple[Path, bytes | None]]:
    """Each file with its bytes, or None where it cannot be read, which is said on standard error."""
    for path in files:
        try:
            with path.open("rb") as file:
                yield path, file.read(_MOST_BYTES)
        except OSError as error:
            click.echo(f"{path}: {error.strerror}", err=True)
            yield path, None


def _read_only(files: Sequence[Path], *, as_json: bool) -> int:
    """Read and print; returns how many files failed."""
    from twosource.wire.formats.page import read_page
    from twosource.wire.formats.values import BadPage

    failed = 0
    for path, data in _files(files):
        if data is None:
            failed += 1
            continue
        try:
            found = read_page(data, name=path.name)
        except BadPage as error:
            failed += 1
            _say_bad(path, error)
            continue
        _print(path, found.as_json(), as_json=as_json)
    return failed


def _bring_in(
    newsroom_path: Path | None, files: Sequence[Path], *, as_json: bool, section: str | None, by: str | None
) -> int:
    """Import into the newsroom, one transaction a file; returns how many files failed."""
    newsroom = open_newsroom(newsroom_path)
    demand_writable(newsroom)
    with plain_errors(newsroom.folder):
        demand_current_schema(newsroom)
        actor, place = acting_account(by), _section(section)
        return sum(not _bring_in_one(path, data, actor, place, as_json) for path, data in _files(files))


def _bring_in_one(
    path: Path, data: bytes | None, by: User, section: SectionPage | None, as_json: bool
) -> bool:
    from twosource.wire.actions import import_page
    from twosource.wire.formats.page import read_page
    from twosource.wire.formats.values import BadPage

    if data is None:
        return False
    try:
        intake, is_new = import_page(data=data, name=path.name, by=by, section=section)
    except BadPage as error:
        _say_bad(path, error)
        return False
    if as_json:
        _print(path, read_page(data, name=path.name).as_json(), as_json=True)
    elif is_new and intake.story is not None:
        proposed = intake.proposals.count()
        alike = _alike(intake)
        click.echo(f"{path}: draft “{intake.story.title}”, {proposed} statements proposed{alike}")
    else:
        click.echo(f"{path}: was brought in already; nothing changed")
    return True


def _alike(intake: Intake) -> str:
    """How many items on record have much the same words, where there are any."""
    from twosource.verification.copy_reads import pairs_of

    if intake.item_id is None:
        return ""
    count = sum(pair.is_open for pair in pairs_of([intake.item_id]).get(intake.item_id, ()))
    return f", {count} {'item has' if count == 1 else 'items have'} much the same words" if count else ""


def _print(path: Path, found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    proposed = " (proposed)" if found["headline_proposed"] else ""
    click.echo(f"{path}: {found['headline']}{proposed}")
    click.echo(f"  {len(found['paragraphs'])} paragraphs, {len(found['statements'])} statements proposed")


def _say_bad(path: Path, error: Any) -> None:
    value = f" = {error.value!r}" if error.value else ""
    click.echo(f"{path}: {error.field}{value}: {error.message}", err=True)


def _section(name: str | None) -> SectionPage | None:
    from twosource.stories.models import SectionPage

    if name is None:
        return None
    found = SectionPage.objects.filter(title__iexact=name).first()
    if found is None:
        names = ", ".join(SectionPage.objects.values_list("title", flat=True)) or "none yet"
        raise Refusal(f"--section {name}: no such section; there are: {names}.", status=BAD_INPUT)
    return found
