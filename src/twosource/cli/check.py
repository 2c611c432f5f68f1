"""`twosource check`: what is wrong with a newsroom, and how to mend it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from twosource.cli.finding import Finding
from twosource.cli.findings import inspect
from twosource.cli.folder import find_folder, newsroom_option
from twosource.cli.refusal import FAILED


@click.command()
@newsroom_option
def check(newsroom_path: Path | None) -> None:
    """Find what is wrong with a newsroom and say how to mend it.

    Looks at the configuration, who can read the secrets, migrations, missing media and copies, whether the theme
    renders each kind of page, stories that should be out already, and whether the bucket and the caches of
    [bucket] and [purge] do as they are asked. Exit status 1 when anything is found.
    """
    folder = find_folder(newsroom_path)
    findings = list(inspect(folder))
    for finding in findings:
        _show(finding)
    if findings:
        count = len(findings)
        click.echo(f"{count} {'thing needs' if count == 1 else 'things need'} mending in {folder}.")
        sys.exit(FAILED)
    click.echo(f"{folder}: nothing to mend.")


def _show(finding: Finding) -> None:
    click.secho(f"{finding.area}: {finding.what}", bold=True)
    click.echo(f"  mend it: {finding.mend}")
