"""The help of every command as one page of the documentation.

`make docs` writes it to docs/newsroom/commands.md; a test compares the two.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from twosource.cli.main import main

_HEAD = """\
# Commands

Made from the commands' own help by `make docs`; change it there. A command finds its newsroom by
`--newsroom`, by the environment's `TWOSOURCE_NEWSROOM`, or where you stand: in the newsroom's folder, or
beside it when it is the only one.

Exit status: 0 done · 1 the newsroom's state does not allow it, or something was found or refused · 2 what was
typed or handed in is wrong.
"""


def reference() -> str:
    """The whole page, in Markdown, the same on every terminal."""
    return "\n".join([_HEAD, *_pages(main, "twosource")])


def _pages(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[str]:
    context = click.Context(
        command, info_name=name.split()[-1], parent=parent, terminal_width=100, **command.context_settings
    )
    yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            if inner is not None:
                yield from _pages(inner, f"{name} {each}", context)


if __name__ == "__main__":
    sys.stdout.write(reference())
