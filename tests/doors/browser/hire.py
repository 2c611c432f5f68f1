"""Take people on in a newsroom: `python hire.py FOLDER NAME=ROLE…` prints their passwords as JSON, by name."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

from twosource.cli.folder import start_django


def hire(name: str, role: str) -> str:
    """One account; returns its password."""
    from twosource.people.actions import create_staff

    password = secrets.token_urlsafe(15)
    create_staff(
        username=name,
        email=f"{name}@paper.example",
        name=f"{name.title()} Smith",
        roles=[role],
        password=password,
    )
    return password


if __name__ == "__main__":
    start_django(Path(sys.argv[1]))
    print(json.dumps({name: hire(name, role) for name, role in (one.split("=") for one in sys.argv[2:])}))
