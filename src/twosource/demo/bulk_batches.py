"""A batch of a large archive as rows that are ready to be written, made without a look at the database."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import Model
from wagtail.models import Page

from twosource.demo.bulk_cast import Cast
from twosource.demo.bulk_claims import REPEATED
from twosource.demo.bulk_rows import Rows, Tables, last_id
from twosource.demo.bulk_stories import STORED, Filed, Maker
from twosource.demo.bulk_words import BulkStory, Teller
from twosource.demo.script import read_script
from twosource.stories.models import SectionPage, StoryPage

LINKED = 5_000  # of the newest stories may be linked to
_STEP = StoryPage.steplen


@dataclass(slots=True)
class Start:
    """What is there when the making begins; `places` are the last ones taken of the page tree, by section."""

    cast: Cast
    earlier: list[int]
    ids: dict[type[Model], int]
    places: dict[int, int]


@dataclass(slots=True)
class Batch:
    """So many stories more; `added` to each section. Up to `stop` the archive holds all when it is written."""

    stop: int
    rows: list[Rows]
    filed: list[Filed]
    added: dict[int, int]


def start_from(cast: Cast) -> Start:
    """Where the newsroom's database stands."""
    newest = StoryPage.objects.order_by("-pk").values_list("pk", flat=True)[:LINKED]
    return Start(
        cast=cast,
        earlier=sorted(newest),
        ids={model: last_id(model) for model in (*REPEATED, *STORED)},
        places={section.pk: _last_place(section) for section in cast.sections},
    )


def _last_place(section: SectionPage) -> int:
    # Between two paths, and not by how a path begins: SQLite would read every page behind the section's.
    inside = Page.objects.filter(
        path__range=Page._get_children_path_interval(section.path), depth=section.depth + 1
    )
    path = inside.order_by("-path").values_list("path", flat=True).first()
    return Page._str2int(path[-_STEP:]) if path else 0


def batches(start: Start, ranges: Iterable[range]) -> Iterator[Batch]:
    """One batch after the other, each as if those before it were written already."""
    tables, earlier, places = Tables(start.ids), list(start.earlier), dict(start.places)
    maker = Maker(start.cast, tables, earlier)
    teller = Teller(read_script(start.cast.now))
    for numbers in ranges:
        with uncollected():
            added: Counter[int] = Counter()
            filed = []
            for number in numbers:
                story = teller.story(number)
                section = _section_of(story, start.cast)
                places[section.pk] += 1
                added[section.pk] += 1
                path = Page._get_path(section.path, section.depth + 1, places[section.pk])
                filed.append(maker.add(story, section, path))
            del earlier[:-LINKED]
            batch = Batch(numbers.stop, tables.taken(), filed, dict(added))
        yield batch


def _section_of(story: BulkStory, cast: Cast) -> SectionPage:
    return cast.sections[story.section % len(cast.sections)]


@contextmanager
def uncollected() -> Iterator[None]:
    """Nobody looks for garbage: what a batch is made of refers to itself nowhere, and looking takes a tenth as long."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
