"""Making pages anew: the one that was just published at once, the others in turn, and with time left better."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils import timezone

from . import actions, keeping
from .models import Standing
from .ranks import LATER
from .rendering import rendered

log = logging.getLogger("twosource.edge")

# A page is begun again at once when something it rests on was touched meanwhile, but not for ever.
TRIES = 3
SWEPT_AT_A_TIME = 500


def finish(path: str) -> bool:
    """Make the page of this address anew; returns whether there is one now.

    An address at which no page stands any more is forgotten; one that cannot be made waits, with the reason.
    """
    for _turn in range(TRIES):
        try:
            response = rendered(path)
        except Exception as error:  # a broken page holds up no other
            log.exception("%s could not be made", path)
            return _failed(path, f"{type(error).__name__}: {error}")
        kept = getattr(response, "kept", None)
        if kept is actions.Kept.YES:
            return True
        if kept is actions.Kept.NOT:
            return False
        if kept is None:
            return _without_page(path, response.status_code)
    return False


def _without_page(path: str, status: int) -> bool:
    if status >= 500:
        return _failed(path, f"The newsroom answered {status}.")
    actions.drop(path=path)
    return False


def _failed(path: str, why: str) -> bool:
    actions.failed(path=path, why=why)
    return False


def waiting() -> QuerySet[Standing]:
    """Pages that are to be made now, those first that readers look at first."""
    due = Q(again_at=None) | Q(again_at__lte=timezone.now())
    return Standing.objects.exclude(state=Standing.State.FRESH).filter(due).order_by("rank", "since", "pk")


def finish_waiting(*, most: int) -> int:
    """Make so many of the pages that wait, the first first; returns how many were tried."""
    paths = list(waiting().values_list("path", flat=True)[:most])
    for path in paths:
        finish(path)
    return len(paths)


def improve_one() -> bool:
    """Compress one page as well as it goes; returns whether there was one."""
    row = Standing.objects.filter(state=Standing.State.FRESH, best=False).order_by("pk").first()
    if row is None:
        return False
    page = keeping.store().get(row.path)
    if page is None or page.stale:
        actions.touch_one(path=row.path)
        return True
    try:
        actions.improve(page=page, better=keeping.packed_best(page))
    except OSError as error:
        log.warning("%s could not be kept better compressed: %s", row.path, error)
        return False
    return True


class Sweep:
    """Goes over every row and every file, a few at a time: what is missing is made, what is unknown is dropped.

    `addresses` are those at which readers may expect a page. Stopped anywhere, it is begun again another time.
    """

    def __init__(self, addresses: Iterable[str], *, files: bool = True) -> None:
        """`files`: read every file too, and drop those that no row knows."""
        self._steps = self._walk(addresses, files)

    def step(self) -> bool:
        """Do a little; returns whether there is more."""
        return next(self._steps, None) is not None

    def _walk(self, addresses: Iterable[str], files: bool) -> Iterator[int]:
        yield from self._lost()
        if files:
            yield from self._unknown()
        yield from self._unmade(addresses)

    def _lost(self) -> Iterator[int]:
        """Rows without their file, or whose file says otherwise than the row."""
        last = 0
        while rows := list(
            Standing.objects.filter(pk__gt=last, state=Standing.State.FRESH).order_by("pk")[:SWEPT_AT_A_TIME]
        ):
            last = rows[-1].pk
            store = keeping.store()
            for row in rows:
                if not store.file_of(row.path).exists():
                    actions.touch_one(path=row.path)
            yield last

    def _unknown(self) -> Iterator[int]:
        """Files that no row knows: nobody would make them anew."""
        paths = keeping.store().paths()
        while some := list(islice(paths, SWEPT_AT_A_TIME)):
            known = set(Standing.objects.filter(path__in=some).values_list("path", flat=True))
            for path in set(some) - known:
                if path.startswith(
                    "/"
                ):  # any other is no reader's, but kept for the process that answers them
                    actions.drop(path=path)
            yield len(some)

    def _unmade(self, addresses: Iterable[str]) -> Iterator[int]:
        """Addresses at which readers may expect a page, and there is none."""
        found = iter(addresses)
        while some := list(islice(found, SWEPT_AT_A_TIME)):
            actions.expect(paths=some, rank=LATER)
            yield len(some)
