"""Lists that very many pages were made from: their pages are marked a few at a time, by whoever makes pages.

A topic's number stands on every story of the topic. When one more is published, the click pays for no sixty thousand
pages: that the list moved is on record with the click, and the pages follow, those first that are lists themselves.
Until it is marked a page is served with the old number. What a story or a claim says is never left for later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Max
from django.utils import timezone

from .models import Spread, Standing, Use
from .ranks import STORY

AT_ONCE = 200  # pages of one list that are marked within the click
A_STEP = 200
FIRST = 1000  # lists and pages of things, at most, before the rest
LISTS = "list:"

Page = tuple[int, str, str]  # its row, its address, its state


def left(subjects: Iterable[str]) -> set[str]:
    """Those of these subjects, as they are kept, that so many pages were made from that they are left for later.

    No more than `AT_ONCE` uses of one are looked at.
    """
    return {
        subject
        for subject in subjects
        if subject.startswith(LISTS) and Use.objects.filter(subject=subject)[: AT_ONCE + 1].count() > AT_ONCE
    }


def leave(subjects: Collection[str]) -> None:
    """Put on record that the pages of these are still to be marked; part of the transaction that touched them.

    Pages kept from now on have read the list as it is: only the uses there are now are gone through. A list that is
    being gone through already is gone through once more, after that: so it comes to an end however often it moves.
    """
    if not subjects:
        return
    last = _last_use()
    moment = timezone.now()
    known = Spread.objects.filter(subject__in=list(subjects))
    begun = set(known.values_list("subject", flat=True))
    known.update(lists=True, again=True)
    Spread.objects.bulk_create(
        Spread(subject=subject, last=last, at=moment) for subject in sorted(set(subjects) - begun)
    )


def _last_use() -> int:
    return Use.objects.aggregate(last=Max("pk"))["last"] or 0


def is_left() -> bool:
    """Whether pages of any list are still to be marked."""
    return Spread.objects.exists()


def next_pages() -> dict[int, str]:
    """The next pages to be marked, their addresses by row; on record as marked with the transaction around this.

    Lists that moved come first, and yet each time some of the rest are gone through too: none waits for ever.
    """
    rows = list(Spread.objects.order_by("pk"))
    found: dict[int, str] = {}
    for row in rows:
        if row.lists:
            found |= _lists(row)
    return found | _onward(rows[0]) if rows else {}


def _lists(row: Spread) -> dict[int, str]:
    """Lists, and pages of topics and tags: what should be right within a second."""
    row.lists = False
    row.save(update_fields=["lists"])
    first = Standing.objects.filter(uses__subject=row.subject, rank__lt=STORY)
    return _good(first.order_by("rank", "pk").values_list("pk", "path", "state")[:FIRST])


def _onward(row: Spread) -> dict[int, str]:
    uses = Use.objects.filter(subject=row.subject, pk__gt=row.after, pk__lte=row.last).order_by("pk")
    some = list(uses.values_list("pk", "page_id", "page__path", "page__state")[:A_STEP])
    if len(some) == A_STEP:
        row.after = some[-1][0]
        row.save(update_fields=["after"])
    else:
        row.delete()
        if row.again:  # behind the others
            Spread.objects.create(subject=row.subject, lists=False, last=_last_use(), at=row.at)
    return _good((page, path, state) for _pk, page, path, state in some)


def _good(pages: Iterable[Page]) -> dict[int, str]:
    """Their addresses by row, without those that wait already."""
    return {pk: path for pk, path, state in pages if state != Standing.State.STALE}
