"""Edge processes on the same listening sockets take readers in turn, by how many each of them has.

The queues are the supervisor's: whichever process dies, no reader is turned away. Where there is one for each process,
each takes from its own, and from another's those who still wait after a moment. Left to themselves, though, the first
process to wake takes all who come at once, or the one on whose core all of them arrive. So each writes down how many
readers it has, and who has many more than another waits a moment for the other one to take the next.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import socket
from collections.abc import Callable, Sequence
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
        listeners: Sequence[socket.socket],
        take: Callable[[socket.socket], None],
    ) -> None:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, MOST_PLACES * _COUNT_BYTES)
            self._counts = memoryview(mmap.mmap(handle, MOST_PLACES * _COUNT_BYTES)).cast("Q")
        finally:
            os.close(handle)
        self._place, self._places = place, places
        self._listeners, self._take = listeners, take
        self._waited: dict[int, int] = {}
        self._is_over = False
        self.note(0)
        for queue in range(len(listeners)):
            self._listen(queue)

    def note(self, number: int) -> None:
        """Write down how many readers this process has."""
        self._counts[self._place] = number

    def end(self) -> None:
        """Take no more."""
        self._is_over = True
        for listener in self._listeners:
            asyncio.get_running_loop().remove_reader(listener.fileno())

    def _listen(self, queue: int) -> None:
        if not self._is_over:
            asyncio.get_running_loop().add_reader(self._listeners[queue].fileno(), self._next, queue)

    def _next(self, queue: int) -> None:
        """Somebody is waiting: take one, or leave it to another process for a moment."""
        waited = self._waited.pop(queue, 0)
        if waited < self._moments(queue):
            self._waited[queue] = waited + 1
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._listeners[queue].fileno())
            loop.call_later(_MOMENT, self._listen, queue)
            return
        try:
            taken, _address = self._listeners[queue].accept()
        except OSError:
            return
        taken.setblocking(False)
        self._counts[self._place] += 1
        self._take(taken)

    def _moments(self, queue: int) -> int:
        """How many moments the next in this queue is left to others."""
        mine = self._counts[self._place]
        if len(self._listeners) == 1 or queue == self._place:
            return int(_is_many(mine, beside=min(self._counts[: self._places])))
        # Who has many may be glad of help, and who takes nobody for two moments may be dead.
        return 1 if _is_many(self._counts[queue], beside=mine) else 2


def _is_many(number: int, *, beside: int) -> bool:
    return number > beside + _SLACK + beside // 4
