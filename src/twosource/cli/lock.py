"""One server a folder: a lock the kernel lets go of when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from twosource.cli.refusal import Refusal

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom


@contextmanager
def holding_folder(newsroom: Newsroom, *, doing: str, where: str = "") -> Iterator[None]:
    """Hold data/serve.lock meanwhile. Raises `Refusal` naming who holds it, what for and since when."""
    path = newsroom.data / "serve.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held = os.pread(handle, 400, 0).decode("utf-8", "replace").strip() or "another process"
            raise Refusal(
                f"{newsroom.folder} is held by {held}. Stop that one first, or leave it at its work."
            ) from None
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S GMT")
        at = f" at {where}" if where else ""
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"“twosource {doing}”{at}, process {os.getpid()}, since {since}\n".encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)
