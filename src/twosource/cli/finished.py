"""`twosource pages`: finished pages beyond this machine, by hand: into a bucket, out of one, out of caches."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from twosource.cli.folder import find_folder, newsroom_option, open_newsroom, read_folder
from twosource.cli.progress import Progress
from twosource.cli.refusal import BAD_INPUT, FAILED, Refusal, plain_errors
from twosource.cli.schema import demand_current_schema

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom
    from twosource.edge.bucket import BucketStore

_INTERRUPTED = 130
# A mirror that follows looks at the bucket's pulse, and lists all of it as often as this whatever that says.
_LISTED_EVERY = 3600.0


@click.group()
def pages() -> None:
    """Bring finished pages to a bucket or a second host, or have caches fetch them anew."""


@pages.command("push")
@newsroom_option
def push_(newsroom_path: Path | None) -> None:
    """Have the bucket of [bucket] hold every finished page, no other, and the files these pages show.

    Pages that are there already are not sent again, so one that was interrupted goes on. Each change after that
    follows by itself while “twosource serve” runs.
    """
    from twosource.edge.folder import FolderStore
    from twosource.edge.mirror import push

    newsroom = read_folder(newsroom_path)
    target = _bucket_of(newsroom)
    with _said(newsroom.folder), _progress() as progress:
        source = FolderStore(newsroom.data / "pages")
        with closing(source.pulse):
            done = push(source, target, told=progress)
    click.echo(f"{done.brought} pages sent, {done.same} were there, {done.dropped} taken away.")


@pages.command("mirror")
@newsroom_option
@click.option("--to", "folder", required=True, metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False),
              help="The folder for “twosource serve --edge-only --data”. Made if it is not there.")  # fmt: skip
@click.option("--bucket", metavar="NAME", help="The bucket; without it, the newsroom's own [bucket].")
@click.option(
    "--endpoint", default="", metavar="URL", help="With --bucket: the store's address; Amazon S3 otherwise."
)
@click.option("--region", default="us-east-1", show_default=True, help="With --bucket: the store's region.")
@click.option("--prefix", default="", help="With --bucket: the folder in the bucket.")
@click.option("--every", type=click.FloatRange(min=0.5), metavar="SECONDS",
              help="Go on: look again after so many seconds, until told to stop.")  # fmt: skip
def mirror_(newsroom_path: Path | None, folder: Path, every: float | None, **named: str) -> None:
    """Have a folder hold every finished page of a bucket, no other, and the files these pages show.

    Only what changed is fetched; each page is swapped whole. With --every the bucket is asked for one small object
    each time, and is listed when that has changed, or an hour has passed. A second host needs no newsroom: it names
    the bucket, and has its keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    """
    source = _named(**named) if named["bucket"] else _bucket_of(_mine(newsroom_path))
    if every is None:
        with _said(folder):
            click.echo(_mirrored(source, folder))
    else:
        _again_and_again(lambda whole: _mirrored(source, folder, whole=whole), folder, every)


@pages.command("purge")
@newsroom_option
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--all", "everything", is_flag=True, help="Have every cache let go of all it holds.")
def purge_(newsroom_path: Path | None, paths: tuple[str, ...], everything: bool) -> None:
    """Have caches let go of the pages at PATH, such as /news/x/, and the bucket hold them as they are.

    All pages that share a key with them are let go of too. Says at the end what each place did.
    """
    if bool(paths) == everything:
        raise Refusal("name the addresses of pages, or --all.", status=BAD_INPUT)
    newsroom = open_newsroom(newsroom_path)
    with plain_errors(newsroom.folder):
        demand_current_schema(newsroom)
        _purge(paths)


def _purge(paths: tuple[str, ...]) -> None:
    from twosource.edge import outward
    from twosource.edge.reads import waiting

    if not waiting().beyond:
        raise Refusal("no cache and no bucket stands before this paper: see [purge] and [bucket].")
    try:
        if paths:
            outward.purge(paths=paths)
        else:
            outward.purge_everything()
    except LookupError as unknown:
        raise Refusal(
            f"{unknown.args[0]}: no finished page is kept of this address.", status=BAD_INPUT
        ) from unknown
    outward.carry_out()
    failed = False
    for place in waiting().beyond:
        failed = failed or bool(place.waiting)
        click.echo(f"{place.name}: {_outcome(place.waiting, place.trouble)}")
    if failed:
        click.echo("What waits is tried again by “twosource serve”, and shown at /desk/pages/.", err=True)
        sys.exit(FAILED)


def _outcome(waits: int, trouble: str) -> str:
    return f"{waits} wait{'s' if waits == 1 else ''}; {trouble or 'refused'}" if waits else "done"


def _mirrored(source: BucketStore, folder: Path, *, whole: bool = True) -> str:
    from twosource.edge.folder import FolderStore
    from twosource.edge.mirror import mirror

    target = FolderStore(folder / "pages")
    with closing(target.pulse), _progress() as progress:
        done = mirror(source, target, told=progress, whole=whole)
    return f"{done.brought} pages brought, {done.same} were there, {done.dropped} taken away."


def _again_and_again(turn: Callable[[bool], str], folder: Path, every: float) -> NoReturn:
    """Turn after turn until SIGTERM or Ctrl-C; one that fails is said and tried again at the next."""
    from twosource.outside.objects import NotStored

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    last, listed_at = "", -_LISTED_EVERY
    try:
        while True:
            whole = time.monotonic() >= listed_at + _LISTED_EVERY
            try:
                told = turn(whole)
                listed_at = time.monotonic() if whole else listed_at
            except (NotStored, OSError) as error:
                told = f"{folder}: {error}"
            if told != last:
                click.echo(told, err=True)
            last = told
            time.sleep(every)
    except KeyboardInterrupt:
        sys.exit(0)


def _mine(newsroom_path: Path | None) -> Newsroom:
    try:
        find_folder(newsroom_path)
    except Refusal as none:
        raise Refusal(f"{none.message} Or name a bucket with --bucket NAME.", status=BAD_INPUT) from none
    return read_folder(newsroom_path)


def _bucket_of(newsroom: Newsroom) -> BucketStore:
    from twosource.edge.bucket import BucketStore
    from twosource.outside.objects import S3Objects

    section, secrets = newsroom.config.bucket, newsroom.secrets
    if not section.name:
        raise Refusal("this newsroom has no bucket: write [bucket] name into twosource.toml.")
    keys = secrets.bucket_access_key, secrets.bucket_secret_key
    return BucketStore(S3Objects(section.name, section.endpoint, section.region, *keys), section.prefix)


def _named(bucket: str, endpoint: str, region: str, prefix: str) -> BucketStore:
    from twosource.edge.bucket import BucketStore
    from twosource.outside.objects import S3Objects

    return BucketStore(S3Objects(bucket, endpoint, region), prefix)


@contextmanager
def _progress() -> Iterator[Progress]:
    progress = Progress()
    try:
        yield progress
    finally:
        progress.end()


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    """What the bucket, the disk or Ctrl-C says, in one line."""
    from twosource.outside.objects import NotStored

    try:
        with plain_errors(folder):
            yield
    except NotStored as refusal:
        raise Refusal(str(refusal)) from refusal
    except KeyboardInterrupt:
        click.echo("\ninterrupted; what was done stays done, and the next run goes on from there.", err=True)
        sys.exit(_INTERRUPTED)
