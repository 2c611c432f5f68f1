"""Finished pages as the tests of this room look at them: what is kept, and what a render would give now."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from unittest.mock import patch

from django.test import Client

from twosource.edge import actions, keeping, middleware
from twosource.edge.finishing import finish_waiting
from twosource.edge.models import Standing
from twosource.edge.parts import PartsKept
from twosource.edge.records import FinishedPage
from twosource.edge.rendering import rendered


@dataclass
class Answer:
    """What readers are given, without what belongs to the moment it was made."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    keys: tuple[str, ...] = ()
    query: tuple[str, ...] = ()


def fresh(path: str) -> Answer:
    """What a render gives now, from nothing that was made before; nothing of it is kept."""
    seen: list[FinishedPage] = []

    def look(*, page: FinishedPage, **_: object) -> actions.Kept:
        seen.append(page)
        return actions.Kept.NOT

    with patch.object(actions, "keep", look), patch.object(middleware, "parts", PartsKept()):
        response = rendered(path)
    return answer_of(seen[0]) if seen else Answer(response.status_code)


def asked(path: str, *, anew: bool = False) -> tuple[int, bytes]:
    """Status and body of an answer that is kept nowhere; `anew` from nothing that was made before."""
    with patch.object(middleware, "parts", PartsKept()) if anew else nullcontext():
        answer = Client().get(path)
    return answer.status_code, answer.content


def kept(path: str) -> FinishedPage | None:
    """The page in the folder that readers would be shown without asking anyone."""
    page = keeping.store().get(path)
    return page if page and not page.stale else None


def answer_of(page: FinishedPage) -> Answer:
    return Answer(page.status, dict(page.headers), page.bodies["identity"], page.keys, page.query)


def finish_all(most: int = 10_000) -> int:
    """Make everything that waits, whether or not its time has come, or is still to be told to."""
    while actions.spread():
        pass
    Standing.objects.exclude(state=Standing.State.FRESH).update(again_at=None)
    return finish_waiting(most=most)
