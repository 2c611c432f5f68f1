"""What a page is made from, noted while it is made.

A read that looks at something a fact may be about says so by the fact's subject (`story:7`, `topic:3`), or by
the name of a list that facts may lengthen (`list:front`). Whoever makes a page that is kept records what was
said, and makes it anew when a fact has one of those subjects. Outside a recording nothing is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Uses:
    """What was noted of one page.

    subjects: what it is made from.
    until: when it turns into another page by itself (aware); None for never.
    query: names of the query parameters that make another page; None while no view has said that the page
        may be kept.
    shared: what the parts of the page have in common, by name (`once`).
    """

    subjects: set[str] = field(default_factory=set)
    until: datetime | None = None
    query: tuple[str, ...] | None = None
    shared: dict[str, Any] = field(default_factory=dict)


_current: ContextVar[Uses | None] = ContextVar("twosource_uses", default=None)


@contextmanager
def recording() -> Iterator[Uses]:
    """Note what is used in this block, in this context."""
    uses = Uses()
    token = _current.set(uses)
    try:
        yield uses
    finally:
        _current.reset(token)


def using(*subjects: str) -> None:
    """Say that what is being made rests on these subjects."""
    uses = _current.get()
    if uses is not None:
        uses.subjects.update(subjects)


def good_until(moment: datetime | None) -> None:
    """Say that what is being made turns into something else at this moment; None says nothing."""
    uses = _current.get()
    if uses is not None and moment is not None and (uses.until is None or moment < uses.until):
        uses.until = moment


def once(name: str, make: Callable[[], T]) -> T:
    """What all parts of one page share: made when the first asks for it, and new for every page.

    Outside a recording nothing is shared.
    """
    uses = _current.get()
    if uses is None:
        return make()
    if name not in uses.shared:
        uses.shared[name] = make()
    shared: T = uses.shared[name]
    return shared


def may_be_kept(*query: str) -> None:
    """Said by a view: the answer is the same for everyone, and may be kept.

    `query` names the parameters that make another page of it; any other in the address is ignored.
    """
    uses = _current.get()
    if uses is not None:
        uses.query = query
