"""Telling the world beyond this machine what changed: errands written down, carried out, and put off when they fail.

`tell` only writes rows, so it costs the publishing of a story nothing and is lost by no crash; the worker's
`set_out` carries them out, each station in a thread of its own, in order, for as long as it takes.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import Error, connections, transaction
from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from twosource.outside.asking import NotDone
from twosource.people.models import User
from twosource.people.reads import demand_staff

from . import probe
from .keeping import store
from .models import Errand, Standing, Station
from .models.outward import mark_of
from .stations import BUCKET, EVERYTHING, Place, held_back, places
from .tags import to_purge

log = logging.getLogger("twosource.edge")

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=1)  # however long a station asks us to stay away
_AT_A_TIME: Final = 500

_out: dict[str, threading.Thread] = {}


def tell(*, paths: Sequence[str], keys: Sequence[str], dropped: Sequence[str] = ()) -> None:
    """Have every station learn that these pages were swapped, and the dropped ones taken away.

    paths, dropped: addresses, percent-decoded, as in `FinishedPage.path`; keys: the subjects of what changed.
    To be called after the pages were swapped and before the work counts as done: the rows are written in the
    caller's transaction, or in one of their own. Costs no query where there is no station and no probe.
    """
    rows = list(_errands(paths=[*paths, *dropped], keys=keys))
    if not rows and not probe.is_on():
        return
    with transaction.atomic():
        _write(rows)
        probe.expect(paths=paths, keys=keys, dropped=dropped)


def purge_everything() -> None:
    """Have every cache let go of all it holds."""
    _write(_errand(place.name, EVERYTHING) for place in places() if place.name != BUCKET)


def purge(*, paths: Sequence[str]) -> None:
    """Have every station fetch or hold these addresses anew, by the keys of their finished pages.

    Raises LookupError for an address without a finished page: nobody can say by which keys it is held.
    """
    kept, keys = store(), list[str]()
    for path in paths:
        page = kept.get(path)
        if page is None:
            raise LookupError(path)
        keys += page.keys
    tell(paths=paths, keys=keys)


def _errands(*, paths: Sequence[str], keys: Sequence[str]) -> Iterator[Errand]:
    for place in places():
        for what in dict.fromkeys(paths if place.name == BUCKET else to_purge(keys)):
            yield _errand(place.name, what)


def _errand(station: str, what: str) -> Errand:
    return Errand(station=station, mark=mark_of(what), what=what)


def _write(rows: Iterable[Errand]) -> None:
    """One row a station and thing; what waits already keeps its place and gets a new token."""
    Errand.objects.bulk_create(
        rows,
        batch_size=_AT_A_TIME,
        update_conflicts=True,
        unique_fields=["station", "mark"],
        update_fields=["token", "told_at", "next_try_at"],
    )


def set_out() -> None:
    """Begin what is due, each station (and the probe) in a thread of its own; returns at once.

    Called again and again by the worker. A station that is slow, or hangs, holds up no other and not the worker.
    """
    due = {place.name: place for place in places()}
    if due:
        waiting = set(
            _in_time(Errand.objects.filter(station__in=list(due))).values_list("station", flat=True)
        )
        resting = _resting(waiting)
        for name in waiting - resting:
            _start(name, lambda place=due[name]: _carry(place, most=_AT_A_TIME))  # type: ignore[misc]
    if probe.is_on() and probe.is_due():
        _start("the probe", probe.look)


def _start(name: str, work: object) -> None:
    running = _out.get(name)
    if running is not None and running.is_alive():
        return

    def do() -> None:
        try:
            work()  # type: ignore[operator]
        except Error as error:
            log.error("%s: the database is in trouble: %s", name, str(error).strip())
        except Exception:
            log.exception("%s broke off; it is tried again", name)
        finally:
            connections.close_all()

    _out[name] = threading.Thread(target=do, name=name, daemon=True)
    _out[name].start()


def carry_out(*, most: int = _AT_A_TIME) -> int:
    """Do what is due now, one station after the other, at most so many errands each; returns how many were done."""
    done = 0
    for place in places():
        if not _resting({place.name}):
            done += _carry(place, most=most)
    return done


def forget_strangers() -> None:
    """Drop the errands of stations the newsroom does not have any more, and looks that are long over."""
    names = [place.name for place in places()]
    Errand.objects.exclude(station__in=names).delete()
    Station.objects.exclude(name__in=names).delete()
    probe.forget()


def try_again(*, by: User) -> None:
    """Have everything that waits for its next try be due now. Raises NotYourRole."""
    demand_staff(by)
    with transaction.atomic():
        moment = timezone.now()
        Station.objects.update(next_try_at=moment)
        Errand.objects.filter(attempts__gt=0).update(next_try_at=moment)
        Standing.objects.filter(state=Standing.State.FAILED).update(again_at=None)
        probe.look_again()


def _carry(place: Place, *, most: int) -> int:
    """Do this station's errands until none is due, `most` were done, or it fails; returns how many were done."""
    done = 0
    with _alone(place.name) as mine:
        while mine and done < most:
            rows = _batch(place)
            if not rows:
                break
            try:
                done += _do(place, rows)
            except NotDone as refusal:
                _put_off(place.name, refusal)
                break
            except Error:
                raise
            except Exception as error:  # a library’s own, which nobody foresaw: shown, and tried again
                log.exception("%s broke off", place.name)
                _put_off(place.name, NotDone(f"{type(error).__name__}: {error}"))
                break
            _is_well(place.name)
    return done


def _do(place: Place, rows: Sequence[Errand]) -> int:
    """Do these errands; what is refused by itself is found by halves and set aside. Raises NotDone otherwise."""
    try:
        place.do([row.what for row in rows])
    except NotDone as refusal:
        if not refusal.refused:
            raise
        if len(rows) == 1:
            _set_aside(rows[0], refusal)
            return 0
        half = len(rows) // 2
        return _do(place, rows[:half]) + _do(place, rows[half:])
    _done(place.name, rows)
    return len(rows)


def _done(name: str, rows: Sequence[Errand]) -> None:
    """Take these rows away, but not those that were asked for again while they were carried out."""
    Errand.objects.filter(token__in=[row.token for row in rows]).delete()
    if any(row.what == EVERYTHING for row in rows) and name != BUCKET:
        told = max(row.told_at for row in rows)
        Errand.objects.filter(station=name, told_at__lt=told).delete()


def _batch(place: Place) -> list[Errand]:
    """The next errands of a station, the oldest first; a purge of everything goes alone."""
    rows = _in_time(Errand.objects.filter(station=place.name))
    if held_back(place.name):
        first = Errand.objects.filter(station=BUCKET).aggregate(at=Min("asked_at"))["at"]
        if first is not None:
            rows = rows.filter(told_at__lt=first)
    found = list(rows.order_by("id")[: place.most])
    everything = next((row for row in found if row.what == EVERYTHING), None)
    return [everything] if everything and place.name != BUCKET else found


def _in_time(rows: QuerySet[Errand]) -> QuerySet[Errand]:
    """Those whose next try has come. A moment further away than any pause was written by a clock since set back."""
    moment = timezone.now()
    return rows.filter(Q(next_try_at__lte=moment) | Q(next_try_at__gt=moment + 2 * LONGEST_WAIT))


def _resting(names: set[str]) -> set[str]:
    """Which of these stations failed a little while ago, and are not asked yet."""
    moment = timezone.now()
    soon = Station.objects.filter(next_try_at__gt=moment, next_try_at__lt=moment + 2 * LONGEST_WAIT)
    return set(soon.filter(name__in=names).values_list("name", flat=True))


def _put_off(name: str, refusal: NotDone) -> None:
    """The station failed: leave it alone for twice as long as last time, or as long as it asked for."""
    station, _made = Station.objects.get_or_create(name=name)
    pause = pause_after(station.failures + 1)
    if refusal.again_after is not None:
        pause = min(max(timedelta(seconds=refusal.again_after), FIRST_PAUSE), LONGEST_WAIT)
    station.failures += 1
    station.next_try_at = timezone.now() + pause
    station.trouble = str(refusal)[:2000]
    station.save()
    log.warning("%s: %s; again in %d s", name, station.trouble, pause.total_seconds())


def _set_aside(row: Errand, refusal: NotDone) -> None:
    """The station is well and refuses this one errand: it waits by itself, and the others go on."""
    log.warning("%s refuses %s: %s", row.station, row.what, refusal)
    Errand.objects.filter(pk=row.pk, token=row.token).update(
        attempts=F("attempts") + 1,
        next_try_at=timezone.now() + pause_after(row.attempts + 1),
        last_error=str(refusal)[:2000],
    )


def _is_well(name: str) -> None:
    """Note that the station does as it is asked."""
    moment = timezone.now()
    here = {"failures": 0, "trouble": "", "next_try_at": moment, "done_at": moment}
    Station.objects.update_or_create(name=name, defaults=here)


def pause_after(failures: int) -> timedelta:
    """How long a station is left alone after so many failures in a row."""
    return min(FIRST_PAUSE * 2 ** min(failures - 1, 20), LONGEST_PAUSE)


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether nobody else on this machine carries out this station's errands; nobody begins to, within the block.

    Two at once would be harmless but for a bucket, where the slower one could put an older page last.
    """
    folder = Path(settings.TWOSOURCE_FOLDER) / "data" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f"errands-{mark_of(name)[:12]}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
