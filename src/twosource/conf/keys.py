"""The newsroom's own secrets: making them, and seeing that nobody else can read them."""

from __future__ import annotations

import base64
import os
import secrets
import stat
from pathlib import Path

PRIVATE = 0o600


def new_secrets() -> str:
    """The text of a fresh `secrets.toml`: a signing key and the key of the sealed room."""
    sealed = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
    return (
        "# The newsroom's secrets: keep them out of version control and readable by you alone (mode 0600).\n"
        "# Without sealed_key nobody, you included, can ever read what is sealed about sources: keep a copy\n"
        "# of this file apart from the backups of the newsroom.\n"
        f'secret_key = "{secrets.token_urlsafe(64)}"\n'
        f'sealed_key = "{sealed}"\n'
    )


def write_private(path: Path, text: str) -> None:
    """Write `text` to a new or existing file that only its owner can read, at no moment readable by others.

    The old content stays until the new one is whole on disk.
    """
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def open_to_others(path: Path) -> bool:
    """Whether anyone but the owner may read or write the file."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
