"""`twosource claims`: claims with all that is known about them, out of a newsroom and into another."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from twosource.cli.accounts import acting_account
from twosource.cli.folder import demand_writable, newsroom_option, open_newsroom
from twosource.cli.progress import Progress
from twosource.cli.refusal import BAD_INPUT, Refusal, plain_errors
from twosource.cli.schema import demand_current_schema
from twosource.cli.streams import STDIO, interruptible, label, written

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom
    from twosource.wire.exchange.incoming import Brought


@click.group()
def claims() -> None:
    """Take claims out with everything they rest on, or bring them in."""


@claims.command("export")
@newsroom_option
@click.argument("file", default=STDIO, type=click.Path(allow_dash=True, dir_okay=False))
@click.option(
    "--form", type=click.Choice(["jsonl", "prov-json"]), default="jsonl", show_default=True,
    help="JSON Lines, or one document of W3C PROV.",
)  # fmt: skip
@click.option("--claim", "numbers", metavar="N", type=int, multiple=True, help="Only this claim, by its number, "
              "with what it rests on. May be given again.")  # fmt: skip
@click.option("--for", "receiver", metavar="NAME", default="", help="Who it is for. Each receiver is given other "
              "tokens for sealed sources, so that no two can compare them.")  # fmt: skip
@click.option(
    "--blank", is_flag=True, help="Blank texts that would tell on a sealed source, instead of refusing."
)
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there.")
def export(newsroom_path: Path | None, file: str, form: str, overwrite: bool, **wanted: Any) -> None:
    """Write claims to FILE, or to standard output (-).

    With each claim go its speakers, its evidence and where that came from, who checked it, who controls whom,
    requests for comment and every status it had. People are numbers and roles; sealed sources are tokens, and
    what would tell who they are stays here. The same newsroom gives the same bytes but for the first line.
    """
    newsroom = open_newsroom(newsroom_path)
    if file != STDIO and Path(file).exists() and not overwrite:
        raise Refusal(f"{file} is there already; name another file, or add --overwrite.", status=BAD_INPUT)
    demand_writable(newsroom)
    with plain_errors(newsroom.folder), interruptible("nothing was written"):
        demand_current_schema(newsroom)
        with written(file) as stream:
            counts = _export(stream, form, wanted)
    told = ", ".join(f"{counts[kind]} {word}" for kind, word in _WORDS.items())
    click.echo(f"{label(file)}: {told}", err=True)


#: What is said of the records of each kind, in this order.
_WORDS = {"claim": "claims", "item": "items", "voice": "voices", "person": "people"}


def _export(stream: IO[bytes], form: str, wanted: dict[str, Any]) -> dict[str, int]:
    from twosource.verification.refusals import Refused
    from twosource.wire.exchange import take_out
    from twosource.wire.exchange.outgoing import Wanted
    from twosource.wire.exchange.silence import TellsOnSource
    from twosource.wire.formats.claims_jsonl import line_of
    from twosource.wire.formats.prov import document

    choice = Wanted(tuple(wanted["numbers"]) or None, wanted["receiver"], wanted["blank"])
    records: list[Any] = []
    progress = Progress()
    write = records.append if form == "prov-json" else lambda record: stream.write(line_of(record))
    try:
        header = take_out(write, by=None, wanted=choice, progress=progress)
    except Refused as error:
        raise Refusal("; ".join(error.messages), status=BAD_INPUT) from error
    except TellsOnSource as error:
        places = "\n  ".join(error.places)
        raise Refusal(
            "nothing was written: these texts hold a codename, or a word of the name, of a sealed source. Reword "
            f"them at the desk, or export with --blank, which puts “[kept back]” in their place:\n  {places}"
        ) from error
    finally:
        progress.end()
    if form == "prov-json":
        text = json.dumps(document(records), ensure_ascii=False, indent=1)
        stream.write(text.encode() + b"\n")
    return header.counts


@claims.command("import")
@newsroom_option
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(allow_dash=True, dir_okay=False)
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--by", metavar="USERNAME", help="Who brings it in; the newsroom's own wire account otherwise.")
def import_(newsroom_path: Path | None, files: tuple[str, ...], dry_run: bool, by: str | None) -> None:
    """Bring in claims that were exported elsewhere, as JSON Lines or PROV-JSON; - is standard input.

    All of the files come in, or nothing does. Everything keeps the moment at which it happened. People of the
    other newsroom become people here who cannot log in; no file signs for anybody of this newsroom, and nothing
    that is here is changed. The same files again add nothing. Exit status 2 when a file cannot be brought in;
    each problem is named with file, line and field.
    """
    newsroom = open_newsroom(newsroom_path)
    demand_writable(newsroom)
    with plain_errors(newsroom.folder), interruptible("nothing was brought in"):
        demand_current_schema(newsroom)
        brought = _import(newsroom, files, dry_run, by)
    _tell(brought, dry_run)


def _import(newsroom: Newsroom, files: tuple[str, ...], dry_run: bool, by: str | None) -> Brought:
    from twosource.wire.exchange import bring_in
    from twosource.wire.exchange.stack import Source
    from twosource.wire.formats.claims_records import BadExchange

    progress = Progress()
    with ExitStack() as opened:
        sources = [Source(label(name), _opened(name, opened)) for name in files]
        try:
            return bring_in(sources, by=acting_account(by), dry_run=dry_run, progress=progress)
        except BadExchange as error:
            progress.end()
            for problem in error.problems:
                click.echo(str(problem).encode("utf-8", "backslashreplace"), err=True)
            if error.more:
                click.echo(f"… and {error.more} more", err=True)
            raise Refusal("nothing was brought in.", status=BAD_INPUT) from error
        finally:
            progress.end()


def _opened(name: str, opened: ExitStack) -> IO[bytes]:
    if name == STDIO:
        return sys.stdin.buffer
    try:
        return opened.enter_context(open(name, "rb"))
    except OSError as error:
        raise Refusal(f"{click.format_filename(name)}: {error.strerror}.", status=BAD_INPUT) from error


def _tell(brought: Brought, dry_run: bool) -> None:
    new = ", ".join(f"{brought.new[kind]} {word}" for kind, word in _WORDS.items())
    click.echo(f"{'would bring in' if dry_run else 'brought in'}: {new}")
    if any(brought.known.values()):
        known = ", ".join(f"{brought.known[kind]} {word}" for kind, word in _WORDS.items())
        click.echo(f"here already, and left as it is: {known}")
    if brought.met:
        click.echo(f"voices that were here under the same name and kind: {brought.met}")
    for number, there, here in brought.otherwise[:20]:
        click.echo(f"claim {number}: {here} here, {there} there", err=True)
    if len(brought.otherwise) > 20:
        click.echo(f"… and {len(brought.otherwise) - 20} more claims that stand otherwise here", err=True)
    for name in brought.retold[:20]:
        click.echo(f"{name}: is told otherwise than before; what is here stays as it is", err=True)
    if len(brought.retold) > 20:
        click.echo(f"… and {len(brought.retold) - 20} more", err=True)
