"""Putting stories on the shelves readers page through, and taking them off: always with the story itself.

Every saving of a story settles where it stands, in the same transaction, as it does the gate; so a list, and its
count, is never another than what the stories say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from wagtail.models import Page

from .models import Shelf, Shelved, StoryPage

PAPER = "paper"
ENDING = "ending"  # no list of readers': what the schedule has to end, so that it need not look through the archive


def section_shelf(section_id: int) -> str:
    return f"section:{section_id}"


def topic_shelf(topic_id: int) -> str:
    return f"topic:{topic_id}"


def both_shelf(section_id: int, topic_id: int) -> str:
    """The shelf of the stories of a section that have this topic as well: the two by which programs ask together."""
    return f"both:{section_id}:{topic_id}"


def tag_shelf(tag_id: int) -> str:
    return f"tag:{tag_id}"


def byline_shelf(byline_id: int) -> str:
    return f"byline:{byline_id}"


def day_shelf(moment: datetime) -> str:
    """The shelf of the day in the paper's zone on which this moment falls."""
    return f"day:{timezone.localtime(moment):%Y-%m-%d}"


@transaction.atomic
def settle(story: StoryPage) -> None:
    """Have a saved story stand on exactly the shelves it belongs on. Doing it again changes nothing."""
    wanted = places_of(story)
    rows = {row.shelf.name: row for row in Shelved.objects.filter(story=story).select_related("shelf")}
    moment, until = story.first_published_at, story.expire_at
    moved = [
        row.pk for name, row in rows.items() if name in wanted and (row.at, row.until) != (moment, until)
    ]
    if moved:
        Shelved.objects.filter(pk__in=moved).update(at=moment, until=until)
    gone = [row for name, row in rows.items() if name not in wanted]
    new = wanted - rows.keys()
    if not gone and not new:
        return
    shelves = _held(new, [row.shelf_id for row in gone])
    Shelved.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Shelved.objects.bulk_create(
        Shelved(shelf_id=shelves[name], story_id=story.pk, at=moment, until=until) for name in sorted(new)
    )
    Shelf.objects.filter(pk__in=[shelves[name] for name in new]).update(stories=F("stories") + 1)
    Shelf.objects.filter(pk__in=[row.shelf_id for row in gone]).update(stories=F("stories") - 1)


def take_off(story_id: int) -> None:
    """Have a story stand nowhere: it has gone, or is about to."""
    rows = list(Shelved.objects.filter(story=story_id).values_list("pk", "shelf_id"))
    _held((), [shelf for _pk, shelf in rows])
    Shelved.objects.filter(pk__in=[pk for pk, _shelf in rows]).delete()
    Shelf.objects.filter(pk__in=[shelf for _pk, shelf in rows]).update(stories=F("stories") - 1)


def places_of(story: StoryPage) -> set[str]:
    """The shelves a story belongs on: no list of readers' unless they may see it there."""
    if not story.live or story.first_published_at is None:
        return set()
    places = {ENDING} if story.expire_at is not None else set()
    if story.retracted_at is not None:
        return places
    places |= {PAPER, day_shelf(story.first_published_at)}
    section = Page.objects.filter(path=story.path[: -StoryPage.steplen]).values_list("pk", flat=True).first()
    if section is not None:
        places.add(section_shelf(section))
    if story.topic_id is not None:
        places.add(topic_shelf(story.topic_id))
        places.update(() if section is None else [both_shelf(section, story.topic_id)])
    places.update(tag_shelf(tag.pk) for tag in story.tags.all())
    places.update(byline_shelf(row.byline_id) for row in story.story_bylines.all())
    return places


def _held(names: Collection[str], ids: Iterable[int]) -> dict[str, int]:
    """The shelves of these names, made where there were none, by name; these and those of the ids are held.

    They are held in one order, so that two stories that go out at once never wait for each other in a circle.
    """
    known = set(Shelf.objects.filter(name__in=names).values_list("name", flat=True)) if names else set()
    Shelf.objects.bulk_create(
        [Shelf(name=name) for name in sorted(set(names) - known)], ignore_conflicts=True
    )
    held = Shelf.objects.filter(name__in=names) | Shelf.objects.filter(pk__in=list(ids))
    return dict(held.select_for_update().order_by("pk").values_list("name", "pk"))


def miscounted() -> dict[str, tuple[int, int]]:
    """The shelves whose number is not how many stand there: (number, how many), by name."""
    wrong = Shelf.objects.annotate(found=Count("rows")).exclude(stories=F("found"))
    return {name: (kept, found) for name, kept, found in wrong.values_list("name", "stories", "found")}


@transaction.atomic
def recount() -> int:
    """Have every shelf's number be how many stand on it; returns how many numbers were wrong.

    Nothing makes them wrong but somebody at the tables themselves.
    """
    wrong = miscounted()
    for name, (_kept, found) in wrong.items():
        Shelf.objects.filter(name=name).update(stories=found)
    return len(wrong)
