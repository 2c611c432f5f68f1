"""Edge processes on one listening socket take readers in turn, by how many each of them has.

The socket's queue is the supervisor's and nobody's in particular: whichever process dies, no reader is turned
away. Left to themselves, though, the first process to wake takes all who come at once. So each writes down how
many readers it has, and who has many more than another waits a moment for the other one to take the next.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import socket
from collections.abc import Callable
from pathlib import Path

# Seconds: enough for another process to wake, and not felt by a reader when the other one is dead.
_MOMENT = 0.001
# Readers more than another that are nothing to wait for, beside a quarter of what the other has.
_SLACK = 2
_COUNT_BYTES = 8
MOST_PLACES = 64


class Turns:
    """One process's place among those that share a listening socket. `take` is called with each new reader."""

    def __init__(
        self,
        file: Path,
        place: int,
        places: int,
        listener: socket.socket,
        take: Callable[[socket.socket], None],
    ) -> None:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, MOST_PLACES * _COUNT_BYTES)
            self._counts = memoryview(mmap.mmap(handle, MOST_PLACES * _COUNT_BYTES)).cast("Q")
        finally:
            os.close(handle)
        self._place, self._places = place, places
        self._listener, self._take = listener, take
        self._has_waited = self._is_over = False
        self.note(0)
        self._listen()

    def note(self, number: int) -> None:
        """Write down how many readers this process has."""
        self._counts[self._place] = number

    def end(self) -> None:
        """Take no more."""
        self._is_over = True
        asyncio.get_running_loop().remove_reader(self._listener.fileno())

    def _listen(self) -> None:
        if not self._is_over:
            asyncio.get_running_loop().add_reader(self._listener.fileno(), self._next)

    def _next(self) -> None:
        """Somebody is waiting: take one, or leave it to another process for a moment."""
        mine, least = self._counts[self._place], min(self._counts[: self._places])
        if mine > least + _SLACK + least // 4 and not self._has_waited:
            self._has_waited = True
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._listener.fileno())
            loop.call_later(_MOMENT, self._listen)
            return
        self._has_waited = False
        try:
            taken, _address = self._listener.accept()
        except OSError:
            return
        taken.setblocking(False)
        self._counts[self._place] = mine + 1
        self._take(taken)
