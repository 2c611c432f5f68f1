"""Collecting the paper's static files under names made from their content."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from twosource import __version__

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom

_STAMP = ".collected"


def collect_statics(newsroom: Newsroom) -> bool:
    """Collect into data/static/ unless what is there is already of these very files; returns whether it did.

    Old names are kept, so that a page a reader still has open finds its style sheet.
    """
    from django.conf import settings
    from django.core.management import call_command

    stamp, digest = Path(str(settings.STATIC_ROOT)) / _STAMP, _digest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest, encoding="utf-8")
    return True


def note_what_pages_are_made_of(newsroom: Newsroom) -> bool:
    """Have finished pages made anew if the package, the configuration, the theme or the address has changed since."""
    from django.conf import settings

    from twosource.edge.actions import made_of

    digest = hashlib.sha256(f"{__version__}\0{settings.WAGTAILADMIN_BASE_URL}\0{_digest()}".encode())
    files = [newsroom.folder / "twosource.toml"]
    if newsroom.theme:
        files += sorted(path for path in newsroom.theme.rglob("*") if path.is_file())
    for path in files:
        digest.update(f"{path.relative_to(newsroom.folder)}\0".encode() + path.read_bytes())
    return made_of(digest=digest.hexdigest())


def _digest() -> str:
    """One value for all files the finders see: paths, sizes and times of change."""
    from django.contrib.staticfiles import finders

    digest = hashlib.sha256(__version__.encode())
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
