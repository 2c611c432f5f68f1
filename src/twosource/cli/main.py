"""The front door: `twosource COMMAND`. Commands are loaded when they are called for, and not before."""

from __future__ import annotations

import importlib
from typing import Final

import click

from twosource import __version__

# name → (module of this room, its click command). `assess` and the readers of saved pages need no Django.
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "init": ("init", "init"),
    "serve": ("serve", "serve"),
    "check": ("check", "check"),
    "upgrade": ("upgrade", "upgrade"),
    "assess": ("assess", "assess"),
    "import": ("imports", "import_"),
    "claims": ("claims", "claims"),
    "comments": ("comments", "comments"),
    "reindex": ("reindex", "reindex"),
    "verify-evidence": ("evidence", "verify_evidence"),
    "publish-due": ("publish", "publish_due"),
    "pages": ("finished", "pages"),
    "demo": ("demo", "demo"),
    "manage": ("manage", "manage"),
}


class FrontDoor(click.Group):
    """A group that imports a command's module only when the command is used or its help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a newsroom meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None; click then says which names there are."""
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(f"twosource.cli.{module}"), attribute)
        return command


@click.group(cls=FrontDoor, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="twosource")
def main() -> None:
    """Newsroom software: material comes in, is checked and double-checked, and is published."""
