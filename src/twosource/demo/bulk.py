"""A large archive: as many stories as are asked for, added to the example newsroom, batch after batch.

Every batch is one transaction, with its place in the lists and in the index: an archive that is broken off stands as
far as it came, and is continued from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from wagtail.models import Page

from twosource.demo.bulk_ahead import made_ahead
from twosource.demo.bulk_batches import Batch, Start, batches, start_from, uncollected
from twosource.demo.bulk_cast import cast
from twosource.demo.bulk_rows import Tables, room_for_batches, write
from twosource.demo.bulk_stories import Filed
from twosource.search.actions import put
from twosource.search.filing import filed_under
from twosource.stories.models import Shelf, Shelved, StoryPage
from twosource.stories.shelves import PAPER, day_shelf

BATCH = 500
WORTH_ANOTHER = 16  # batches: another process takes as long to begin as a few take to be made


def made_so_far() -> int:
    """How many stories of the large archive there are."""
    newest = (
        StoryPage.objects.filter(slug__regex=r"-says-[0-9]+$").order_by("-pk").values_list("slug", flat=True)
    )
    slug = newest.first()
    return int(slug.rpartition("-")[2]) + 1 if slug else 0


def fill(total: int, progress: Callable[[int, int], None]) -> int:
    """Have the newsroom hold so many stories beside its own; returns how many were made just now.

    `progress` is told (done, of how many) after each batch. It may be broken off at any moment and begun again.
    Raises `MakerEnded` when the process that makes the stories is ended by somebody else.
    """
    first = made_so_far()
    if first >= total:
        return 0
    start = start_from(cast())
    ranges = [range(begun, min(begun + BATCH, total)) for begun in range(first, total, BATCH)]
    shelved = Tables()
    with _made(start, ranges) as made, room_for_batches():
        for batch in made:
            _write(batch, shelved)
            progress(batch.stop, total)
    return total - first


@contextmanager
def _made(start: Start, ranges: list[range]) -> Iterator[Iterator[Batch]]:
    """The batches; where there are many of them, made by another process while this one writes."""
    if len(ranges) < WORTH_ANOTHER:
        yield batches(start, ranges)
        return
    with made_ahead(start, ranges) as made:
        yield made


@transaction.atomic
def _write(batch: Batch, shelved: Tables) -> None:
    with uncollected():
        write(batch.rows)
        for pk, added in batch.added.items():
            Page.objects.filter(pk=pk).update(numchild=F("numchild") + added)
        seen = [one for one in batch.filed if one.seen]
        _shelve(seen, shelved)
        shelved.flush()
        _index(seen)


def _shelve(stories: list[Filed], tables: Tables) -> None:
    """Put a batch on its shelves, and count them on."""
    standing = [(one, one.shelves | {PAPER, day_shelf(one.at)}) for one in stories]
    added = Counter(name for _one, names in standing for name in names)
    known = set(Shelf.objects.filter(name__in=added).values_list("name", flat=True))
    Shelf.objects.bulk_create(Shelf(name=name) for name in sorted(added.keys() - known))
    shelves = dict(Shelf.objects.filter(name__in=added).values_list("name", "pk"))
    for one, names in standing:
        for name in names:
            tables[Shelved].add(shelf_id=shelves[name], story_id=one.pk, at=one.at)
    by_number: dict[int, list[int]] = {}
    for name, number in added.items():
        by_number.setdefault(number, []).append(shelves[name])
    for number, pks in by_number.items():
        Shelf.objects.filter(pk__in=pks).update(stories=F("stories") + number)


def _index(stories: list[Filed]) -> None:
    """Have the paper's index hold a batch that is written: its words, and what it is filed under."""
    filings = filed_under([one.pk for one in stories])
    put([(one.pk, one.texts, filings[one.pk]) for one in stories], [one.words for one in stories])
