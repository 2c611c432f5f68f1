"""The store: bytes kept as they came, under their SHA-256. The same bytes twice are one file."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol

from django.utils.translation import gettext as _

_CHUNK: Final = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")

# What a proof of kept bytes may find; INTACT is the empty word, so that a row without trouble has none.
INTACT: Final = ""
MISSING: Final = "missing"
CHANGED: Final = "changed"
UNREADABLE: Final = "unreadable"

Bytes = bytes | Iterable[bytes]


class NotKept(OSError):
    """The bytes could not be written; nothing half-written stays. The message says what to do."""

    def __str__(self) -> str:
        return str(self.strerror)


class Broken(ValueError):
    """What is kept under this digest is not what was kept: `finding` is MISSING, CHANGED or UNREADABLE."""

    def __init__(self, sha256: str, finding: str) -> None:
        super().__init__(f"the kept file {sha256} is {finding} on disk")
        self.sha256, self.finding = sha256, finding


class Store(Protocol):
    """Keeps bytes for good. Nothing kept is ever changed or thrown away."""

    def keep(self, data: Bytes) -> str:
        """Keep these bytes, whole or in pieces, and return their SHA-256. Raises NotKept."""

    def read(self, sha256: str) -> bytes:
        """The bytes, proved to be those that were kept. Raises Broken."""

    def prove(self, sha256: str) -> str:
        """INTACT when the bytes are there and have this digest; else MISSING, CHANGED or UNREADABLE."""

    def size(self, sha256: str) -> int | None:
        """How many bytes are there under this digest, unread; None when there are none."""

    def names(self) -> Iterator[str]:
        """The name of every file that is there: digests, and whatever else lies about."""


class FolderStore:
    """Files in a folder of the newsroom, never under the media that readers can ask for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, sha256: str) -> Path:
        """Where the file of this digest is, or would be. Raises ValueError for what is no digest."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self.folder / sha256[:2] / sha256

    def keep(self, data: Bytes) -> str:
        """Keep these bytes. They are whole on disk, file and name, or not there at all.

        A file that was damaged since is mended by keeping its bytes again. Raises NotKept.
        """
        try:
            return self._keep([data] if isinstance(data, bytes) else data)
        except NotKept:
            raise
        except OSError as error:
            raise NotKept(error.errno or errno.EIO, _why(error)) from error

    def _keep(self, pieces: Iterable[bytes]) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, coming = tempfile.mkstemp(dir=self.folder, prefix=".coming-")
        digest = hashlib.sha256()
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in pieces:
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            sha256 = digest.hexdigest()
            if self.prove(sha256) == INTACT:
                Path(coming).unlink()
            else:
                self._settle(Path(coming), self.place(sha256))
        except BaseException:
            Path(coming).unlink(missing_ok=True)
            raise
        return sha256

    def _settle(self, coming: Path, place: Path) -> None:
        """Give the whole file its name, and make the name last: a renamed file can be lost with its folder."""
        place.parent.mkdir(exist_ok=True)
        os.replace(coming, place)
        for folder in (place.parent, self.folder):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def read(self, sha256: str) -> bytes:
        """The bytes, proved. Raises Broken."""
        try:
            data = self.place(sha256).read_bytes()
        except OSError as error:
            raise Broken(sha256, _finding(error)) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Broken(sha256, CHANGED)
        return data

    def prove(self, sha256: str) -> str:
        """Read the file in pieces and compare; never all of it in memory."""
        digest = hashlib.sha256()
        try:
            with self.place(sha256).open("rb") as file:
                while piece := file.read(_CHUNK):
                    digest.update(piece)
        except OSError as error:
            return _finding(error)
        return INTACT if digest.hexdigest() == sha256 else CHANGED

    def size(self, sha256: str) -> int | None:
        try:
            return self.place(sha256).stat().st_size
        except OSError:
            return None

    def names(self) -> Iterator[str]:
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                yield path.name


class NullStore:
    """Keeps bytes for as long as it lives itself: for tests, and for trying something out."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def keep(self, data: Bytes) -> str:
        whole = data if isinstance(data, bytes) else b"".join(data)
        sha256 = hashlib.sha256(whole).hexdigest()
        self.kept[sha256] = whole
        return sha256

    def read(self, sha256: str) -> bytes:
        finding = self.prove(sha256)
        if finding != INTACT:
            raise Broken(sha256, finding)
        return self.kept[sha256]

    def prove(self, sha256: str) -> str:
        if sha256 not in self.kept:
            return MISSING
        return INTACT if hashlib.sha256(self.kept[sha256]).hexdigest() == sha256 else CHANGED

    def size(self, sha256: str) -> int | None:
        return len(self.kept[sha256]) if sha256 in self.kept else None

    def names(self) -> Iterator[str]:
        yield from sorted(self.kept)


def _finding(error: OSError) -> str:
    return MISSING if isinstance(error, FileNotFoundError | NotADirectoryError) else UNREADABLE


def _why(error: OSError) -> str:
    """What the disk said, in a sentence with a way out."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full, so nothing was kept. Free some space there and try again.")
    if error.errno == errno.EROFS:
        return _("The newsroom’s folder is read-only, so nothing was kept.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return _("The newsroom’s folder may not be written, so nothing was kept.")
    return _("The disk did not take it, so nothing was kept: %(why)s") % {"why": error.strerror or error}
