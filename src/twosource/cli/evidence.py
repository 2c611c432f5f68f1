"""`twosource verify-evidence`: every kept copy proved, without a network."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from twosource.cli.folder import newsroom_option, open_newsroom
from twosource.cli.refusal import FAILED, Refusal, plain_errors
from twosource.cli.schema import demand_current_schema

if TYPE_CHECKING:
    from twosource.verification.proving import Proof

_BATCH = 200
_A_LINE_EVERY = 5.0  # seconds, where there is no terminal to draw a bar on

_WRONG = {
    "missing": "its file is missing",
    "changed": "its file was changed: the hash is another",
    "unreadable": "its file cannot be read",
}
_WRONG_STAMP = {
    "unreadable": "its time stamp cannot be read",
    "other bytes": "its time stamp is about other bytes",
    "untrusted": "its time stamp does not lead to a root of [evidence] timestamp_roots",
}
_MEND = "restore data/originals/{folder}/{sha256} from a backup, or attach the same file to the item again"
_MEND_STAMP = "the copy itself is whole; keep it, and ask the authority, or put the right roots there"
_MEND_UNREADABLE = (
    "give the account that runs Twosource the right to read data/originals/, or look at the disk"
)


@click.command("verify-evidence")
@newsroom_option
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON, one object a copy.")
@click.option(
    "--stamp", is_flag=True, help="Ask the authority of [evidence] for the time stamps that are missing."
)
def verify_evidence(newsroom_path: Path | None, as_json: bool, stamp: bool) -> None:
    """Prove every copy of evidence: that its file is there, is what was kept, and that its time stamp is about it.

    Needs no network, unless --stamp is given. Each copy that does not stand is named with what to do, and files
    that nothing refers to are named too; nothing is deleted. Ctrl-C stops it; what was proved until then counts.
    Exit status 1 when a copy does not stand.
    """
    newsroom = open_newsroom(newsroom_path)
    with plain_errors(newsroom.folder):
        demand_current_schema(newsroom)
        report = _Report(as_json)
        try:
            _prove_copies(report)
            _prove_pages(report)
        except KeyboardInterrupt:
            click.echo(f"stopped: {report.proved} copies were proved until then", err=True)
            sys.exit(130)
        if stamp:
            _stamp_the_rest()
        report.close()
    if report.broken:
        sys.exit(FAILED)


class _Report:
    """What is said while copies are proved: as JSON, or in words."""

    def __init__(self, as_json: bool) -> None:
        self.as_json, self.proved, self.broken, self.strays = as_json, 0, 0, 0
        self._lines: list[str] = []  # said when the bar is done, which they would cut to pieces

    def copy(self, proof: Proof) -> None:
        self.proved += 1
        self.broken += not proof.holds
        if self.as_json:
            self._print(
                copy=proof.copy_id, item=proof.item_id, title=proof.item, name=proof.name, sha256=proof.sha256,
                finding=proof.finding, stamped=proof.stamped, stamp_finding=proof.stamp_finding, holds=proof.holds,
            )  # fmt: skip
        elif proof.finding:
            self._wrong(f"“{proof.item}” ({proof.name})", proof.sha256, proof.finding)
        elif proof.stamp_finding:
            wrong = f"“{proof.item}” ({proof.name}): {_WRONG_STAMP[proof.stamp_finding]}"
            self._lines += [click.style(wrong, bold=True), f"  mend it: {_MEND_STAMP}"]

    def page(self, name: str, sha256: str, finding: str) -> None:
        """A saved page that was brought in before pages were items."""
        self.proved += 1
        self.broken += bool(finding)
        if self.as_json:
            self._print(page=name, sha256=sha256, finding=finding, holds=not finding)
        elif finding:
            self._wrong(f"the saved page {name}", sha256, finding)

    def stray(self, name: str) -> None:
        self.strays += 1
        if self.as_json:
            self._print(stray=name)
        else:
            click.echo(f"nothing refers to data/originals/…/{name}; it was left where it is")

    def tell(self) -> None:
        """Say what was found wrong so far."""
        for line in self._lines:
            click.echo(line)
        self._lines.clear()

    def close(self) -> None:
        self.tell()
        if not self.as_json:
            told = f"{self.proved} copies proved, {self.broken} do not stand"
            click.echo(f"{told}; {self.strays} files nothing refers to." if self.strays else f"{told}.")

    def _wrong(self, what: str, sha256: str, finding: str) -> None:
        mend = _MEND_UNREADABLE if finding == "unreadable" else _MEND
        self._lines.append(click.style(f"{what}: {_WRONG[finding]}", bold=True))
        self._lines.append(f"  mend it: {mend.format(folder=sha256[:2], sha256=sha256)}")

    def _print(self, **values: Any) -> None:
        click.echo(json.dumps(values, ensure_ascii=False))


def _prove_copies(report: _Report) -> None:
    """Prove what is evidence; what was found is put on record a batch at a time, so that stopping loses little."""
    from twosource.outside.timestamp import demand_roots
    from twosource.outside.windows import trusted_roots
    from twosource.verification.proving import how_many, proofs

    try:
        roots = trusted_roots()
        demand_roots(roots)
    except (OSError, ValueError) as error:
        raise Refusal(f"[evidence] timestamp_roots: {error}") from error
    waiting: dict[int, str] = {}
    try:
        for proof in _with_progress(proofs(roots=roots), how_many(), quiet=report.as_json):
            report.copy(proof)
            waiting[proof.copy_id] = proof.finding
            if len(waiting) >= _BATCH:
                _note(waiting)
    finally:
        _note(waiting)
        report.tell()


def _note(findings: dict[int, str]) -> None:
    """Put what was found on record, where the tables can be written; a proof needs no such right."""
    from django.db import OperationalError

    from twosource.verification.actions import note_proofs

    try:
        note_proofs(findings=dict(findings), by=None)
    except OperationalError as error:
        click.echo(f"not put on record: {str(error).splitlines()[0]}", err=True)
    findings.clear()


def _prove_pages(report: _Report) -> None:
    """Saved pages from before they were items, and files that nothing refers to."""
    from twosource.verification.copy_reads import kept_digests
    from twosource.verification.proving import prove_one, strays
    from twosource.wire.models import Intake

    copies = kept_digests()
    pages = list(Intake.objects.exclude(sha256__in=copies).values_list("name", "sha256").order_by("sha256"))
    for name, sha256 in pages:
        report.page(name, sha256, prove_one(sha256))
    for stray in strays(copies | {sha256 for _name, sha256 in pages}):
        report.stray(stray)


def _stamp_the_rest() -> None:
    """Have attested what was kept while the authority was not there, or not yet named."""
    from twosource.outside import windows
    from twosource.outside.store import Broken
    from twosource.outside.timestamp import NotStamped
    from twosource.verification.actions import note_stamp
    from twosource.verification.models import Copy

    waiting, stamped = Copy.objects.filter(stamped_at=None).order_by("pk"), 0
    for copy in waiting.iterator(chunk_size=_BATCH):
        try:
            stamp = windows.timestamper().stamp(windows.store().read(copy.sha256))
        except Broken:
            continue
        except NotStamped as error:
            raise Refusal(f"{stamped} copies were time-stamped, then: {error}") from error
        if stamp is None:
            raise Refusal("[evidence] timestamp_authority is empty: there is nobody to ask for time stamps.")
        note_stamp(copy=copy, stamp=stamp, by=None)
        stamped += 1
    click.echo(f"{stamped} copies were time-stamped", err=True)


def _with_progress(found: Iterable[Proof], count: int, *, quiet: bool) -> Iterator[Proof]:
    """The proofs one by one: a bar on a terminal, a line now and then in a log, nothing among JSON."""
    if quiet or not count:
        yield from found
    elif sys.stdout.isatty():
        with click.progressbar(found, length=count, label="proving") as bar:
            yield from bar
    else:
        told = time.monotonic()
        for number, proof in enumerate(found, start=1):
            yield proof
            if time.monotonic() - told > _A_LINE_EVERY:
                told = time.monotonic()
                click.echo(f"{number} of {count} copies proved")
