"""One moment by which everything must be done, whatever the other side does to make it last."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from time import monotonic


@dataclass(slots=True)
class Guard:
    """Whether the time ran out while a connection was watched."""

    expired: bool = False


class Deadline:
    """So many seconds from now, on the machine's own steady clock."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Seconds left; a hair rather than none, because none would mean "for ever" to a socket."""
        return max(self._end - monotonic(), 0.001)

    def over(self) -> bool:
        return monotonic() >= self._end

    @contextmanager
    def guarding(self, line: socket.socket) -> Iterator[Guard]:
        """Within this block the connection ends at the deadline, even for who waits on it.

        A time limit on each read is not enough: one byte a second keeps every one of them. The guard holds
        a handle of its own, so that neither TLS around the socket nor its closing can take it away.
        """
        guard, own = Guard(), socket.socket(fileno=os.dup(line.fileno()))

        def end() -> None:
            guard.expired = True
            with suppress(OSError):
                own.shutdown(socket.SHUT_RDWR)

        timer = Timer(self.left(), end)
        timer.daemon = True
        timer.start()
        try:
            yield guard
        finally:
            timer.cancel()
            timer.join()
            own.close()


def resolve_within(
    deadline: Deadline, resolver: Callable[[str, int], list[str]], host: str, port: int
) -> list[str]:
    """What the resolver answers, if it does in time. Raises TimeoutError, and what the resolver raises.

    The system's resolver cannot be interrupted: one that hangs is left behind in a thread of its own.
    """
    answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except Exception as error:
            answers.put(error)

    Thread(target=ask, daemon=True, name="resolving").start()
    try:
        answer = answers.get(timeout=deadline.left())
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer
