"""The next batch of a large archive is made by a process of its own while one is being written.

It begins as a fresh interpreter, knows what it is told and never opens the database. It is one batch ahead and no
more: what it made waits in the pipe until it is asked for. However the writer ends, the pipe ends, and so does it.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import Model

    from twosource.demo.bulk_batches import Batch, Start


class MakerEnded(Exception):
    """The process that made the stories ended before its time; what is written stands."""


@contextmanager
def made_ahead(start: Start, ranges: list[range]) -> Iterator[Iterator[Batch]]:
    """The batches of `bulk_batches.batches`, made by another process. Raises `MakerEnded` where that falls."""
    _have_models_travel()
    spawned = get_context("spawn")
    here, there = spawned.Pipe()
    process = spawned.Process(target=_make, args=(there,), name="maker of stories", daemon=True)
    process.start()
    there.close()
    try:
        try:
            here.send((start, ranges))
        except OSError:
            raise MakerEnded from None
        yield _received(here, len(ranges))
    finally:
        here.close()
        process.terminate()
        process.join()


def _received(here: Connection, number: int) -> Iterator[Batch]:
    for _batch in range(number):
        try:
            yield here.recv()
        except (EOFError, OSError):
            raise MakerEnded from None


def _make(there: Connection) -> None:
    """What the other process does. Ctrl-C is told to both, and this one leaves it to the writer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    from twosource.demo.bulk_batches import batches

    _have_models_travel()
    # Whoever wrote is gone: so is the need.
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        start, ranges = there.recv()
        for batch in batches(start, ranges):
            there.send(batch)


def _have_models_travel() -> None:
    """Models by their names: those Django makes for many-to-many fields stand in no module."""
    from django.db.models.base import ModelBase

    def named(model: type[Model]) -> tuple[Any, tuple[str]]:
        return _model, (model._meta.label,)

    ForkingPickler.register(ModelBase, named)


def _model(label: str) -> type[Model]:
    return apps.get_model(label)
