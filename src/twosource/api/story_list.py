"""A page of the list of stories, found by key: the last page costs what the first one does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from twosource.stories.models import Shelf, Shelved, StoryPage
from twosource.stories.shelf_reads import after, numbers, standing
from twosource.stories.shelves import PAPER, both_shelf, tag_shelf
from twosource.topics.models import Tag

from . import lists
from .answers import ApiError
from .parameters import bad_value, read_moment, read_number

PARAMETERS = ("topic", "section", "tag", "since", "limit", "before")
USUAL, MOST = 50, 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """`ids` are those given, newest first, `more` whether others follow; `total` counts every page."""

    ids: list[int]
    more: bool
    total: int


def page_of(asked: Mapping[str, str]) -> Page:
    """The stories that meet every parameter, newest first, from the key on.

    Raises: ApiError(400) naming parameter, value and what is allowed.
    """
    shelves = _shelves(asked)
    limit = read_number("limit", asked.get("limit", str(USUAL)), least=1, most=MOST)
    key = read_key(asked["before"]) if "before" in asked else None
    rows = _narrowed(shelves)
    if "since" in asked:
        parts = _since(rows, read_moment("since", asked["since"]))
        total = sum(part.order_by().count() for part in parts)
    else:
        parts, total = [rows], _number(rows, shelves)
    found: list[int] = []
    for part in parts:
        if (wanted := limit + 1 - len(found)) > 0:
            found += after(part, key)[:wanted].values_list("story_id", flat=True)
    return Page(found[:limit], len(found) > limit, total)


def _number(rows: QuerySet[Shelved], shelves: list[list[str]]) -> int:
    """How many there are: of one shelf it is known, of several they are counted."""
    if len(shelves) == 1 and len(shelves[0]) == 1:
        return numbers(shelves[0]).get(shelves[0][0], 0)
    return rows.order_by().count()


def _since(rows: QuerySet[Shelved], since: datetime) -> list[QuerySet[Shelved]]:
    """Those published since then, and those that came before and were changed since, one after the other the newest
    first. Each is read from indexes: asked for both at once, a database reads every story of the list."""
    changed = StoryPage.objects.order_by().filter(changed_at__gte=since).values("pk")
    return [rows.filter(at__gte=since), rows.filter(at__lt=since, story__in=changed)]


def _narrowed(shelves: list[list[str]]) -> QuerySet[Shelved]:
    """The rows of the smallest shelf whose stories stand on the others too."""
    first = _smallest([names[0] for names in shelves if len(names) == 1])
    rows = standing(first)
    for names in shelves:
        if names != [first]:
            ids = list(Shelf.objects.filter(name__in=names).values_list("pk", flat=True))
            rows = rows.filter(Exists(Shelved.objects.filter(shelf__in=ids, story=OuterRef("story"))))
    return rows


def _smallest(names: list[str]) -> str:
    if len(names) < 2:
        return names[0] if names else PAPER
    sizes = numbers(names)
    return min(names, key=lambda name: sizes.get(name, 0))


def _shelves(asked: Mapping[str, str]) -> list[list[str]]:
    """The shelves on which a story must stand to be listed: on one of each group."""
    shelves = []
    if "topic" in asked:
        shelves.append([_known("topic", asked["topic"], lists.of_topic(asked["topic"]))])
    if "section" in asked:
        shelves.append([_known("section", asked["section"], lists.of_section(asked["section"]))])
    if len(shelves) == 2:  # they have one in common
        shelves = [[both_shelf(*(int(name.partition(":")[2]) for [name] in reversed(shelves)))]]
    if "tag" in asked:
        shelves.append(_tagged(asked["tag"]))
    return shelves or [[PAPER]]


def _known(name: str, value: str, channel: lists.Channel | None) -> str:
    if channel is None:
        raise ApiError(400, _("There is no %(name)s “%(value)s”.") % {"name": name, "value": value})
    return channel.shelf


def _tagged(value: str) -> list[str]:
    """The shelf of a tag: `kind/slug`, or those of a slug alone, for a tag of any kind."""
    kind, slash, slug = value.partition("/")
    if slash:
        return [_known("tag", value, lists.of_tag(kind, slug))]
    return [tag_shelf(pk) for pk in Tag.objects.filter(slug=value).values_list("pk", flat=True)]


def key_of(published_at: datetime, story_id: int) -> str:
    """The place of a story in the list: microseconds since 1970, and its id."""
    return f"{(published_at - _EPOCH) // _TICK}.{story_id}"


def read_key(text: str) -> tuple[datetime, int]:
    """The place that `key_of` wrote. Raises ApiError(400) for anything else."""
    ticks, _dot, pk = text.partition(".")
    sign, ticks = (-1, ticks[1:]) if ticks.startswith("-") else (1, ticks)
    digits = ticks + pk
    try:
        if not (digits.isascii() and digits.isdigit() and ticks and pk and len(pk) <= 18):
            raise ValueError
        return _EPOCH + sign * int(ticks) * _TICK, int(pk)
    except (ValueError, OverflowError):
        raise bad_value("before", text, _("a key from the “next” of another page")) from None
