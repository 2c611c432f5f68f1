"""What stays here of a reader who leaves, said by the rooms that need it; for who leaves to read before they do.

This room stands below those; they are joined to it in `wiring.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from twosource.people.models import User


@dataclass(frozen=True, slots=True)
class Stays:
    """Why their address must be recognised after they left, in words for them, and until when (aware)."""

    words: str
    until: datetime


#: What one room needs of an account that is about to go.
Asker = Callable[[User], Sequence[Stays]]

_askers: list[Asker] = []


def open_parting(askers: Sequence[Asker]) -> None:
    """Say which rooms are asked. Called once, at start, by `wiring.py`."""
    _askers[:] = askers


def what_stays(user: User) -> list[Stays]:
    """All that stays when this reader leaves now."""
    return [each for asker in _askers for each in asker(user)]
