"""Finished pages and small files as one process holds them in memory: bounded, and as fresh as the disk.

A page is looked at again on disk only when the folder's pulse has moved since. A copy of a folder has no pulse
that moves with it, and files have none at all: there the shelf's own second stands in for it.
"""

from __future__ import annotations

import mmap
import os
import time
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from .answers import Entry
from .folder import page_file
from .records import BrokenRecord, FinishedPage, unpack

# A file changed this recently may change again within one tick of the file system's clock, and look the same.
_RACY_NS = 50_000_000
# Eviction goes down to this part of the bound, so that it is not done at every page.
_ROOM = 0.9
_PULSE_BYTES = 8


class SmallFiles(Protocol):
    """Static files and media that are small enough to be held."""

    def identity(self, path: str) -> object:
        """What tells the file at this address from a later one; None where there is none that may be held."""

    def read(self, path: str) -> FinishedPage | None:
        """The file as a page; None where there is none that may be held."""


class Shelf:
    """What is held of the folder of pages and, through `files`, of static files and media."""

    def __init__(
        self, folder: Path, *, most_bytes: int, copied: bool = False, files: SmallFiles | None = None
    ) -> None:
        self.folder, self.most_bytes, self.copied, self.files = folder, most_bytes, copied, files
        self.entries: dict[str, Entry] = {}
        # The spelling in which most readers ask for a page leads to it without being read.
        self.targets: dict[bytes, Entry] = {}
        self.held_bytes = 0
        self.second = array("Q", [1])
        self._pulse_memory: mmap.mmap | None = None
        self._pulse_file: tuple[int, int] | None = None
        self.pulse: Sequence[int] = self.second
        self.tick()

    # Freshness

    def tick(self) -> None:
        """Once a second: files are looked at again, and a folder that has come back is found."""
        self.second[0] += 1
        if self.copied:
            return
        try:
            stat = os.stat(self.folder / "pulse")
        except OSError:
            return
        if (stat.st_dev, stat.st_ino) != self._pulse_file and stat.st_size >= _PULSE_BYTES:
            self._follow_pulse()

    def _follow_pulse(self) -> None:
        """Follow the pulse that is there now; whatever is held is looked at again."""
        try:
            with (self.folder / "pulse").open("rb") as file:
                stat = os.fstat(file.fileno())
                memory = mmap.mmap(file.fileno(), _PULSE_BYTES, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return
        self._pulse_memory, self._pulse_file = memory, (stat.st_dev, stat.st_ino)
        self.pulse = memoryview(memory).cast("Q")
        for entry in self.entries.values():
            if not entry.ranged:
                entry.counter, entry.checked, entry.identity = self.pulse, -1, None

    def refreshed(self, entry: Entry) -> Entry | None:
        """The entry as it is on disk now; None when it is there no more."""
        counted = entry.counter[0]
        if entry.identity is not None and self._identity(entry) == entry.identity:
            entry.checked = counted
            return entry
        return self._load(entry.path, held=entry)

    def _identity(self, entry: Entry) -> object:
        if entry.ranged:
            return self.files.identity(entry.path) if self.files else None
        try:
            return identity_of(os.stat(page_file(self.folder, entry.path)))
        except OSError:
            return None

    # Looking up

    def find(self, path: str) -> Entry | None:
        """The page at this address, as fresh as the disk; None when there is none."""
        entry = self.entries.get(path)
        if entry is None:
            return self._load(path)
        if entry.counter[0] != entry.checked:
            return self.refreshed(entry)
        return entry

    def again(self, path: str) -> Entry | None:
        """The page at this address, looked at again on disk whatever the pulse says; None when there is none."""
        entry = self.entries.get(path)
        return self._load(path) if entry is None else self.refreshed(entry)

    def remember_target(self, target: bytes, entry: Entry) -> None:
        """Have this spelling lead straight to the entry from now on."""
        self.targets[target] = entry
        entry.targets.append(target)

    def _load(self, path: str, held: Entry | None = None) -> Entry | None:
        if path.startswith(("/static/", "/media/")):
            return self._load_file(path, held)
        counter, counted = self.pulse, self.pulse[0]
        try:
            with page_file(self.folder, path).open("rb") as file:
                known = os.fstat(file.fileno())
                identity: object = identity_of(known)
                page = unpack(file.read())
        except FileNotFoundError:
            if held is not None and self.is_away():
                held.checked = counted
                return held
            self._forget(held)
            return None
        except BrokenRecord:
            self._forget(held)
            return None
        except OSError:
            # The disk cannot be read just now; what is held is as good as anything.
            return held
        if page.path != path:
            self._forget(held)
            return None
        entry = Entry(page)
        entry.touched = known.st_mtime
        return self._hold(entry, held, counter, counted, identity)

    def _load_file(self, path: str, held: Entry | None) -> Entry | None:
        counted = self.second[0]
        identity = self.files.identity(path) if self.files else None
        page = self.files.read(path) if self.files and identity is not None else None
        if page is None:
            self._forget(held)
            return None
        return self._hold(Entry(page, ranged=True), held, self.second, counted, identity)

    def is_away(self) -> bool:
        """Whether the whole folder is gone, rather than a page in it."""
        return not (self.folder / ("edge.json" if self.copied else "pulse")).exists()

    # Holding

    def _hold(
        self, entry: Entry, held: Entry | None, counter: Sequence[int], counted: int, identity: object
    ) -> Entry:
        self._forget(held)
        entry.counter, entry.checked, entry.identity = counter, counted, identity
        entry.used = self.second[0]
        self.entries[entry.path] = entry
        self.held_bytes += entry.size
        if self.held_bytes > self.most_bytes:
            self._make_room(entry)
        return entry

    def _forget(self, entry: Entry | None) -> None:
        if entry is None or self.entries.get(entry.path) is not entry:
            return
        del self.entries[entry.path]
        self.held_bytes -= entry.size
        for target in entry.targets:
            self.targets.pop(target, None)

    def _make_room(self, newest: Entry) -> None:
        """Let go of the pages that were not asked for the longest; they are read again when they are."""
        for entry in sorted(self.entries.values(), key=lambda each: each.used):
            if self.held_bytes <= self.most_bytes * _ROOM:
                break
            if entry is not newest:
                self._forget(entry)


def identity_of(stat: os.stat_result) -> tuple[int, int, int] | None:
    """What tells a file from a later one at its address; None where it is too young to be told."""
    if time.time_ns() - stat.st_mtime_ns < _RACY_NS:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
