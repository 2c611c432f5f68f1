"""The hour before which a story may not go out, whoever asks and by whatever way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .models import StoryPage


class Embargoed(ValidationError):
    """The story may not go out before `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__([in_words(until)])


def in_words(until: datetime) -> str:
    """What is so, and the one way round it."""
    return _(
        "The story is embargoed until %(until)s. Nobody can publish it earlier; if the hour is wrong, an editor "
        "changes the embargo and says why."
    ) % {"until": said(until)}


def said(moment: datetime) -> str:
    """A moment to the minute with its zone, for people."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y H:i')} {local.tzname()}"


def embargo_of(story: StoryPage) -> datetime | None:
    """The hour on record, however old the instance at hand is; None when there is none or it has passed."""
    from .models import StoryPage

    until = story.embargo_until
    if story.pk is not None:
        until = StoryPage.objects.filter(pk=story.pk).values_list("embargo_until", flat=True).first()
    return until if until is not None and until > timezone.now() else None


def refuse_before_hour(story: StoryPage) -> None:
    """Part of saving a story: raises Embargoed when it is or goes live before its hour.

    The hour itself is what is on record: no saving of an older instance moves it.
    """
    from .models import StoryPage

    if story.pk is not None:
        on_record = StoryPage.objects.filter(pk=story.pk).values_list("embargo_until", flat=True)
        story.embargo_until = next(iter(on_record), story.embargo_until)
    if story.live and story.embargo_until is not None and story.embargo_until > timezone.now():
        raise Embargoed(story.embargo_until)


def demand_hour(story: StoryPage, at: datetime | None) -> None:
    """Raises Embargoed when `at` (None: now) is before the story's hour. Part of publishing and scheduling.

    The story is locked, so that nobody sets an embargo between this and the publishing.
    """
    from .models import StoryPage

    StoryPage.objects.select_for_update(of=("self",)).filter(pk=story.pk).values_list("pk").first()
    until = embargo_of(story)
    if until is not None and (at is None or at < until):
        raise Embargoed(until)
