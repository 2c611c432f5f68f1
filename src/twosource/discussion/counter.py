"""The counter at which readers' words are taken: one commit for all that wait, so that one sync of the disk is for
all of them.

One thread of a process takes everything that waits and has it committed; who came meanwhile is next. Nobody is
overtaken: the queue is in the order of arrival, and is taken from its beginning. It is bounded, and who finds it full
is told so at once.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

log = logging.getLogger("twosource.discussion")

MOST_WAITING = 2000
MOST_AT_ONCE = 200
# Seconds in which as many as last time may come together. Who was just answered is often the next to ask, and a
# commit costs nearly the same for one as for many.
GATHER = 0.004
_IDLE_SECONDS = 60.0


class Full(Exception):
    """So many wait already that nobody can be promised an answer."""


class _Waiting(Generic[T, R]):
    """One that waits, and where its answer goes."""

    __slots__ = ("future", "loop", "thing")

    def __init__(self, thing: T) -> None:
        self.thing = thing
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[R] = self.loop.create_future()


class Counter(Generic[T, R]):
    """Takes things from event loops and has `commit` do many of them at once, in a thread of its own.

    commit: makes of things their results, in their order, all or none of them on disk when it returns. What it raises
    is tried once more, together, and then one by one; `failed` makes the result of one that cannot be done.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[T]], Sequence[R]],
        failed: Callable[[T, Exception], R],
        *,
        most_waiting: int = MOST_WAITING,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        self._commit, self._failed = commit, failed
        self._most_waiting, self._most_at_once = most_waiting, most_at_once
        self._waiting: deque[_Waiting[T, R]] = deque()
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._last = 1  # how many were taken together

    async def put(self, thing: T) -> R:
        """What became of it, once that is on disk. Raises `Full` at once when too many wait.

        Who stops waiting takes nothing back: it may be on record, and the same receipt finds it there.
        """
        waiting: _Waiting[T, R] = _Waiting(thing)
        with self._change:
            if len(self._waiting) >= self._most_waiting:
                raise Full
            self._waiting.append(waiting)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="counter", daemon=True)
                self._thread.start()
            elif len(self._waiting) in (1, self._last):
                self._change.notify()
        return await waiting.future

    def _work(self) -> None:
        while True:
            some = self._next()
            if not some:
                return
            _answer(some, self._results([each.thing for each in some]))

    def _next(self) -> list[_Waiting[T, R]]:
        """The first of those that wait; none when nobody came for a while, and then the thread is no more."""
        with self._change:
            if not self._waiting and not self._change.wait(_IDLE_SECONDS) and not self._waiting:
                self._thread = None
                return []
            if len(self._waiting) < self._last:
                self._change.wait_for(lambda: len(self._waiting) >= self._last, GATHER)
            number = self._last = min(len(self._waiting), self._most_at_once)
            return [self._waiting.popleft() for _each in range(number)]

    def _results(self, things: Sequence[T]) -> Sequence[R]:
        for _time in range(2):
            try:
                return self._commit(things)
            except Exception as error:
                log.warning("%d comments could not be put on record together: %s", len(things), error)
        return [self._one(thing) for thing in things]

    def _one(self, thing: T) -> R:
        """So that one that cannot be done takes no other with it."""
        try:
            [result] = self._commit([thing])
        except Exception as error:
            log.exception("a comment could not be put on record")
            return self._failed(thing, error)
        return result


def _answer(some: Sequence[_Waiting[T, R]], results: Sequence[R]) -> None:
    """Wake each loop once, for all of its own."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[R], R]]] = {}
    for waiting, result in zip(some, results, strict=True):
        by_loop.setdefault(waiting.loop, []).append((waiting.future, result))
    for loop, pairs in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, pairs)


def _settle(pairs: Sequence[tuple[asyncio.Future[R], R]]) -> None:
    for future, result in pairs:
        if not future.done():
            future.set_result(result)
