"""`twosource comments`: readers' discussions, out of other systems and in; all of them out, and in again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
    from twosource.discussion.exchange import Brought

_FILE = click.Path(path_type=Path)
_TABLE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def comments() -> None:
    """Take readers' discussions out, or bring in those of WordPress, Disqus, Coral and Isso."""


@comments.command("import")
@newsroom_option
@click.argument("file", type=_FILE)
@click.option(
    "--from", "kind", type=click.Choice(["wxr", "disqus", "coral", "isso", "twosource"]), default=None,
    help="What wrote FILE; guessed by looking at it otherwise.",
)  # fmt: skip
@click.option("--map", "pages", type=_TABLE, help="A CSV file of two columns: an old address, and the story here, by "
              "its address, slug or `story:7`.")  # fmt: skip
@click.option("--map-authors", "authors", type=_TABLE, help="A CSV file of two columns: a name, log-in or e-mail "
              "address there, and the account here that is the same person.")  # fmt: skip
@click.option("--site", metavar="NAME", default="", help="Sets two papers of one system apart; what the file calls "
              "its site otherwise.")  # fmt: skip
@click.option("--open", "open_", is_flag=True, help="Let readers go on writing where they could there.")
@click.option("--with-addresses", is_flag=True, help="Of another Twosource's file that has e-mail addresses: give "
              "readers their accounts again. They come in by a link to that address.")  # fmt: skip
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write what was left out or changed, "
              "and why, as JSON Lines.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
@click.option("--by", metavar="USERNAME", help="Who brings it in; the newsroom's own wire account otherwise.")
def import_(newsroom_path: Path | None, file: Path, **how: Any) -> None:
    """Bring in the discussions of FILE: a WordPress export (WXR), the XML of Disqus, a folder with Coral's
    comments, stories and users (JSON or CSV), Isso's database, or an export of another Twosource.

    Comments keep their dates, authors' names, what they answer, and whether they were shown. Authors get no
    accounts. A comment belongs to the story at the same path, or with the same slug, or that --map names; what
    belongs nowhere is counted, and is in the report. The same file again adds nothing, and one that was broken off goes
    on. Discussions can only be read afterwards, unless --open is given.
    """
    newsroom = open_newsroom(newsroom_path)
    demand_writable(newsroom)
    stopped = "what came in until now stays; the same command goes on from there"
    with plain_errors(newsroom.folder), interruptible(stopped):
        demand_current_schema(newsroom)
        brought = _bring_in(file, how)
    if how["as_json"]:
        click.echo(json.dumps(_told(brought), ensure_ascii=False))
    else:
        _tell(brought, dry=how["dry_run"])


def _bring_in(file: Path, how: Mapping[str, Any]) -> Brought:
    from twosource.discussion.exchange import BadFile, Terms, bring_in, opened, read_authors, read_map
    from twosource.edge.later import postponed
    from twosource.wire.exchange.naming import own_newsroom

    progress = Progress()
    try:
        terms = Terms(
            open_=how["open_"],
            site=how["site"],
            own=own_newsroom(),
            mapped=read_map(how["pages"]) if how["pages"] else {},
            authors=read_authors(how["authors"]) if how["authors"] else {},
            dry=how["dry_run"],
            with_addresses=how["with_addresses"],
        )
        with _reporting(how["report"]) as report, postponed():
            source = opened(file, how["kind"] or "")
            return bring_in(
                source, by=acting_account(how["by"]), terms=terms, progress=progress, report=report
            )
    except BadFile as error:
        raise Refusal(str(error), status=BAD_INPUT) from error
    finally:
        progress.end()


@contextmanager
def _reporting(path: Path | None) -> Iterator[Any]:
    """A function that writes a line to the report, or None without one."""
    if path is None:
        yield None
        return
    with written(str(path)) as stream:
        yield lambda told: stream.write(_line(told))


def _line(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _told(brought: Brought) -> dict[str, Any]:
    return {
        "source": brought.source,
        "new": brought.new,
        "known": brought.known,
        "threads": brought.threads,
        "left_out": dict(brought.left),
        "changed": dict(brought.changed),
        "beside": dict(brought.beside),
    }


def _tell(brought: Brought, *, dry: bool) -> None:
    from twosource.discussion.exchange import WHY

    beside = "".join(f", {many} {kind}s" for kind, many in brought.beside.items() if many)
    opened = "" if dry else f", {brought.threads} new discussions"
    click.echo(f"{'would bring in' if dry else 'brought in'}: {brought.new} comments{opened}{beside}")
    if brought.known:
        click.echo(f"here already, and left as they are: {brought.known}")
    for word, counts in (("left out", brought.left), ("changed", brought.changed)):
        for why, many in counts.items():
            click.echo(f"{word}: {many} ({WHY[why]})")


@comments.command("export")
@newsroom_option
@click.argument("file", default=STDIO, type=click.Path(allow_dash=True, dir_okay=False))
@click.option("--with-addresses", is_flag=True, help="Also e-mail addresses of who wrote, and banned networks. "
              "Personal data: only to move a whole newsroom.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there.")
def export(newsroom_path: Path | None, file: str, with_addresses: bool, overwrite: bool) -> None:
    """Write every discussion to FILE, or to standard output (-), as JSON Lines.

    With every comment go its author's name, earlier wordings, why it waited, who supported it, what was decided by
    which rule, reports and appeals; and the editions of the community standards. Never in the file: passwords,
    sessions, network addresses of who wrote. Imported into an empty newsroom it comes out the same again, but for
    the first line.
    """
    newsroom = open_newsroom(newsroom_path)
    if file != STDIO and Path(file).exists() and not overwrite:
        raise Refusal(f"{file} is there already; name another file, or add --overwrite.", status=BAD_INPUT)
    demand_writable(newsroom)
    with plain_errors(newsroom.folder), interruptible("nothing was written"):
        demand_current_schema(newsroom)
        with written(file) as stream:
            counts = _export(stream, with_addresses)
    told = ", ".join(f"{counts[kind]} {kind}s" for kind in ("thread", "comment", "account", "edition"))
    click.echo(f"{label(file)}: {told}", err=True)


def _export(stream: IO[bytes], with_addresses: bool) -> Mapping[str, int]:
    from twosource.discussion.exchange import take_out
    from twosource.wire.exchange.naming import own_newsroom

    progress = Progress()
    try:
        return take_out(
            lambda line: stream.write(_line(line)),
            own=own_newsroom(),
            with_addresses=with_addresses,
            progress=progress,
        )
    finally:
        progress.end()
