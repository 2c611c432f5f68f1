"""The probe: after a change it fetches the page from the paper's own address, as a reader would, and compares.

It goes the whole way, through whatever stands before the paper, and takes what caches hold: a purge that was
lost shows here. What it compares with is the finished page as it is kept now.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.outside.asking import Asker, NotAnswered, Reply, WebAsker
from twosource.stories.models import StoryPage
from twosource.stories.reads import Desk

from .folder import FolderStore
from .keeping import store
from .models import Look
from .models.outward import mark_of
from .records import ENCODINGS, FinishedPage

log = logging.getLogger("twosource.edge")

LATE_AFTER: Final = timedelta(seconds=5)
FRONT, CORRECTIONS = "/", "/corrections/"
_FIRST, _MEANWHILE, _LONGEST = timedelta(seconds=1), timedelta(seconds=1), timedelta(minutes=10)
_STORIES_A_TIME: Final = 3
_LOOKS_A_TIME: Final = 20
_KEPT: Final = 100
_SECONDS: Final = 8.0
_GONE: Final = frozenset({404, 410})
_SENT: Final = {
    "Accept-Encoding": "identity",
    "User-Agent": "Twosource-probe",
    "Accept": "text/html,*/*;q=0.8",
}

_asker: Asker = WebAsker(seconds=_SECONDS)


def is_on() -> bool:
    return bool(settings.TWOSOURCE.purge.probe)


def expect(*, paths: Sequence[str], keys: Sequence[str], dropped: Sequence[str]) -> None:
    """Write down which of these addresses to look at. A change that was not seen yet keeps its moment."""
    if not is_on():
        return
    rows = list(_looks(paths=set(paths), keys=keys, dropped=dropped))
    for row in rows:
        known = Look.objects.filter(mark=row.mark).first()
        if known is None:
            Look.objects.bulk_create([row], ignore_conflicts=True)
        else:
            known.token, known.gone = row.token, row.gone
            if known.next_at is None:
                known.changed_at, known.next_at, known.tries = row.changed_at, row.next_at, 0
            known.save(update_fields=["token", "gone", "changed_at", "next_at", "tries"])


def _looks(*, paths: set[str], keys: Sequence[str], dropped: Sequence[str]) -> Iterator[Look]:
    moment = timezone.now()

    def one(path: str, kind: str, *, gone: bool = False) -> Look:
        return Look(
            path=path, mark=mark_of(path), kind=kind, gone=gone, changed_at=moment, next_at=moment + _FIRST
        )

    if FRONT in paths:
        yield one(FRONT, Look.Kind.FRONT)
    if CORRECTIONS in paths:
        yield one(CORRECTIONS, Look.Kind.CORRECTIONS)
    for path in _own_pages(keys):
        if path in paths:
            yield one(path, Look.Kind.STORY)
    for path in dropped[:_STORIES_A_TIME]:
        yield one(path, Look.Kind.STORY, gone=True)


def _own_pages(keys: Sequence[str]) -> list[str]:
    """The addresses of the first few stories among these subjects; at most two queries."""
    numbers = [key.partition(":")[2] for key in keys if key.startswith("story:")]
    ids = [int(number) for number in dict.fromkeys(numbers) if number.isascii() and number.isdigit()]
    if not ids:
        return []
    found = StoryPage.objects.filter(pk__in=ids[:_STORIES_A_TIME]).values_list("url_path", flat=True)
    desk = Desk()
    return [desk.url(url_path) for url_path in found]


def is_due() -> bool:
    return _due().exists()


def _due() -> QuerySet[Look]:
    """What is to be looked at now. A moment beyond the longest pause was written by a clock since set back."""
    moment = timezone.now()
    return Look.objects.filter(Q(next_at__lte=moment) | Q(next_at__gt=moment + 2 * _LONGEST))


def look() -> int:
    """Look at what is due, one address after the other; returns at how many."""
    rows = list(_due().order_by("next_at")[:_LOOKS_A_TIME])
    if not rows:
        return 0
    pages = store()
    for row in rows:
        _look_at(row, pages)
    return len(rows)


def _look_at(row: Look, pages: FolderStore) -> None:
    before = pages.get(row.path)
    try:
        reply, silence = _asker.ask("GET", address_of(row.path), headers=_SENT), ""
    except NotAnswered as none:
        reply, silence = None, str(none)
    wanted = pages.get(row.path)
    if before != wanted:  # it changed while we looked: what came says nothing, so look again at once
        return
    row.asked_at = timezone.now()
    row.status = reply.status if reply else None
    row.seen = seen_of(reply)[:200] if reply else ""
    row.wanted = wanted.etag if wanted else ""
    if wanted is None and not row.gone:
        _close(row, _("No finished page is kept of this address: there is nothing to compare."))
    elif reply is not None and is_the_same(reply, wanted):
        row.seconds = max((row.asked_at - row.changed_at).total_seconds(), 0.0)
        _close(row, "")
    else:
        _look_later(row, wanted, silence)
    # Only while no other change was told of: what was seen closes nothing that came after it.
    Look.objects.filter(pk=row.pk, token=row.token).update(
        next_at=row.next_at, tries=row.tries, asked_at=row.asked_at, status=row.status, seen=row.seen,
        wanted=row.wanted, seconds=row.seconds, late=row.late, words=row.words,
    )  # fmt: skip


def _close(row: Look, words: str) -> None:
    row.next_at, row.late, row.words, row.tries = None, False, words, 0


def _look_later(row: Look, wanted: FinishedPage | None, silence: str) -> None:
    moment = timezone.now()
    made = datetime.fromtimestamp(wanted.last_modified, UTC) if wanted else row.changed_at
    late = moment - min(max(made, row.changed_at), moment) >= LATE_AFTER
    if late and not row.late:
        log.warning("the probe: %s does not show its last change: %s", row.path, silence or row.seen)
    row.late = row.late or late
    row.tries += row.late
    row.seconds = (moment - row.changed_at).total_seconds()
    row.next_at = moment + (min(LATE_AFTER * 2 ** min(row.tries, 10), _LONGEST) if row.late else _MEANWHILE)
    if silence:
        row.words = _("It could not be fetched: %(why)s.") % {"why": silence}
    elif wanted is None:
        row.words = _("It answers %(status)s, and there should be nothing any more.") % {"status": row.status}
    elif row.status != wanted.status:
        told = {"status": row.status, "wanted": wanted.status}
        row.words = _("It answers %(status)s instead of %(wanted)s.") % told
    else:
        row.words = _("It shows an older page.")


def look_again() -> None:
    """Have every look that is still open, and every late one, be due now."""
    Look.objects.filter(next_at__isnull=False).update(next_at=timezone.now())


def forget() -> None:
    """Keep the newest looks that are over, and let the others go."""
    over = Look.objects.filter(next_at=None).order_by("-asked_at", "-pk").values_list("pk", flat=True)
    Look.objects.filter(pk__in=list(over[_KEPT:])).delete()


def address_of(path: str) -> str:
    """Where readers find this address: the paper's own, as `[newsroom] base_url` has it."""
    return settings.WAGTAILADMIN_BASE_URL + quote(path, safe="/:@!$&'()*+,;=~-._")


def seen_of(reply: Reply) -> str:
    """What an answer says of its version: its ETag, or else its Last-Modified."""
    etag = reply.headers.get("etag", "")
    return etag.removeprefix("W/").strip('"') or reply.headers.get("last-modified", "")


def is_the_same(reply: Reply, wanted: FinishedPage | None) -> bool:
    """Whether this answer is the finished page (None: whether it says that there is none).

    By its ETag; where something on the way took that off, by its Last-Modified; and else by the body.
    """
    if wanted is None:
        return reply.status in _GONE
    if reply.status != wanted.status:
        return False
    if "etag" in reply.headers:
        # A cache that unpacks for us hands on the packed body's ETag, which is the page's with the encoding behind it.
        return seen_of(reply) in {
            wanted.validator(name, best=best) for name in ENCODINGS for best in (False, True)
        }
    if "last-modified" in reply.headers:
        try:
            return parsedate_to_datetime(reply.headers["last-modified"]).timestamp() == wanted.last_modified
        except (ValueError, TypeError):
            return False
    return reply.body == wanted.bodies["identity"]
