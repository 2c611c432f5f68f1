"""What stands on a shelf, and how many: the same cost for ten stories as for a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone

from .keys import Key
from .models import Correction, Shelf, Shelved
from .shelves import ENDING


def standing(name: str) -> QuerySet[Shelved]:
    """The rows of one shelf whose stories have not come to their end, newest first.

    The shelf is found first, and not joined to: PostgreSQL would sort what is joined, however well an index has it.
    """
    in_time = Q(until=None) | Q(until__gt=timezone.now())
    shelf = Shelf.objects.filter(name=name).values("pk")[:1]
    return Shelved.objects.filter(in_time, shelf=shelf).order_by("-at", "-story")


def after(rows: QuerySet[Shelved], key: Key | None) -> QuerySet[Shelved]:
    """Those that come after this key, the moment and id of the story shown last; all without one."""
    if key is None:
        return rows
    moment, pk = key
    # The first bound is what an index is entered by; the second only parts stories of one moment.
    return rows.filter(Q(at__lt=moment) | Q(at=moment, story__lt=pk), at__lte=moment)


def ids_on(name: str, *, most: int, key: Key | None = None) -> list[int]:
    """The ids of so many stories of a shelf, newest first, from a key on."""
    return list(after(standing(name), key)[:most].values_list("story_id", flat=True))


def ended_by(moment: datetime) -> list[int]:
    """The ids of live stories whose end came before this moment."""
    ended = Shelved.objects.filter(shelf__name=ENDING, until__lt=moment)
    return list(ended.values_list("story_id", flat=True))


def corrected_on(name: str, *, most: int) -> list[int]:
    """The ids of so many stories of a shelf that have a notice, those noted last first."""
    # Looked up for each notice, of which there are few: PostgreSQL would rather read the whole shelf first.
    here = Subquery(standing(name).order_by().filter(story=OuterRef("story")).values("pk")[:1])
    noted = Correction.objects.filter(IsNull(here, False)).order_by("-at", "-pk")
    found: dict[int, None] = {}
    for pk in noted.values_list("story_id", flat=True).iterator(chunk_size=most):
        found[pk] = None
        if len(found) == most:
            break
    return list(found)


def numbers(names: Iterable[str]) -> dict[str, int]:
    """How many stories stand on each of these shelves, by name; those with none are left out."""
    return dict(kept_numbers(Shelf.objects.filter(name__in=list(names))))


def numbers_of(kind: str) -> dict[str, int]:
    """The same of every shelf of one kind (`topic`), in the order of their names."""
    return dict(kept_numbers(named(kind + ":").order_by("name")))


def named(beginning: str) -> QuerySet[Shelf]:
    """The shelves whose names begin so. A range, which every database reads from the names' index."""
    return Shelf.objects.filter(name__gte=beginning, name__lt=beginning[:-1] + chr(ord(beginning[-1]) + 1))


def kept_numbers(shelves: QuerySet[Shelf]) -> QuerySet[Shelf, tuple[str, int]]:
    """Shelves as (name, number): the number kept with each, without stories whose end the schedule has yet to see.

    Those on which none are left are left out.
    """
    ended = (
        Shelved.objects.filter(shelf=OuterRef("pk"), until__lte=timezone.now())
        .order_by()
        .values("shelf")
        .annotate(found=Count("pk"))
    )
    number = F("stories") - Coalesce(Subquery(ended.values("found")), 0)
    return shelves.annotate(shown=number).filter(shown__gt=0).values_list("name", "shown")
