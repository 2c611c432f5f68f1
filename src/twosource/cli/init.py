"""`twosource init`: a new newsroom, ready to be served."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import Any

import click

from twosource.cli.folder import read_folder, start_django
from twosource.cli.layout import lay_out_folder, new_folder
from twosource.cli.refusal import BAD_INPUT, Refusal
from twosource.cli.upgrade import bring_up, lay_out


@click.command()
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--title", help="The paper's name; made from the folder's name otherwise.")
@click.option("--language", default="en", show_default=True, help="The paper's language, as BCP 47 says it.")
@click.option("--zone", default="GMT", show_default=True, help="The paper's time zone, by its IANA name.")
@click.option("--base-url", default="http://127.0.0.1:8000", show_default=True, help="The paper's address.")
@click.option("--editor", metavar="EMAIL", help="Make the first account: an editor who may add others.")
def init(name: Path, title: str | None, language: str, zone: str, base_url: str, editor: str | None) -> None:
    """Make a new newsroom in the folder NAME.

    With --editor its first account is made as well. You are asked for a password; without a terminal, or
    when you give none, one is made and printed once.
    """
    folder = name.absolute()
    paper = title or re.sub(r"[-_]+", " ", folder.name).title()
    about = {"name": paper, "language": language, "zone": zone, "base_url": base_url}
    _demand_good(about)
    if editor:
        _demand_address(editor)
    with new_folder(folder):
        lay_out_folder(folder, {"newsroom": about, "theme": {"name": _slug(folder.name)}})
        furnish(folder)
        password, made = _first_editor(editor) if editor else ("", False)
    click.echo(f"{paper} is ready in {folder}.")
    if made:
        click.echo(f"Log in as {editor} with the password {password} (it is not shown again).")
    if not editor:
        click.echo(f"Its first account: twosource manage --newsroom {name} createsuperuser")
    click.echo(f"Serve it:          twosource serve --newsroom {name}")


def furnish(folder: Path) -> None:
    """Start Django on a freshly laid out folder, make its tables, its front page and its first sections."""
    newsroom = read_folder(folder)
    start_django(folder)
    bring_up(newsroom)
    lay_out(newsroom)


def _demand_good(about: dict[str, Any]) -> None:
    """Refuse what was typed before anything is written, in the words of the configuration's own errors."""
    from pydantic import ValidationError

    from twosource.conf.newsroom import NewsroomSection
    from twosource.conf.problems import explain

    try:
        NewsroomSection.model_validate(about)
    except ValidationError as error:
        problems = explain(error, model=NewsroomSection, path=Path("twosource init"), text="")
        raise Refusal("\n  ".join(map(str, problems)), status=BAD_INPUT) from error


def _demand_address(email: str) -> None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"--editor {email}: not an e-mail address.", status=BAD_INPUT) from None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "own"


def _first_editor(email: str) -> tuple[str, bool]:
    """Make the first account; returns its password and whether it was made up here."""
    from twosource.people.actions import create_staff
    from twosource.people.roles import EDITOR

    given = _ask_password() if sys.stdin.isatty() else ""
    password = given or secrets.token_urlsafe(15)
    name = re.sub(r"[._-]+", " ", email.partition("@")[0]).title()
    create_staff(username=email, email=email, name=name, roles=[EDITOR], password=password, superuser=True)
    return password, not given


def _ask_password() -> str:
    """A password typed twice that the newsroom's rules accept, or empty text to have one made."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    while True:
        typed: str = click.prompt(
            "Password (empty: have one made)", default="", hide_input=True, show_default=False,
            confirmation_prompt=True,
        )  # fmt: skip
        try:
            if typed:
                validate_password(typed)
            return typed
        except ValidationError as error:
            click.echo(" ".join(error.messages), err=True)
