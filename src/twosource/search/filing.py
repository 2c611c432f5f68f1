"""What stories may be narrowed down by, as marks: `section/4 topic/12 person/7 says/31 status/confirmed year/2015`.

A mark is a kind and a value. Values are ids, and are given their names when they are shown, so that a renamed
topic is renamed in every answer at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from twosource.stories.models import Quote, SectionPage, StoryClaim, StoryPage
from twosource.stories.reads import live_stories
from twosource.topics.models import Tag
from twosource.verification.models import Actor

SECTION, TOPIC, SAYS, STATUS, YEAR, MONTH = "section", "topic", "says", "status", "year", "month"
TAGS = tuple(Tag.Kind.values)


@dataclass(frozen=True, slots=True)
class Filed:
    """When readers first saw a story, when it ends for them, and its marks."""

    at: datetime
    until: datetime | None
    marks: tuple[str, ...]


def joined(marks: Iterable[str]) -> str:
    """Marks as a row keeps them, a space on either side of each, so that one is found among them."""
    return f" {' '.join(marks)} "


def filed_under(story_ids: Iterable[int]) -> dict[int, Filed]:
    """The filing of those of these stories that readers see, in a fixed number of queries."""
    ids = list(story_ids)
    rows = live_stories().filter(pk__in=ids).order_by()
    stories = {
        row["pk"]: row for row in rows.values("pk", "first_published_at", "expire_at", "topic_id", "path")
    }
    marks = {pk: _of_the_page(row) for pk, row in stories.items()}
    _add_sections(stories, marks)
    for story_id, kind, tag_id in _tags(stories):
        marks[story_id].append(f"{kind}/{tag_id}")
    for story_id, mark in (*_speakers(stories), *_claims(stories)):
        marks[story_id].append(mark)
    return {
        pk: Filed(row["first_published_at"], row["expire_at"], tuple(dict.fromkeys(marks[pk])))
        for pk, row in stories.items()
    }


def _of_the_page(row: dict[str, Any]) -> list[str]:
    at = timezone.localtime(row["first_published_at"])
    marks = [f"{YEAR}/{at.year:04}", f"{MONTH}/{at.year:04}-{at.month:02}"]
    if row["topic_id"]:
        marks.append(f"{TOPIC}/{row['topic_id']}")
    return marks


def _add_sections(stories: dict[int, dict[str, Any]], marks: dict[int, list[str]]) -> None:
    of_section = defaultdict(list)
    for pk, row in stories.items():
        of_section[row["path"][: -StoryPage.steplen]].append(pk)
    for path, section_id in SectionPage.objects.filter(path__in=list(of_section)).values_list("path", "pk"):
        for pk in of_section[path]:
            marks[pk].append(f"{SECTION}/{section_id}")


def _tags(story_ids: Iterable[int]) -> Iterable[tuple[int, str, int]]:
    # Their kinds are looked at here: a database that is asked for them goes by the tags, and there are many.
    rows = StoryPage.tags.through.objects.filter(storypage__in=list(story_ids)).order_by("tag_id")
    found = rows.values_list("storypage_id", "tag__kind", "tag_id")
    return [row for row in found if row[1] in TAGS]


def _speakers(story_ids: Iterable[int]) -> Iterable[tuple[int, str]]:
    """Who is quoted; never a voice that is protected."""
    rows = Quote.objects.filter(story__in=list(story_ids)).order_by("pk")
    found = list(rows.values_list("story_id", "speaker_id"))
    may_be_named = _may_be_named(speaker for _story, speaker in found)
    for story_id, speaker_id in found:
        if speaker_id in may_be_named:
            yield story_id, f"{SAYS}/{speaker_id}"


def _may_be_named(speakers: Iterable[int | None]) -> set[int]:
    named = Actor.objects.with_a_page().filter(pk__in={speaker for speaker in speakers if speaker})
    return set(named.values_list("pk", flat=True))


def _claims(story_ids: Iterable[int]) -> Iterable[tuple[int, str]]:
    """How carried claims stand, who said them, and how each stands that one voice said."""
    rows = StoryClaim.objects.filter(story__in=list(story_ids)).order_by("pk")
    found = list(rows.values_list("story_id", "claim__status", "claim__speaker_id"))
    may_be_named = _may_be_named(speaker for _story, _status, speaker in found)
    for story_id, status, speaker_id in found:
        yield story_id, f"{STATUS}/{status}"
        if speaker_id in may_be_named:
            yield story_id, f"{SAYS}/{speaker_id}"
            yield story_id, f"{SAYS}-{STATUS}/{speaker_id}-{status}"
