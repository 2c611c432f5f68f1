"""Unpacking an answer that was sent packed, without ever making more of it than may be kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from .fetch_refusals import TooLarge, Unreadable

_PIECE: Final = 256 * 1024
_AUTOMATIC: Final = 47  # zlib's own word for “gzip or zlib, see for yourself”
_RAW: Final = -15


def unpacked(pieces: Iterator[bytes], packing: str, *, most: int) -> Iterator[bytes]:
    """The pieces as they were before they were packed (gzip, deflate or not at all).

    A bomb is a few bytes that unpack to all there is: so little is unpacked at a time, and counted.
    Raises: TooLarge, Unreadable.
    """
    packing = packing.strip().lower()
    if packing in ("", "identity"):
        yield from pieces
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise Unreadable(
            _("It is packed as “%(packing)s”, which we cannot unpack.") % {"packing": packing[:40]}
        )
    came = 0
    for piece in _unzipped(pieces):
        came += len(piece)
        if came > most:
            told = {"most": most // 1_000_000}
            raise TooLarge(_("Unpacked, it is larger than %(most)d MB, the most that is kept.") % told)
        yield piece


def _unzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    machine = None
    try:
        for piece in pieces:
            if machine is None:
                # “deflate” is zlib by the standard and raw by some servers: the first byte tells.
                zlibbed = piece[:1] == b"\x1f" or piece[0] & 0x0F == 8
                machine = zlib.decompressobj(_AUTOMATIC if zlibbed else _RAW)
            waiting = piece
            while waiting and not machine.eof:
                yield machine.decompress(waiting, _PIECE)
                waiting = machine.unconsumed_tail
        if machine is not None:
            yield machine.flush()
    except zlib.error as error:
        raise Unreadable(_("It cannot be unpacked: it is broken.")) from error
    if machine is not None and not machine.eof:
        raise Unreadable(_("It cannot be unpacked: its end is missing."))
