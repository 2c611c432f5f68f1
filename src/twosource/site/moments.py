"""`?at=`: reading a moment from an address, and the page of a story as it stood then."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.stories.as_it_stood import story_then, versions_of
from twosource.stories.models import StoryPage
from twosource.stories.pages import StoryView
from twosource.stories.reads import Desk

# A space is what a plus sign becomes in an address.
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+ -]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)


class BadMoment(ValueError):
    """What stands after `?at=` is no moment that a page can be shown for; the message says what is allowed."""


def read_moment(text: str) -> datetime:
    """`2015-12-31T09:42Z` as an aware moment in UTC; seconds and another offset (`+03:00`) may be given.

    Raises: BadMoment, also for a moment that has not come yet.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise BadMoment(
            _("Write the moment as 2015-12-31T09:42Z: the day, the time, and Z or an offset such as +03:00.")
        )
    day, time, zone = found[1], found[2], found[3].replace(" ", "+")
    try:
        moment = datetime.fromisoformat(f"{day}T{time}{zone.upper()}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadMoment(_("There is no such day or time.")) from None
    if moment > timezone.now():
        raise BadMoment(_("This moment has not come yet."))
    return moment


def past_page(request: HttpRequest, story: StoryPage) -> HttpResponse:
    """The story at the moment asked for; 400 for what is no moment, 404 when readers had no version of it then."""
    try:
        moment = read_moment(request.GET["at"])
    except BadMoment as refusal:
        return _no_page(request, story, _("No page for that moment"), str(refusal), 400)
    if story.retracted_at is not None:
        words = _("This story was retracted. What it said is not shown any more, as it stood on any day.")
        return _no_page(request, story, _("Retracted"), words, 410)
    view = story_then(story, moment)
    if view is None:
        return _no_page(
            request,
            story,
            _("Not published then"),
            _("At that moment readers had no version of this story."),
            404,
        )
    context = {"view": replace(view, json_ld="", related=()), "current_section_url": view.section.url}
    return render(request, "site/story.html", context)


def _no_page(request: HttpRequest, story: StoryPage, title: str, words: str, status: int) -> HttpResponse:
    context = {
        "title": title, "words": words, "headline": story.title, "url": Desk().url(story.url_path),
        "since": story.first_published_at, "status": status,
    }  # fmt: skip
    return render(request, "site/no-moment.html", context, status=status)


def with_versions(view: StoryView, story: StoryPage) -> StoryView:
    """The same page with the versions readers had, when they had more than one."""
    found = () if view.retracted else versions_of(story, view.url)
    return replace(view, versions=found) if len(found) > 1 else view
