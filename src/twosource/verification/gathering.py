"""Getting hold of bytes before anything is put on record: kept in the store, looked at, attested.

This takes as long as a disk, a web server and an authority take, so it is done before the action's transaction,
never inside it: nobody else waits for them. Bytes that no action then puts on record stay in the store, and
`twosource verify-evidence` names them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from twosource.outside import windows
from twosource.outside.fetch_refusals import NotFetched
from twosource.outside.timestamp import NotStamped, Stamp

from .media import HEAD, clean_name, count_pages, media_type
from .refusals import CopyRefused

FILE: Final = "file"
FETCHED: Final = "fetched"
IMPORTED: Final = "imported"


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are in the store now, and all that is known of them before they are put on record.

    `how` is FILE, FETCHED or IMPORTED. `no_stamp` says why an authority that was asked gave no stamp.
    """

    sha256: str
    size: int
    name: str
    media_type: str
    how: str
    pages: int | None = None
    asked: str = ""
    address: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    stamp: Stamp | None = None
    no_stamp: str = ""
    wall: bool = False


def gather_file(pieces: bytes | Iterable[bytes], *, name: str, how: str = FILE) -> Kept:
    """Keep a file that somebody hands in, whole or in pieces.

    Raises: CopyRefused when it is empty or larger than the newsroom keeps; NotKept, an OSError, when the disk
    does not take it.
    """
    counted = _Counted([pieces] if isinstance(pieces, bytes) else pieces, windows.largest_bytes())
    sha256 = windows.store().keep(counted)
    return _looked_at(sha256, counted, name=name, how=how)


def gather_address(address: str) -> Kept:
    """Fetch what is at an address and keep it.

    Raises: CopyRefused, saying why nothing was fetched; NotKept, an OSError, when the disk does not take it.
    """
    try:
        found = windows.fetcher().fetch(address)
    except NotFetched as error:
        raise CopyRefused(str(error)) from error
    counted = _Counted([found.data], windows.largest_bytes())
    sha256 = windows.store().keep(counted)
    return _looked_at(
        sha256, counted,
        name=_last_part(found.address), how=FETCHED, told=found.media_type,
        asked=found.asked, address=found.address, headers=found.headers,
    )  # fmt: skip


def _last_part(address: str) -> str:
    return address.partition("?")[0].rstrip("/").rpartition("/")[2] if address.count("/") > 3 else ""


class _Counted:
    """Pieces passed on and counted, so that a file is refused while it comes and not when the disk is full of it."""

    def __init__(self, pieces: Iterable[bytes], most: int) -> None:
        self._pieces, self._most = pieces, most
        self.size, self.head = 0, b""

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            if self.size > self._most:
                told = {"most": self._most // windows.MEGABYTE}
                raise CopyRefused(_("The file is larger than %(most)d MB, the most that is kept.") % told)
            if len(self.head) < HEAD:
                self.head += piece[: HEAD - len(self.head)]
            yield piece
        if not self.size:
            raise CopyRefused(_("The file is empty: there is nothing to keep."))


def _looked_at(sha256: str, counted: _Counted, *, name: str, told: str = "", **more: Any) -> Kept:
    kind = media_type(counted.head, name=name, told=told)
    data = windows.store().read(sha256)
    pages = count_pages(io.BytesIO(data)) if kind == "application/pdf" else None
    stamp, no_stamp = _stamped(data)
    return Kept(
        sha256, counted.size, clean_name(name, kind), kind, pages=pages, stamp=stamp, no_stamp=no_stamp, **more
    )  # fmt: skip


def _stamped(data: bytes) -> tuple[Stamp | None, str]:
    """An authority that does not answer takes nothing away: the copy is kept without its word."""
    try:
        return windows.timestamper().stamp(data), ""
    except NotStamped as error:
        return None, str(error)
