"""Who takes the next reader: whoever has fewer, from a queue of their own first, and nobody waits for the dead."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from twosource.edge.turns import Turns

LONG = 5.0  # seconds, after which something is wrong


class Harbour:
    """Two processes' turns in one, with so many queues; who took which reader."""

    def __init__(self, folder: Path, queues: int, stack: ExitStack) -> None:
        self.file = folder / "turns"
        self.listeners = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _each in range(queues)
        ]
        for listener in self.listeners:
            listener.setblocking(False)
        self.stack = stack
        self.taken: list[int] = []
        self.turns: dict[int, Turns] = {}

    def open(self, place: int) -> None:
        """Have this process take readers."""

        def take(reader: socket.socket) -> None:
            self.stack.enter_context(reader)
            self.taken.append(place)

        # As another process has them: the same queues by descriptors of its own.
        queues = [self.stack.enter_context(each.dup()) for each in self.listeners]
        self.turns[place] = Turns(self.file, place, 2, queues, take)

    async def come(self, queue: int, number: int = 1) -> None:
        """So many readers, each once the one before was taken."""
        for _each in range(number):
            before = len(self.taken)
            reader = self.stack.enter_context(socket.socket())
            reader.setblocking(False)
            await asyncio.get_running_loop().sock_connect(reader, self.listeners[queue].getsockname())
            async with asyncio.timeout(LONG):
                while len(self.taken) == before:
                    await asyncio.sleep(0.001)

    def end(self) -> None:
        for one in self.turns.values():
            one.end()


Play = Callable[[Harbour], Awaitable[None]]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., list[int]]]:
    with ExitStack() as stack:

        def run(scene: Play, *, queues: int = 2) -> list[int]:
            harbour = Harbour(tmp_path, queues, stack)

            async def whole() -> None:
                try:
                    await scene(harbour)
                finally:
                    harbour.end()

            asyncio.run(whole())
            return harbour.taken

        yield run


def test_each_takes_from_a_queue_of_its_own(play: Callable[..., list[int]]) -> None:
    async def scene(harbour: Harbour) -> None:
        harbour.open(0)
        harbour.open(1)
        for queue in (0, 1, 1, 0, 1, 0):
            await harbour.come(queue)

    assert play(scene) == [0, 1, 1, 0, 1, 0]


@pytest.mark.parametrize("queues", [1, 2])
def test_when_all_arrive_in_one_queue_both_have_work(play: Callable[..., list[int]], queues: int) -> None:
    async def scene(harbour: Harbour) -> None:
        harbour.open(0)
        harbour.open(1)
        await harbour.come(0, 40)

    taken = play(scene, queues=queues)
    assert len(taken) == 40
    assert 12 <= taken.count(1) <= 28


def test_a_queue_whose_process_is_not_there_is_emptied_by_the_other(play: Callable[..., list[int]]) -> None:
    async def scene(harbour: Harbour) -> None:
        harbour.open(1)
        await harbour.come(0, 20)

    assert play(scene) == [1] * 20


def test_who_left_readers_behind_when_it_fell_leaves_its_queue_too(play: Callable[..., list[int]]) -> None:
    async def scene(harbour: Harbour) -> None:
        harbour.open(0)
        harbour.open(1)
        await harbour.come(0, 2)
        harbour.turns[0].end()
        harbour.turns[0].note(500)
        await harbour.come(0, 3)
        await harbour.come(1, 3)

    assert play(scene) == [0, 0, 1, 1, 1, 1, 1, 1]


def test_after_the_end_nobody_is_taken(play: Callable[..., list[int]]) -> None:
    async def scene(harbour: Harbour) -> None:
        harbour.open(0)
        await harbour.come(0)
        harbour.end()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await harbour.come(0)

    assert play(scene) == [0]
