"""Whom and what the stories of a large archive share: people, sections, topics, tags, pictures, voices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from twosource.demo.bulk_claims import Pattern, Staff, patterns
from twosource.demo.bulk_words import BYLINES, TAGS, TOPICS, name
from twosource.people.actions import name_byline
from twosource.people.models import Byline, User
from twosource.people.roles import CHECKER, EDITOR, REPORTER
from twosource.stories.models import NewsPicture, SectionPage, StoryPage
from twosource.stories.reads import picture_of
from twosource.topics.actions import name_tag, open_topic
from twosource.topics.models import Tag, Topic
from twosource.verification.actions import name_voice
from twosource.verification.models import Actor

VOICES = 200
RUNNING = 8  # of the topics stand in the strip on the front page


@dataclass(slots=True)
class Cast:
    """The rows that stories share, by the numbers the tellings use; `form` is a story as a version keeps it."""

    staff: Staff
    patterns: list[Pattern]
    sections: list[SectionPage]
    topics: list[Topic]
    tags: dict[tuple[str, int], Tag]
    bylines: list[Byline]
    pictures: list[NewsPicture]
    voices: list[Actor]
    form: dict[str, Any]
    page_type: ContentType
    story_type: ContentType
    now: datetime


def cast() -> Cast:
    """All of it, made where it is not there yet. Needs a newsroom with people, sections, a picture and a story."""
    staff = _staff()
    with transaction.atomic():
        topics, tags = _topics(staff), _tags(staff)
        bylines, voices = _bylines(), _voices(staff)
    pictures = list(NewsPicture.objects.order_by("pk"))
    for picture in pictures:
        picture_of(picture)  # every size of it, once
    return Cast(
        staff=staff, patterns=patterns(staff),
        sections=list(SectionPage.objects.live().order_by("path")),
        topics=topics, tags=tags, bylines=bylines, voices=voices, pictures=pictures,
        form=StoryPage.objects.order_by("pk")[0].serializable_data(),
        page_type=ContentType.objects.get_for_model(Page),
        story_type=ContentType.objects.get_for_model(StoryPage),
        now=timezone.now(),
    )  # fmt: skip


def _staff() -> Staff:
    def people(role: str) -> list[User]:
        return list(User.objects.filter(groups__name=role).order_by("pk"))

    first, second = people(CHECKER)[:2]
    return Staff(people(REPORTER)[0], (first, second), people(EDITOR)[0])


def _topics(staff: Staff) -> list[Topic]:
    return [_topic(number, staff) for number in range(TOPICS)]


def _topic(number: int, staff: Staff) -> Topic:
    words = "The harbour, year by year" if number == 0 else f"The {name(f'topic {number}').split()[1]} papers"
    topic = open_topic(name=words, description="Opened for the large archive.", by=staff.editor)
    if topic.running and number >= RUNNING:
        topic.running = False
        topic.save(update_fields=["running"])
    return topic


def _tags(staff: Staff) -> dict[tuple[str, int], Tag]:
    return {
        (kind, number): name_tag(name=_tag_name(kind, number), kind=kind, by=staff.editor)
        for kind, most in TAGS.items()
        for number in range(most)
    }


def _tag_name(kind: str, number: int) -> str:
    given, family = name(f"{kind} {number}").split()
    names = {"person": f"{given} {family}", "organisation": f"{family} & {given}", "place": f"{family} Reach"}
    return names.get(kind, f"{family} law")


def _bylines() -> list[Byline]:
    return [name_byline(name=name(f"byline {number}"), role="Reporter") for number in range(BYLINES)]


def _voices(staff: Staff) -> list[Actor]:
    """Named once: a voice of one name may be two people, so naming it again would make another."""
    names = [name(f"voice {number}") for number in range(VOICES)]
    known = {voice.name: voice for voice in Actor.objects.filter(name__in=names)}
    return [
        known.get(one)
        or name_voice(name=one, kind=Random(one).choice(("person", "organisation")), by=staff.reporter)
        for one in names
    ]
