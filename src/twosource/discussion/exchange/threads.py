"""The thread that comments from elsewhere come into; made when there is none."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from twosource.people.models import User
from twosource.stories.models import StoryPage
from twosource.stories.published import claim_url
from twosource.stories.reads import Desk
from twosource.verification.models import Claim

from ..models import Thread
from ..places import closes_at, place_of
from .dates import moment
from .values import Page


def thread_under(
    under: str, page: Page, first: datetime, by: User, open_: bool, now: datetime
) -> tuple[Thread, bool]:
    """The thread there, and whether it was made just now. One that is there keeps its own rules."""
    kind, _colon, number = under.partition(":")
    known = Thread.objects.filter(**{f"{kind}_id": int(number)}).first()
    if known is not None:
        return known, False
    thread = Thread(**{f"{kind}_id": int(number)}, opened_at=min(first, now))
    thread.title, thread.path = _told(kind, int(number))
    if page.more is not None:
        _as_it_was(thread, page, by)
    elif page.closed or not open_:
        thread.closed_at, thread.closed_by = now, by
        thread.closed_because = _("What was said elsewhere; it stays to be read.")
    else:
        place = place_of(under)
        thread.closes_at = closes_at(place, None) if place else None
    thread.save()
    return thread, True


def _told(kind: str, pk: int) -> tuple[str, str]:
    if kind == "claim":
        return Claim.objects.values_list("text", flat=True).get(pk=pk)[:255], claim_url(pk)
    title, url_path = StoryPage.objects.values_list("title", "url_path").get(pk=pk)
    return title, Desk().url(url_path)


def _as_it_was(thread: Thread, page: Page, by: User) -> None:
    """A thread of a newsroom like this one has rules of its own."""
    told = page.more or {}
    thread.opened_at = page.at or thread.opened_at
    thread.premoderation = told.get("premoderation", "")
    thread.closes_at = moment(told.get("closes_at"))
    thread.closed_at = moment(told.get("closed_at"))
    thread.closed_by = by if thread.closed_at else None
    thread.closed_because = told.get("closed_because", "")
