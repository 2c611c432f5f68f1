"""A small paper to test with: its people, its sections, and stories that are written in one line."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from twosource.people.actions import create_staff, name_byline
from twosource.people.models import User
from twosource.people.roles import CHECKER, EDITOR, REPORTER
from twosource.stories.actions import carry_claim, correct_story, lay_out_paper, publish_story, write_story
from twosource.stories.models import SectionPage, StoryByline, StoryPage
from twosource.stories.shelves import settle
from twosource.topics.actions import name_tag, open_topic
from twosource.verification.actions.claims import open_claim
from twosource.verification.models import Claim

PASSWORD = "a long enough password"


class Press:
    """Everything is made when it is first asked for, and each thing once."""

    def __init__(self) -> None:
        self.front = lay_out_paper(
            name="The Testing Gazette", sections=[("Harbour", "Ships and quays"), ("City", "Streets")]
        )
        self._people: dict[str, User] = {}

    def person(self, role: str) -> User:
        """The paper's one person of this role."""
        if role not in self._people:
            name = role.lower().rstrip("s")
            self._people[role] = create_staff(
                username=name,
                email=f"{name}@paper.example",
                name=f"{name} smith",
                roles=[role],
                password=PASSWORD,
            )
        return self._people[role]

    @cached_property
    def editor(self) -> User:
        return self.person(EDITOR)

    @cached_property
    def reporter(self) -> User:
        return self.person(REPORTER)

    @cached_property
    def checker(self) -> User:
        return self.person(CHECKER)

    def draft(self, headline: str, *paragraphs: str, section: str = "harbour", **about: Any) -> StoryPage:
        """A draft. `about`: topic, tags as (kind, name), byline, and any column of a story."""
        tags, byline = about.pop("tags", ()), about.pop("byline", "")
        if topic := about.pop("topic", ""):
            about["topic"] = open_topic(name=topic, by=None)
        body = [{"type": "paragraph", "value": f"<p>{text}</p>", "id": str(uuid4())} for text in paragraphs]
        story = StoryPage(title=headline, body=body, **about)
        if byline:
            story.story_bylines = [StoryByline(byline=name_byline(name=byline))]
        story.tags = [name_tag(name=name, kind=kind, by=None) for kind, name in tags]
        return write_story(section=SectionPage.objects.get(slug=section), story=story, by=self.reporter)

    def publish(self, headline: str, *paragraphs: str, at: datetime | None = None, **about: Any) -> StoryPage:
        """A published story; `at` is when readers first saw it."""
        story = publish_story(story=self.draft(headline, *paragraphs, **about), by=self.editor)
        if at is not None:
            StoryPage.objects.filter(pk=story.pk).update(first_published_at=at)
            story.refresh_from_db()
            settle(story)
        return story

    def claim(self, story: StoryPage, text: str, *, mode: str = "background", words: str = "") -> Claim:
        """A claim that the story's draft carries, by these words of it."""
        claim = open_claim(text=text, by=self.reporter)
        carry_claim(story=story, claim=claim, mode=mode, by=self.reporter, words=words)
        return claim

    def correct(self, story: StoryPage, text: str, kind: str = "correction") -> StoryPage:
        correct_story(story=story, kind=kind, text=text, by=self.editor)
        return StoryPage.objects.get(pk=story.pk)
