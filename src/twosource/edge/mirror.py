"""From a bucket into a folder that `serve --edge-only` answers from, and from a folder into a bucket.

What was brought is noted beside the pages (`mirror.json`: the bucket's pulse, and each record's ETag), so that the
next turn asks for what changed and for nothing else. Each page is swapped whole by the folder itself; a turn that
is broken off leaves pages that are old or new, and the next one goes on from there. Nothing of Django's here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from twosource.outside.objects import Listed, NotStored

from .along import bring_files, send_files
from .bucket import BucketStore
from .folder import SUFFIX, FolderStore
from .records import FinishedPage, pack

NOTES: Final = "mirror.json"
AT_ONCE: Final = 8
_NOTED_EVERY: Final = 500
_LOOKS: Final = 5  # a page that changes as often while it is sent has an errand of its own under way

Told = Callable[[str, int, int], None]
One = TypeVar("One")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Brought:
    """What one turn did: pages brought, pages dropped, pages that were there as they should be."""

    brought: int
    dropped: int
    same: int


def mirror(
    source: BucketStore, target: FolderStore, *, told: Told = lambda *_: None, whole: bool = True
) -> Brought:
    """Have the folder hold what the bucket holds. Raises NotStored, OSError; what was done by then stays done.

    A page that the bucket does not have is dropped only when the bucket was listed to its end. Unless `whole`, it is
    not even listed while its pulse stands where it stood at the end of the last turn.
    """
    notes, pulse = Notes(target.folder), source.pulse()
    if not whole and pulse and notes.pulse == pulse:
        return Brought(0, 0, len(notes))
    notes.pulse = ""
    listed = list(source.records())
    _demand_some(listed, target.folder.glob(f"??/*{SUFFIX}"), "the bucket")
    there = {_digest(one): one for one in listed}
    changed = [
        one for digest, one in there.items() if not notes.holds(one) or not _file(target, digest).exists()
    ]
    brought = 0
    try:
        for one, page in _side_by_side(source.read, changed):
            if page is not None:
                bring_files(page, source, target.folder.parent)
                target.put(page)
                notes.note(one)
            brought += 1
            told("pages", brought, len(changed))
            if brought % _NOTED_EVERY == 0:
                notes.write()
    finally:
        notes.write()
    gone = [file for file in target.folder.glob(f"??/*{SUFFIX}") if file.stem not in there]
    for file in gone:
        file.unlink(missing_ok=True)
    if gone:
        target.pulse.move()
    notes.pulse = pulse
    notes.keep_only(listed)
    return Brought(brought, len(gone), len(listed) - len(changed))


def push(source: FolderStore, target: BucketStore, *, told: Told = lambda *_: None) -> Brought:
    """Have the bucket hold what the folder holds. Raises NotStored; what was done by then stays done.

    A record that is there already, of the same page, is not sent again: so a fill that was broken off goes on.
    """
    known = {_digest(one): one.etag.strip('"') for one in target.records()}
    paths = sorted(source.paths())
    _demand_some(paths, iter(known), str(source.folder))
    names = {source.file_of(path).stem for path in paths}
    done = sent = 0
    for _path, was_sent in _side_by_side(lambda path: _send(source, target, path, known), paths):
        done, sent = done + 1, sent + was_sent
        told("pages", done, len(paths))
    gone = [one for one in target.records() if _digest(one) not in names]
    for _one, _ in _side_by_side(lambda one: _drop(source, target, one), gone):
        pass
    if sent or gone:
        target.beat()
    return Brought(sent, len(gone), done - sent)


def _demand_some(found: Sequence[object], there: Iterator[object], where: str) -> None:
    """An empty source is a wrong name more often than a paper without a page: it empties nothing."""
    if not found and next(there, None) is not None:
        raise NotStored(
            f"{where} holds no finished page: nothing was changed. Is its name, or the prefix, right?"
        )


def _send(source: FolderStore, target: BucketStore, path: str, known: Mapping[str, str]) -> bool:
    page = source.get(path)
    if page is None:  # it went while we were at it: who dropped it has said so to the bucket too
        return False
    etag = known.get(source.file_of(path).stem)
    if etag is not None and (etag == _md5(page) or target.get(path) == page):
        return False
    bring_in_line(source, target, path)
    return True


def bring_in_line(source: FolderStore, target: BucketStore, path: str) -> None:
    """Have the bucket hold at this address what the folder holds. Raises NotStored.

    Looked at again afterwards: had the page changed meanwhile, and somebody quicker brought the new one, ours would
    have put the old one over it.
    """
    for _turn in range(_LOOKS):
        page = source.get(path)
        if page is None:
            target.drop(path)
        else:
            send_files(page, source.folder.parent, target)
            target.put(page)
        if source.get(path) == page:
            return


def _drop(source: FolderStore, target: BucketStore, one: Listed) -> None:
    page = target.read(one)
    if page is not None and source.get(page.path) is None:
        target.drop(page.path)


def _side_by_side(deed: Callable[[One], Made], many: Iterable[One]) -> Iterator[tuple[One, Made]]:
    """Each with what the deed made of it, several at a time, in their order; the first failure ends it."""
    rest = iter(many)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bucket") as hands:
        while batch := list(islice(rest, AT_ONCE * 4)):
            yield from zip(batch, hands.map(deed, batch), strict=True)


def _md5(page: FinishedPage) -> str:
    """The ETag that most stores give the page's record; where a store gives another, the record is looked at."""
    return hashlib.md5(pack(page), usedforsecurity=False).hexdigest()


def _digest(one: Listed) -> str:
    return one.name.rpartition("/")[2].removesuffix(SUFFIX)


def _file(target: FolderStore, digest: str) -> Path:
    return target.folder / digest[:2] / (digest + SUFFIX)


class Notes:
    """Which version of each record was brought. Lost or broken notes cost time and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NOTES
        self._etags: dict[str, str] = {}
        self.pulse = ""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            self._etags = {str(name): str(etag) for name, etag in kept["records"].items()}
            self.pulse = str(kept["pulse"])

    def __len__(self) -> int:
        return len(self._etags)

    def holds(self, one: Listed) -> bool:
        return bool(one.etag) and self._etags.get(_digest(one)) == one.etag

    def note(self, one: Listed) -> None:
        self._etags[_digest(one)] = one.etag

    def keep_only(self, listed: Iterable[Listed]) -> None:
        names = {_digest(one) for one in listed}
        self._etags = {name: etag for name, etag in self._etags.items() if name in names}
        self.write()

    def write(self) -> None:
        fresh = self._file.with_suffix(f".{os.getpid()}")
        try:
            fresh.write_text(json.dumps({"pulse": self.pulse, "records": self._etags}), encoding="utf-8")
            fresh.replace(self._file)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
