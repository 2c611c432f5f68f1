"""What it means that something fell: how firmly each status stands, and when one is lower than another.

Used for claims that rest on claims: a story that carries a claim is touched when one of its premises stands
lower than readers were told, and not when it stands firmer.
"""

from __future__ import annotations

from twosource.kernel.vocabulary import Status

#: From what stands most firmly to what does not stand at all.
FIRMEST_FIRST: tuple[Status, ...] = (
    Status.CONFIRMED,
    Status.CORROBORATED,
    Status.ASSERTED,
    Status.UNVERIFIABLE,
    Status.NONE,
    Status.DISPUTED,
    Status.DENIED,
    Status.REFUTED,
    Status.WITHDRAWN,
)
_PLACE = {status.value: place for place, status in enumerate(FIRMEST_FIRST)}


def fell(before: str, now: str) -> bool:
    """Whether `now` is a less firm status than `before`."""
    return _PLACE[now] > _PLACE[before]


def firmer(one: str, other: str) -> str:
    """The firmer of two statuses."""
    return other if fell(other, one) else one


def as_premise(status: str) -> str:
    """What a premise counts as when it is put on record: at least unopposed.

    A claim that turns out to rest on what is disputed, denied, refuted or withdrawn has fallen with it already.
    """
    return firmer(status, Status.NONE.value)
