"""The verbs of finished pages: keep one, touch what facts touched, drop what is gone.

Of a page there is a file, which readers are served, and a row, which says what it was made from. Whatever happens
between the two, no file is fresh whose row would not be found: the row comes first, and the mark before the row's.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from twosource.ledger.uses import Uses

from . import keeping, outward, spreading
from .models import Purge, Standing, Use
from .ranks import LAZY, LAZY_PAUSE, OWN, rank_of
from .records import FinishedPage

log = logging.getLogger("twosource.edge")

AT_A_TIME = 400
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
PURGES_KEPT = timedelta(hours=1)  # longer than any page is in the making
_LOCK = 0x2550CE  # of PostgreSQL's advisory locks


class Kept(enum.Enum):
    """What became of a page that was to be kept: it is; something it rests on was touched meanwhile; it is not."""

    YES = "yes"
    TOUCHED = "touched"
    NOT = "not"


def last_purge() -> int:
    """The purge after which a page that is begun now reads everything anew."""
    return Purge.objects.aggregate(last=Max("pk"))["last"] or 0


def keep(*, page: FinishedPage, uses: Uses, begun: int) -> Kept:
    """Have this be the page of its address, unless something it was made from was touched since purge `begun`.

    A folder that takes nothing is no error: the page waits, with the reason, and what was there is not shown.
    """
    subjects = keeping.fitting(uses.subjects)
    kept = _kept(page, subjects, uses.until, begun)
    if kept is None:
        # On record before it is on disk, so that a crash between the two leaves a page that waits, and none unknown.
        Standing.objects.get_or_create(path=page.path, defaults={"since": timezone.now()})
        kept = _kept(page, subjects, uses.until, begun)
    return kept or Kept.TOUCHED


def _kept(page: FinishedPage, subjects: set[str], until: datetime | None, begun: int) -> Kept | None:
    """What became of the page; None where there is no row of its address."""
    with transaction.atomic():
        in_turn(shared=True)
        row = Standing.objects.select_for_update().filter(path=page.path).first()
        if row is None:
            return None
        if _touched_since(begun, subjects | {keeping.EVERYTHING}):
            return Kept.TOUCHED
        _note_uses(row, subjects)
        try:
            _put(page, row)
        except OSError as error:
            _cannot(row, f"{type(error).__name__}: {error}")
            return Kept.NOT
        _is_fresh(row, page, subjects, until)
    return Kept.YES


@contextmanager
def in_short(seconds: float) -> Iterator[None]:
    """Wait for the database so long and no longer; whoever is answered should not stand behind another's work."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5))
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual * 1000}")


def _put(page: FinishedPage, row: Standing) -> None:
    """Write the file, unless the very same is there and good."""
    kept = keeping.store()
    if row.state == Standing.State.FRESH and kept.get(page.path) == page:
        return
    kept.put(page)
    if row.etag != page.etag:
        outward.tell(paths=[page.path], keys=keeping.purged_by(page))


def _is_fresh(row: Standing, page: FinishedPage, subjects: set[str], until: datetime | None) -> None:
    # A moment that has passed would have the page made again and again.
    soonest = timezone.now() + timedelta(seconds=1)
    row.state, row.rank = Standing.State.FRESH, rank_of(page.path, subjects)
    row.etag, row.best = page.etag, page.best
    row.until = max(until, soonest) if until else None
    row.since = row.again_at = None
    row.attempts, row.last_error = 0, ""
    row.save()


def _note_uses(row: Standing, subjects: set[str]) -> None:
    """Write down only what is other than last time: most pages rest on what they rested on."""
    known = dict(Use.objects.filter(page=row).values_list("subject", "pk"))
    gone = [pk for subject, pk in known.items() if subject not in subjects]
    for some in _batches(gone):
        Use.objects.filter(pk__in=some).delete()
    new = sorted(subjects - known.keys())
    Use.objects.bulk_create([Use(page=row, subject=subject) for subject in new], batch_size=AT_A_TIME)


def _touched_since(begun: int, subjects: Collection[str]) -> bool:
    since = Purge.objects.filter(pk__gt=begun)
    return bool(set(since.values_list("subject", flat=True)) & set(subjects))


@transaction.atomic
def touch(*, subjects: Collection[str], gone: Collection[str] = ()) -> list[str]:
    """Have every page that was made from one of these subjects wait to be made anew.

    Pages made from a subject in `gone` are dropped at once: what they show is not published any more. Of a list that
    very many were made from the pages wait a little later (`spread`). Returns the addresses of those that wait now.
    """
    in_turn(shared=False)
    moment = timezone.now()
    every = sorted(keeping.fitting([*subjects, *gone]))
    Purge.objects.bulk_create([Purge(subject=each, at=moment) for each in every], batch_size=AT_A_TIME)
    _drop_rows(_made_from(sorted(keeping.fitting(gone))))
    later = spreading.left(every)
    waiting = _made_from([each for each in every if each not in later])
    _wait(waiting, moment)
    if later:
        spreading.leave(later)
        transaction.on_commit(_say_moved, robust=True)
    return list(waiting.values())


def _say_moved() -> None:
    keeping.store().pulse.move()


def spread() -> bool:
    """Have a few more pages wait of the lists that very many were made from; returns whether there may be more.

    Stopped anywhere it goes on where it was: a page is marked with the record that it is.
    """
    if not spreading.is_left():
        return False
    with transaction.atomic():
        in_turn(shared=False)
        _wait(spreading.next_pages(), timezone.now())
    return True


def _made_from(subjects: Sequence[str]) -> dict[int, str]:
    """The pages that used one of these subjects: their addresses by row."""
    found: dict[int, str] = {}
    for some in _batches(subjects):
        found.update(Standing.objects.filter(uses__subject__in=some).values_list("pk", "path"))
    return found


def _wait(pages: dict[int, str], moment: datetime) -> None:
    _mark(pages.values())
    for some in _batches(sorted(pages)):
        rows = Standing.objects.filter(pk__in=some)
        rows.filter(state=Standing.State.FRESH, rank__gte=LAZY).update(
            state=Standing.State.STALE, since=moment, again_at=moment + LAZY_PAUSE
        )
        rows.filter(state=Standing.State.FRESH).update(
            state=Standing.State.STALE, since=moment, again_at=None
        )
        rows.filter(state=Standing.State.FAILED).update(again_at=None)
    if pages:  # the files may be lost, and whoever makes pages looks when the pulse moves
        keeping.store().pulse.move()


def _mark(paths: Iterable[str]) -> None:
    """Say in each file that it is not to be shown; where even that cannot be written, take the file away.

    A folder that allows neither is said aloud and stops nothing: the pages wait in the table, and are made when it
    does.
    """
    kept = keeping.store()
    for path in paths:
        try:
            kept.mark_stale(path)
        except OSError:
            try:
                kept.drop(path)
            except OSError as error:
                log.error("%s is not as it should be and cannot be taken away: %s", path, error)


def _drop_rows(pages: dict[int, str]) -> None:
    for path in pages.values():
        keeping.store().drop(path)
    if pages:
        outward.tell(
            paths=[], keys=[keeping.own_key(path) for path in pages.values()], dropped=list(pages.values())
        )
    for some in _batches(sorted(pages)):
        Use.objects.filter(page__in=some).delete()
        Standing.objects.filter(pk__in=some).delete()


@transaction.atomic
def drop(*, path: str) -> None:
    """Have no page at this address, and forget what it was made from."""
    in_turn(shared=False)
    _drop_rows(dict(Standing.objects.filter(path=path).values_list("pk", "path")) or {0: path})


@transaction.atomic
def expect(*, paths: Iterable[str], rank: int = OWN + 3) -> int:
    """Have these addresses be made, those that are not known yet; returns how many are new."""
    moment, made = timezone.now(), 0
    for some in _batches([path for path in dict.fromkeys(paths) if len(path) <= keeping.LONGEST_PATH]):
        known = set(Standing.objects.filter(path__in=some).values_list("path", flat=True))
        rows = [Standing(path=path, since=moment, rank=rank) for path in some if path not in known]
        Standing.objects.bulk_create(rows, ignore_conflicts=True)
        made += len(rows)
    if made:
        keeping.store().pulse.move()
    return made


@transaction.atomic
def touch_one(*, path: str) -> None:
    """Have one page wait: its file is lost, or is not what its row says."""
    in_turn(shared=False)
    _wait(dict(Standing.objects.filter(path=path).values_list("pk", "path")), timezone.now())


def first(*, paths: Iterable[str]) -> None:
    """Have these be made before any other that waits."""
    Standing.objects.filter(path__in=list(paths)).exclude(state=Standing.State.FRESH).update(rank=OWN)


def touch_all() -> int:
    """Have every page wait: what all of them are made from has changed. Returns how many there are.

    A hundred thousand take seconds, in which the database is not held.
    """
    count = 0
    _purge_everything()
    for some in _batches(list(Standing.objects.order_by("rank", "pk").values_list("pk", "path"))):
        with transaction.atomic():
            in_turn(shared=False)
            _wait(dict(some), timezone.now())
        count += len(some)
    return count


@transaction.atomic
def _purge_everything() -> None:
    """A page in the making now was begun before."""
    in_turn(shared=False)
    Purge.objects.create(subject=keeping.EVERYTHING, at=timezone.now())


def made_of(*, digest: str) -> bool:
    """Have every page wait if what all are made of is another than last time: `digest` stands for the package, the
    configuration and the theme. Also where the database is an older one than the pages are from. Returns whether.
    """
    note = keeping.folder() / "made-of"
    keeping.store()
    told = note.read_text(encoding="utf-8").split() if note.is_file() else ["", "0"]
    if told == [digest, *told[1:]] and int(told[1]) <= last_purge():
        return False
    touch_all()
    note.write_text(f"{digest} {last_purge()}\n", encoding="utf-8")
    return True


def failed(*, path: str, why: str) -> None:
    """Put on record that a page could not be made; it is tried again, each time later."""
    with transaction.atomic():
        row = Standing.objects.select_for_update().filter(path=path).first()
        if row is not None:
            _cannot(row, why)


def _cannot(row: Standing, why: str) -> None:
    _mark([row.path])
    keeping.store().pulse.move()
    moment = timezone.now()
    row.state, row.last_error = Standing.State.FAILED, why[:500]
    row.attempts = min(row.attempts + 1, 1000)
    row.again_at = moment + min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 10), LONGEST_PAUSE)
    row.since = row.since or moment
    row.save()


@transaction.atomic
def improve(*, page: FinishedPage, better: FinishedPage) -> bool:
    """Have a page be kept better compressed, where it is still the same page; returns whether it is."""
    in_turn(shared=True)
    row = Standing.objects.select_for_update().filter(path=page.path, state=Standing.State.FRESH).first()
    if row is None or row.etag != page.etag or keeping.store().get(page.path) != page:
        return False
    keeping.store().put(better)
    row.best = True
    row.save(update_fields=["best"])
    return True


def forget_purges() -> None:
    """Forget the purges that no page in the making can be older than; the last is kept, for its number.

    None that came after one that stays, also where the clock was set back between: whoever finds the last one they
    have seen, finds all that came after it (`parts`).
    """
    stays = Purge.objects.filter(at__gte=timezone.now() - PURGES_KEPT).order_by("pk").first()
    Purge.objects.filter(pk__lt=stays.pk if stays else last_purge()).delete()


def turned() -> QuerySet[Standing]:
    """Pages that have turned into others by the clock alone."""
    return Standing.objects.filter(state=Standing.State.FRESH, until__lte=timezone.now())


@transaction.atomic
def touch_turned() -> int:
    """Have the pages wait that have turned into others by themselves: a deadline passed, news grew old."""
    rows = dict(turned().values_list("pk", "path")[:AT_A_TIME])
    if rows:
        in_turn(shared=False)
        _wait(rows, timezone.now())
    return len(rows)


def in_turn(*, shared: bool) -> None:
    """Of a purge and a page that is being kept one waits for the other: then one of them sees the other.

    SQLite has one writer at a time by itself (transactions begin as writers here).
    """
    if connection.vendor == "postgresql":
        how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {how}(%s)", [_LOCK])


def _batches(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(things), AT_A_TIME):
        yield things[start : start + AT_A_TIME]
