"""The process that makes pages: what waits first, and with time left what is missing, and what could be smaller."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable

from . import actions, keeping
from .finishing import Sweep, finish_waiting, improve_one
from .models import Standing
from .ranks import LATER
from .stirring import Stirring, make_stirred

log = logging.getLogger("twosource.edge")

# Between two looks at the folder's pulse; a page waits no longer than this before it is begun.
PAUSE = 0.1
PAGES_AT_A_TIME = 10
LOOK_EVERY, SWEEP_EVERY, FORGET_EVERY = 1.0, 300.0, 60.0
# A finisher that was not seen for so long is dead, or as good as that.
DEAD_AFTER = 5.0


class Finisher:
    """One turn of the work at a time (`work`), each short, so that it stops soon after it is told to."""

    def __init__(self, addresses: Callable[[], Iterable[str]]) -> None:
        self._addresses = addresses
        self._sweep = Sweep(addresses())
        self._store = keeping.store()
        self._pulse = -1
        self._all_best = self._spreads = False
        self._looked = self._swept = self._forgot = 0.0
        self._stirring = Stirring()

    def work(self) -> float:
        """Do what is most urgent; returns the seconds until there may be more."""
        now = time.monotonic()
        if self._store is not keeping.store():
            log.warning("the folder of finished pages is another one than before: they are made anew")
            self._store, self._sweep = keeping.store(), Sweep(self._addresses())
        pulse = self._store.pulse.read()
        if pulse == self._pulse and now - self._looked < LOOK_EVERY and not self._spreads:
            return self._with_time_left(now)
        if now - self._looked >= LOOK_EVERY:
            self._look(now)
        self._spreads = actions.spread()
        made = finish_waiting(most=PAGES_AT_A_TIME)
        if self._stirring.work() or made or self._spreads:
            self._all_best = False
            return 0.0
        wait = self._stirring.wait()
        if wait is not None:  # what moved again meanwhile has its time
            return min(PAUSE, wait)
        self._pulse = pulse
        return self._with_time_left(now)

    def _look(self, now: float) -> None:
        """What no pulse tells: that time has passed."""
        self._looked = now
        say_alive()
        actions.touch_turned()
        if now - self._forgot >= FORGET_EVERY:
            self._forgot = now
            actions.forget_purges()

    def _with_time_left(self, now: float) -> float:
        if self._sweep.step():
            self._swept = now
            return 0.0
        if now - self._swept >= SWEEP_EVERY:
            self._sweep = Sweep(self._addresses(), files=False)
        if self._all_best:
            return PAUSE
        began = time.monotonic()
        self._all_best = not improve_one()
        # Half of the time at most: others use this machine too.
        return max(PAUSE, time.monotonic() - began)


def say_alive() -> None:
    """Leave word that pages are being made."""
    path = keeping.folder() / "finisher"
    try:
        path.touch()
        os.utime(path)
    except OSError as error:
        log.warning("%s cannot be written: %s", path, error)


def is_alive() -> bool:
    """Whether a process that makes pages was here within the last seconds."""
    try:
        return time.time() - (keeping.folder() / "finisher").stat().st_mtime < DEAD_AFTER
    except OSError:
        return False


def finish_forgotten(*, most: int = PAGES_AT_A_TIME) -> int:
    """Make what waits where the process for it does not; for another process to do now and then."""
    if is_alive():
        return 0
    actions.touch_turned()
    actions.spread()
    make_stirred()
    if not Standing.objects.exclude(state=Standing.State.FRESH).filter(rank__lt=LATER).exists():
        return 0
    return finish_waiting(most=most)
