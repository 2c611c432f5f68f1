"""What rows are called outside, and which row an outside name means.

A row made here is called `newsroom:kind:number`, a sealed voice `newsroom:sealed:token`; a row that came from
elsewhere keeps the name it had there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from twosource.people.models import Human
from twosource.verification.models import Actor, Claim, Item
from twosource.verification.sealed_outside import names_outside

from ..models import Arrival, Passport

MODELS: dict[str, Any] = {"person": Human, "voice": Actor, "item": Item, "claim": Claim}
SEALED = "sealed"

T = TypeVar("T")


def own_newsroom() -> str:
    """The name of this newsroom among others; made the first time."""
    passport, _made = Passport.objects.get_or_create(one=True)
    return str(passport.newsroom)


def in_batches(things: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """The things in lists of at most `size`: no query names more rows than a database takes."""
    waiting = iter(things)
    while batch := list(islice(waiting, size)):
        yield batch


def names_of(kind: str, pks: Collection[int], *, receiver: str = "") -> dict[int, str]:
    """What these rows are called outside, by row. For a named receiver sealed voices have names of their own."""
    own = own_newsroom()
    names: dict[int, str] = {}
    for batch in in_batches(pks):
        came = Arrival.objects.filter(kind=kind, row__in=batch, made=True).values_list("row", "name")
        names |= {pk: f"{own}:{kind}:{pk}" for pk in batch} | dict(came)
        if kind == "voice":
            keep = () if receiver else dict(came)
            told = names_outside((pk for pk in batch if pk not in keep), receiver=f"{own}:{receiver}")
            names |= {pk: f"{own}:{SEALED}:{token}" for pk, token in told.items()}
    return names


def rows_called(kind: str, names: Iterable[str]) -> dict[str, int]:
    """Which of these names mean a row that is here, and which row."""
    own, names = own_newsroom(), list(names)
    found: dict[str, int] = {}
    for batch in in_batches(names):
        found |= dict(Arrival.objects.filter(kind=kind, name__in=batch).values_list("name", "row"))
        mine = {name: _number(name, own, kind) for name in batch if name.startswith(f"{own}:")}
        numbers = [number for number in mine.values() if number]
        there = set(MODELS[kind].objects.filter(pk__in=numbers).values_list("pk", flat=True))
        found |= {name: number for name, number in mine.items() if number in there}
    if kind == "voice" and any(name.startswith(f"{own}:{SEALED}:") for name in names):
        found |= _sealed_here(own, names)
    return found


def _number(name: str, own: str, kind: str) -> int:
    """The row's number in a name of our own; 0 when it is none. A sealed voice has no other name than its token."""
    number = name.removeprefix(f"{own}:{kind}:")
    return int(number) if number.isdecimal() and len(number) < 18 else 0


def _sealed_here(own: str, names: Iterable[str]) -> dict[str, int]:
    wanted = set(names)
    pks = list(
        Actor.objects.filter(sealed__isnull=False, sealed_elsewhere=False).values_list("pk", flat=True)
    )
    return {name: pk for pk, name in names_of("voice", pks).items() if name in wanted}
