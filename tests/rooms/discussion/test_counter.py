"""The counter takes all that wait in one commit, loses nobody, and overtakes nobody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from twosource.discussion.counter import Counter, Full


def failed(thing: int, error: Exception) -> str:
    return f"{thing}: {error}"


class Held:
    """A commit that waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.together: list[list[int]] = []

    def __call__(self, things: Sequence[int]) -> list[str]:
        self.begun.set()
        assert self.go.wait(20)
        self.together.append(list(things))
        return [str(thing) for thing in things]


async def queue_behind(commit: Held, counter: Counter[int, str], number: int) -> list[asyncio.Task[str]]:
    """One at the counter, and so many behind it in order."""
    tasks = [asyncio.create_task(counter.put(0))]
    await asyncio.to_thread(commit.begun.wait, 20)
    tasks += [asyncio.create_task(counter.put(thing)) for thing in range(1, number + 1)]
    await asyncio.sleep(0)
    return tasks


def test_all_that_wait_are_committed_together_in_their_order() -> None:
    commit = Held()

    async def many() -> list[str]:
        tasks = await queue_behind(commit, Counter(commit, failed, most_at_once=6), 10)
        commit.go.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(many()) == [str(n) for n in range(11)]
    assert commit.together == [[0], [1, 2, 3, 4, 5, 6], [7, 8, 9, 10]]


def test_who_finds_the_queue_full_is_told_at_once() -> None:
    commit = Held()

    async def many() -> list[str]:
        counter = Counter(commit, failed, most_waiting=3)
        tasks = await queue_behind(commit, counter, 3)
        with pytest.raises(Full):
            await counter.put(9)
        commit.go.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(many()) == ["0", "1", "2", "3"]


def test_one_that_cannot_be_done_takes_no_other_with_it() -> None:
    commit = Held()

    def picky(things: Sequence[int]) -> list[str]:
        found = commit(things)
        if 2 in things:
            raise RuntimeError("two is too much")
        return found

    async def many() -> list[str]:
        tasks = await queue_behind(commit, Counter(picky, failed), 3)
        commit.go.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(many()) == ["0", "1", "2: two is too much", "3"]


def test_who_goes_away_disturbs_nobody() -> None:
    commit = Held()

    async def many() -> list[str]:
        tasks = await queue_behind(commit, Counter(commit, failed), 3)
        tasks.pop(1).cancel()
        commit.go.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(many()) == ["0", "2", "3"]
    assert [thing for some in commit.together for thing in some] == [0, 1, 2, 3]


def test_one_counter_serves_one_loop_after_the_other() -> None:
    commit = Held()
    commit.go.set()
    counter = Counter(commit, failed)
    assert [asyncio.run(counter.put(n)) for n in range(3)] == ["0", "1", "2"]
