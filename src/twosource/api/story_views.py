"""The read API: published stories, for anyone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from twosource.discussion.reads import counts
from twosource.ledger.uses import may_be_kept, using
from twosource.shortlinks.reads import short_path
from twosource.stories.models import StoryPage
from twosource.stories.reads import page_desk
from twosource.stories.story_view import story_view

from .answers import ApiError, absolute, answering, as_json, as_list, fresh
from .entries import updated_at
from .listed import Listed, drawn, listed
from .lists import shown
from .parameters import read_parameters
from .shapes import correction, story_line, whole_story, with_number
from .story_list import PARAMETERS, key_of, page_of


@answering("GET")
def stories(request: HttpRequest) -> HttpResponse:
    """`{"total", "next", "stories"}`, newest first. Parameters: topic, section, tag, since, limit, before."""
    asked = read_parameters(request.GET, PARAMETERS)
    page = page_of(asked)
    found = listed(page.ids)
    given = [found[pk] for pk in page.ids if pk in found]
    following = None
    if page.more and given:
        key = key_of(given[-1].published_at, given[-1].story_id)
        following = absolute(f"{request.path}?{urlencode(asked | {'before': key})}")
    response = as_list({"total": page.total, "next": following}, "stories", _lines(given))
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return fresh(request, response)


def _lines(given: Sequence[Listed]) -> list[dict[str, Any]]:
    """The stories as they are given; what moves far more often than a story does is added to what is kept of it."""
    lines = drawn("line of the API", (story.story_id for story in given), story_line)
    numbers = page_desk().topic_numbers(story.topic_id for story in given)
    said = comments(story.story_id for story in given)
    return [
        with_number(lines[story.story_id], numbers.get(story.topic_id)) | said[story.story_id]
        for story in given
    ]


@answering("GET")
def story(request: HttpRequest, story_id: int) -> HttpResponse:
    """A published story with its claims; 410 for a retracted one, with what was said of it; 404 else."""
    found = shown().filter(pk=story_id).first()
    if found is None:
        raise _not_shown(story_id)
    using(f"page:story:{found.pk}", f"short:{found.pk}")
    if request.path == reverse("api:story", args=[found.pk]):  # and not one with zeros before its number
        may_be_kept()
    answer = whole_story(found, story_view(found), short_path(found.pk)) | comments([found.pk])[found.pk]
    return fresh(request, as_json(answer), updated_at(found.first_published_at, found.changed_at))


def comments(story_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What is said of the discussion under each of these stories; nothing, where the newsroom has none."""
    ids = list(story_ids)
    if not settings.TWOSOURCE.rooms.discussion:
        return {pk: {} for pk in ids}
    found = counts(f"story:{pk}" for pk in ids)
    return {
        pk: {"comments": {"count": found[f"story:{pk}"], "url": absolute(f"/discussion/story/{pk}/")}}
        for pk in ids
    }


def _not_shown(story_id: int) -> ApiError:
    retracted = StoryPage.objects.live().filter(pk=story_id, retracted_at__isnull=False).first()
    if retracted is None:
        return no_such_story()
    view = story_view(retracted)
    return ApiError(
        410,
        _("This story was retracted."),
        id=retracted.pk,
        url=view.absolute_url,
        headline=view.headline,
        retracted=correction(view.retracted) if view.retracted else None,
    )


def no_such_story() -> ApiError:
    return ApiError(404, _("There is no such story."))


@answering("GET")
def nothing(request: HttpRequest) -> HttpResponse:
    """Any other address under /api/."""
    raise ApiError(404, _("There is nothing at this address."), see=absolute("/api/v1/stories/"))
