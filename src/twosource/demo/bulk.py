"""A large archive: as many stories as are asked for, added to the example newsroom, batch after batch.

Every batch is one transaction, with its place in the lists and in the index: an archive that is broken off stands as
far as it came, and is continued from there.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from wagtail.models import Page

from twosource.demo.bulk_cast import Cast, cast
from twosource.demo.bulk_index import index
from twosource.demo.bulk_rows import Tables, room_for_batches
from twosource.demo.bulk_stories import Filed, Maker
from twosource.demo.bulk_words import BulkStory, Teller
from twosource.demo.script import read_script
from twosource.stories.models import SectionPage, Shelf, Shelved, StoryPage
from twosource.stories.shelves import PAPER, day_shelf

BATCH = 1_000
LINKED = 5_000  # of the newest stories may be linked to
_STEP = StoryPage.steplen


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
    """
    first = done = made_so_far()
    if done >= total:
        return 0
    builder = _Builder(cast())
    with room_for_batches():
        while done < total:
            batch = range(done, min(done + BATCH, total))
            builder.write(batch)
            done = batch.stop
            progress(done, total)
    return done - first


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nobody looks for garbage: what a batch is made of refers to itself nowhere, and looking takes a tenth as long."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Builder:
    """Writes batches; knows what every batch needs."""

    def __init__(self, shared: Cast) -> None:
        self.cast, self.tables = shared, Tables()
        self.teller = Teller(read_script(shared.now))
        newest = StoryPage.objects.order_by("-pk").values_list("pk", flat=True)[:LINKED]
        self.earlier = sorted(newest)

    @_uncollected()
    @transaction.atomic
    def write(self, numbers: Iterable[int]) -> None:
        self.tables.begin()
        maker = Maker(self.cast, self.tables, self.earlier)
        places = _Places(self.cast.sections)
        filed = []
        for number in numbers:
            story = self.teller.story(number)
            section = places.section_of(story)
            filed.append(maker.add(story, section, places.next_path(section)))
        self.tables.flush()
        places.keep()
        seen = [one for one in filed if one.seen]
        _shelve(seen, self.tables)
        self.tables.flush()
        index(seen)
        del self.earlier[:-LINKED]


class _Places:
    """The next free places of the page tree, by section."""

    def __init__(self, sections: list[SectionPage]) -> None:
        self.sections = sections
        self._last = {section.pk: _last_step(section) for section in sections}
        self._added: Counter[int] = Counter()

    def section_of(self, story: BulkStory) -> SectionPage:
        return self.sections[story.section % len(self.sections)]

    def next_path(self, section: SectionPage) -> str:
        self._last[section.pk] += 1
        self._added[section.pk] += 1
        path: str = Page._get_path(section.path, section.depth + 1, self._last[section.pk])
        return path

    def keep(self) -> None:
        for pk, added in self._added.items():
            Page.objects.filter(pk=pk).update(numchild=F("numchild") + added)


def _last_step(section: SectionPage) -> int:
    # Between two paths, and not by how a path begins: SQLite would read every page behind the section's.
    inside = Page.objects.filter(
        path__range=Page._get_children_path_interval(section.path), depth=section.depth + 1
    )
    path = inside.order_by("-path").values_list("path", flat=True).first()
    return Page._str2int(path[-_STEP:]) if path else 0


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
