"""Names of lists of threads, as pages say that they show one and facts that they may move one."""

from __future__ import annotations

from typing import Final

#: Which lists there are: a list without a thread is none.
EVERY: Final = "list:threads"
#: Threads whose numbers follow each other are listed together, so many.
TOGETHER: Final = 1000


def list_number(thread_id: int) -> int:
    """Which list a thread stands in, from 1."""
    return (thread_id - 1) // TOGETHER + 1


def list_name(number: int) -> str:
    """The subject of one list."""
    return f"{EVERY}:{number}"
