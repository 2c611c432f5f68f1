"""What a page is made from, noted while it is made.

A read that looks at something a fact may be about says so by the fact's subject (`story:7`, `topic:3`), or by
the name of a list that facts may lengthen (`list:front`). Whoever makes a page that is kept records what was
said, and makes it anew when a fact has one of those subjects. Outside a recording nothing is noted.

What many pages have in common, a card of a story or where a claim's evidence comes from, is a *part*: made once and
kept, with what it was itself made from, by whoever keeps the pages. A page made with it was made from all of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.utils import timezone
from django.utils.translation import get_language

T = TypeVar("T")
K = TypeVar("K", bound=int | str)

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Something pages are made with, the subjects it was made from, and when it turns into another by itself."""

    value: Any
    subjects: frozenset[str]
    until: datetime | None = None


class Parts(Protocol):
    """Where parts are kept until one of their subjects is touched."""

    def get(self, name: Name) -> Part | None: ...

    def put(self, name: Name, part: Part, weight: int) -> None: ...


@dataclass(slots=True)
class Uses:
    """What was noted of one page.

    subjects: what it is made from.
    until: when it turns into another page by itself (aware); None for never.
    query: names of the query parameters that make another page; None while no view has said that the page
        may be kept.
    shared: what the parts of the page have in common, by name (`once`).
    parts: what pages have in common is kept here (`kept`); None where nothing is.
    """

    subjects: set[str] = field(default_factory=set)
    until: datetime | None = None
    query: tuple[str, ...] | None = None
    shared: dict[Name, Part] = field(default_factory=dict)
    parts: Parts | None = None


_current: ContextVar[Uses | None] = ContextVar("twosource_uses", default=None)


@contextmanager
def recording(parts: Parts | None = None) -> Iterator[Uses]:
    """Note what is used in this block, in this context."""
    with _noting(Uses(parts=parts)) as uses:
        yield uses


@contextmanager
def _noting(uses: Uses) -> Iterator[Uses]:
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
    if (name,) not in uses.shared:
        uses.shared[name,] = _made(make, uses)
    return _used(uses.shared[name,])


def kept(name: str, make: Callable[[], T], *, weight: int = 1) -> T:
    """What pages have in common: made when the first asks for it, and anew when something it was made from is touched.

    `make` has to note all it looks at, as a page does; it is not to look at what was noted before. The value is
    shared by pages: nobody changes it. `weight` is about how many cards of stories it is as large as.
    """
    return kept_each(name, [""], lambda _keys: {"": make}, weight=weight)[""]


def kept_each(
    kind: str, keys: Iterable[K], makers: Callable[[list[K]], Mapping[K, Callable[[], T]]], *, weight: int = 1
) -> dict[K, T]:
    """The same for several of a kind: those that are not kept are looked up together, and made one by one.

    `makers` is asked for how to make the missing ones; what it leaves out is not there. What it notes itself, while it
    looks them up, counts for the page alone.
    """
    wanted = list(dict.fromkeys(keys))
    uses = _current.get()
    if uses is None:
        with recording():  # so that what one of these is made of is not looked up once for each of them
            return kept_each(kind, wanted, makers, weight=weight)
    names = {key: _name(kind, key) for key in wanted}
    found = {key: part for key in wanted if (part := _found(names[key], uses)) is not None}
    missing = [key for key in wanted if key not in found]
    for key, make in (makers(missing) if missing else {}).items():
        found[key] = uses.shared[names[key]] = _made(make, uses)
        if uses.parts is not None:
            uses.parts.put(names[key], found[key], weight)
    return {key: _used(found[key]) for key in wanted if key in found}


def _found(name: Name, uses: Uses) -> Part | None:
    """A part that this page, or another, was made with. A page is made with the same one throughout."""
    part = uses.shared.get(name)
    if part is None and uses.parts is not None and (part := uses.parts.get(name)) is not None:
        uses.shared[name] = part
    return part


def _name(kind: str, key: int | str) -> Name:
    """Words differ by language, and hours by zone."""
    return kind, str(key), get_language() or "", timezone.get_current_timezone_name()


def _made(make: Callable[[], Any], uses: Uses) -> Part:
    with _noting(Uses(shared=uses.shared, parts=uses.parts)) as own:
        value = make()
    return Part(value, frozenset(own.subjects), own.until)


def _used(part: Part) -> Any:
    using(*part.subjects)
    good_until(part.until)
    return part.value


def may_be_kept(*query: str) -> None:
    """Said by a view: the answer is the same for everyone, and may be kept.

    `query` names the parameters that make another page of it; any other in the address is ignored.
    """
    uses = _current.get()
    if uses is not None:
        uses.query = query
