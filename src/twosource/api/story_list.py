"""A page of the list of stories, found by key: the last page costs what the first one does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from twosource.stories.models import StoryPage

from . import lists
from .answers import ApiError
from .parameters import bad_value, read_moment, read_number

PARAMETERS = ("topic", "section", "tag", "since", "limit", "before")
USUAL, MOST = 50, 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """`stories` are all from a key on, `limit` is how many are given, `total` counts every page."""

    stories: QuerySet[StoryPage]
    limit: int
    total: int


def page_of(asked: Mapping[str, str]) -> Page:
    """The stories that meet every parameter, newest first, from the key on.

    Raises: ApiError(400) naming parameter, value and what is allowed.
    """
    stories = filtered(asked)
    limit = read_number("limit", asked.get("limit", str(USUAL)), least=1, most=MOST)
    total = stories.order_by().count()
    if "before" in asked:
        moment, pk = read_key(asked["before"])
        stories = stories.filter(Q(first_published_at__lt=moment) | Q(first_published_at=moment, pk__lt=pk))
    return Page(stories, limit, total)


def filtered(asked: Mapping[str, str]) -> QuerySet[StoryPage]:
    stories = lists.shown()
    if "topic" in asked:
        stories &= _known("topic", asked["topic"], lists.of_topic(asked["topic"]))
    if "section" in asked:
        stories &= _known("section", asked["section"], lists.of_section(asked["section"]))
    if "tag" in asked:
        stories = stories.filter(pk__in=_tagged(asked["tag"]))
    if "since" in asked:
        since = read_moment("since", asked["since"])
        stories = stories.annotate(moved=Coalesce("changed_at", "first_published_at")).filter(
            moved__gte=since
        )
    return stories


def _known(name: str, value: str, channel: lists.Channel | None) -> QuerySet[StoryPage]:
    if channel is None:
        raise ApiError(400, _("There is no %(name)s “%(value)s”.") % {"name": name, "value": value})
    return channel.stories


def _tagged(value: str) -> QuerySet[StoryPage, dict[str, Any]]:
    """The stories with a tag: `kind/slug`, or a slug alone for a tag of any kind."""
    kind, slash, slug = value.partition("/")
    if slash:
        return _known("tag", value, lists.of_tag(kind, slug)).order_by().values("pk")
    return lists.shown().filter(tags__slug=value).order_by().values("pk")


def key_of(story: StoryPage) -> str:
    """The place of a story in the list: microseconds since 1970, and its id."""
    return f"{(story.first_published_at - _EPOCH) // _TICK}.{story.pk}"


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
