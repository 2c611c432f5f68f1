"""Files that finished pages show (style sheets, fonts, pictures) go with them: into a bucket, onto a second host.

Which they are is read from the pages themselves, and from their style sheets: so no list has to be kept, and no tree
of a million pictures walked. A file is brought before the page that shows it; files are never taken away, for their
names change with their content and an older page may show them still. Nothing of Django's here.
"""

from __future__ import annotations

import mimetypes
import os
import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from stat import S_ISREG
from typing import Final
from urllib.parse import unquote

from .bucket import BucketStore
from .records import FinishedPage

_SHOWN: Final = re.compile(rb"/(?:static|media)/[^\s\"'<>()?#,;&\\]+")
_IN_SHEET: Final = re.compile(r"url\(\s*[\"']?([^\"')]+)")
# What is larger (a film, an hour of sound) is a matter of its own store: it would hold up the page that shows it.
LARGEST: Final = 50_000_000
_CACHED: Final = {"Cache-Control": "max-age=604800"}


def files_of(page: FinishedPage) -> set[str]:
    """The names, such as `media/images/a.avif`, of the files this page shows."""
    found = (unquote(match.decode("ascii", "ignore")) for match in _SHOWN.findall(page.bodies["identity"]))
    return {name for path in found if (name := _safe(path.lstrip("/")))}


def send_files(page: FinishedPage, data: Path, target: BucketStore) -> None:
    """Have the bucket hold the files this page shows, but for those that this process has put there as they are.

    data: the newsroom's data folder. Raises NotStored, OSError. A file that is not there is a matter of `check`.
    """

    def version(name: str) -> tuple[str, int, int] | None:
        try:
            known = (data / name).stat()
        except OSError:
            return None
        fits = S_ISREG(known.st_mode) and known.st_size <= LARGEST
        return (target.prefix + name, known.st_mtime_ns, known.st_size) if fits else None

    def send(name: str) -> bytes:
        before, raw = version(name), (data / name).read_bytes()
        target.put_file(name, raw, {"Content-Type": _type_of(name), **_CACHED})
        if before is not None:
            target.sent.add(before)
        return raw

    _each(files_of(page), send, lambda name: (found := version(name)) is None or found in target.sent)


def bring_files(page: FinishedPage, source: BucketStore, data: Path) -> None:
    """Have the folder hold the files this page shows; what is there is left alone. Raises NotStored, OSError."""

    def bring(name: str) -> bytes | None:
        raw = source.get_file(name)
        if raw is not None:
            _write(data / name, raw)
        return raw

    _each(files_of(page), bring, lambda name: (data / name).exists())


def _each(names: Iterable[str], move: Callable[[str], bytes | None], there: Callable[[str], bool]) -> None:
    """Move every file that is not there yet, and what its style sheets name."""
    rest, seen = sorted(names), set[str]()
    while rest:
        name = rest.pop()
        if name in seen or there(name):
            continue
        seen.add(name)
        raw = move(name)
        if raw is not None and name.endswith(".css"):
            rest += _of_sheet(name, raw)


def _of_sheet(name: str, raw: bytes) -> list[str]:
    found = []
    for address in _IN_SHEET.findall(raw.decode("utf-8", "replace")):
        path = unquote(re.split(r"[?#]", address.strip())[0])
        absolute = path if path.startswith("/") else posixpath.join("/", posixpath.dirname(name), path)
        found.append(_safe(posixpath.normpath(absolute).lstrip("/")))
    return [one for one in found if one]


def _safe(name: str) -> str:
    """The name if it is one of a file under static/ or media/, and of nothing else; empty otherwise."""
    fine = name == posixpath.normpath(name) and name.startswith(("static/", "media/")) and name.isprintable()
    return name if fine and len(name.encode()) < 900 and not name.endswith(("/", ".page")) else ""


def _type_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _write(file: Path, raw: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name[:100]}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        fresh.write_bytes(raw)
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
