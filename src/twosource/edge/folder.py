"""The folder of finished pages: one file a page, swapped whole, and a pulse that every change moves.

Readers of the folder look at the pulse (eight bytes, shared memory) and at nothing else until it moves; then
a file whose identity is the same as before is the same page. So an answer costs no system call, several
processes serve one folder, and none of them has to be told anything.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
from collections.abc import Iterator
from pathlib import Path

from .records import FRESH, STALE, STATE_AT, BrokenRecord, FinishedPage, pack, unpack

_COUNT = struct.Struct("=Q")
SUFFIX = ".page"


def page_file(folder: Path, path: str) -> Path:
    """Where a folder keeps the page of this address, whether or not it is there."""
    name = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
    return folder / name[:2] / (name + SUFFIX)


class Pulse:
    """A number in shared memory that only grows; whoever changes the folder moves it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(folder / "pulse", os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            if os.fstat(self._file).st_size < _COUNT.size:
                os.ftruncate(self._file, _COUNT.size)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._memory = mmap.mmap(self._file, _COUNT.size)
        self.view = memoryview(self._memory).cast("Q")

    def read(self) -> int:
        """Where it stands. The same number twice: nothing has changed between."""
        return self.view[0]

    def move(self) -> int:
        """Say that something has changed; returns the new number."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            self.view[0] += 1
            return self.view[0]
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        self.view.release()
        self._memory.close()
        os.close(self._file)


class FolderStore:
    """Finished pages in a folder. Every change is one rename, one unlink or one byte: old or new, never half."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pulse = Pulse(folder)

    def file_of(self, path: str) -> Path:
        """Where the page of this address is kept, whether or not it is there."""
        return page_file(self.folder, path)

    def put(self, page: FinishedPage) -> None:
        """Have this be the page of its address from now on. Raises OSError, and changes nothing then."""
        target = self.file_of(page.path)
        target.parent.mkdir(exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}")
        try:
            with fresh.open("xb") as file:
                file.write(pack(page))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(target)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
        self.pulse.move()

    def get(self, path: str) -> FinishedPage | None:
        """The page of this address; None when there is none, or none that is whole."""
        try:
            page = unpack(self.file_of(path).read_bytes())
        except (FileNotFoundError, BrokenRecord):
            return None
        return page if page.path == path else None

    def drop(self, path: str) -> bool:
        """Have no page at this address; returns whether there was one."""
        try:
            self.file_of(path).unlink()
        except FileNotFoundError:
            return False
        self.pulse.move()
        return True

    def mark_stale(self, path: str, *, stale: bool = True) -> bool:
        """Say that a page must be made anew before it is shown; returns whether there is one.

        Several are marked with one move of the pulse: call `pulse.move()` after the last.
        """
        try:
            handle = os.open(self.file_of(path), os.O_WRONLY)
        except FileNotFoundError:
            return False
        try:
            os.pwrite(handle, STALE if stale else FRESH, STATE_AT)
        finally:
            os.close(handle)
        return True

    def paths(self) -> Iterator[str]:
        """The address of every whole page, in no order."""
        for file in self.folder.glob(f"??/*{SUFFIX}"):
            try:
                yield unpack(file.read_bytes()).path
            except (FileNotFoundError, BrokenRecord):
                continue
