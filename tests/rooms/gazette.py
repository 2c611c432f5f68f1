"""A small paper for the tests of the rooms: its people, and what they do, a line each, through the actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.utils import timezone

from twosource.people.actions import create_staff
from twosource.people.models import User
from twosource.people.roles import CHECKER, EDITOR, REPORTER
from twosource.replies.actions import request_comment
from twosource.replies.models import Request
from twosource.stories.actions import carry_claim, lay_out_paper, publish_story, write_story
from twosource.stories.models import FrontPage, SectionPage, StoryPage
from twosource.topics.models import Topic
from twosource.verification.actions import (
    add_item,
    attach_evidence,
    authenticate_item,
    name_voice,
    open_claim,
    open_said_claim,
    record_check,
    record_control,
    seal_voice,
)
from twosource.verification.actions.evidence import HowKnown
from twosource.verification.models import Actor, Claim, Evidence, Item

METHOD = "Read the record and called them back."
REASON = "Lives depend on readers knowing this tonight."


class Gazette:
    """Four roles and a superuser. Claims are opened and evidence is collected by the reporter."""

    def __init__(self) -> None:
        self.reporter = self.hire("rita", REPORTER)
        self.ana = self.hire("ana", CHECKER)
        self.bo = self.hire("bo", CHECKER)
        self.editor = self.hire("eva", EDITOR)

    @cached_property
    def front(self) -> FrontPage:
        """The pages are laid out when a test first needs one: checking needs none."""
        return lay_out_paper(
            name="The Testing Gazette", sections=[("Harbour", "Ships and quays"), ("City", "Streets")]
        )

    @cached_property
    def harbour(self) -> SectionPage:
        return SectionPage.objects.child_of(self.front).get(title="Harbour")

    @cached_property
    def city(self) -> SectionPage:
        return SectionPage.objects.child_of(self.front).get(title="City")

    @cached_property
    def deputy(self) -> User:
        """A second editor."""
        return self.hire("dan", EDITOR)

    @cached_property
    def root(self) -> User:
        """A superuser."""
        return self.hire("root", EDITOR, superuser=True)

    def hire(self, username: str, *roles: str, email: str = "", superuser: bool = False) -> User:
        return create_staff(
            username=username,
            email=email or f"{username}@paper.example",
            name=f"{username.title()} Smith",
            roles=roles,
            password="a long enough password",
            superuser=superuser,
        )

    # voices and items

    def voice(self, name: str, *above: Actor, kind: str = "organisation", anonymous: bool = False) -> Actor:
        """A voice, and who controls it."""
        actor = name_voice(name=name, kind=kind, anonymous=anonymous, by=self.reporter)
        for controller in above:
            record_control(actor=actor, controller=controller, by=self.reporter)
        return actor

    def sealed(self, name: str, codename: str = "Heron") -> Actor:
        return seal_voice(name=name, codename=codename, readers=(self.editor, self.deputy), by=self.editor)

    def item(
        self, title: str, *voices: Actor | str, by: User | None = None, via: Sequence[Item] = (), **known: Any
    ) -> Item:
        """An item; `known` is as of `HowKnown`."""
        actors = [self.voice(one) if isinstance(one, str) else one for one in voices]
        how = HowKnown(via=tuple(via), **known)
        return add_item(title=title, actors=actors, known=how, by=by or self.reporter)

    def witness(self, who: Actor | str, *, by: User | None = None) -> Item:
        """Somebody who saw it."""
        return self.item(f"{who} saw it", who, basis="witnessed", by=by)

    def record_of(self, who: Actor | str, *by: User) -> Item:
        """A recording, authenticated by these people."""
        item = self.item(f"A recording by {who}", who, basis="recorded")
        for person in by:
            authenticate_item(item=item, method="Compared with the broadcast.", by=person)
        return item

    # claims

    def claim(self, text: str = "The quay is cracked.", *, by: User | None = None, **more: Any) -> Claim:
        return open_claim(text=text, by=by or self.reporter, **more)

    def support(self, claim: Claim, *items: Item, by: User | None = None) -> list[Evidence]:
        return self._attach(claim, items, "supports", by)

    def deny(self, claim: Claim, *items: Item, by: User | None = None) -> list[Evidence]:
        return self._attach(claim, items, "denies", by)

    def _attach(self, claim: Claim, items: Iterable[Item], direction: str, by: User | None) -> list[Evidence]:
        done = [
            attach_evidence(claim=claim, item=item, direction=direction, by=by or self.reporter)
            for item in items
        ]
        claim.refresh_from_db()
        return done

    def sign(self, claim: Claim, *people: User, verdict: str = "stands") -> Claim:
        for person in people:
            record_check(claim=claim, verdict=verdict, method=METHOD, note="Tried twice.", by=person)
        claim.refresh_from_db()
        return claim

    def asserted(self, text: str = "The quay is cracked.", **more: Any) -> Claim:
        """A claim with one line: one witness."""
        claim = self.claim(text, **more)
        self.support(claim, self.witness(f"Diver of “{text[:40]}”"))
        return claim

    def corroborated(self, text: str = "The quay is cracked.", **more: Any) -> Claim:
        """A claim with two independent lines, not signed."""
        claim = self.asserted(text, **more)
        self.support(claim, self.witness(f"Pilot of “{text[:40]}”"))
        return claim

    def confirmed(self, text: str = "The quay is cracked.", **more: Any) -> Claim:
        """The same, signed by two checkers."""
        return self.sign(self.corroborated(text, **more), self.ana, self.bo)

    def refuted(self, text: str = "The quay is sound.") -> Claim:
        claim = self.claim(text)
        self.deny(claim, self.witness("Diver"), self.witness("Pilot"))
        return self.sign(claim, self.ana, self.bo, verdict="refuted")

    def interested(self, text: str = "The strikes are precise.") -> Claim:
        """A claim whose only line is that of who gains by it."""
        ministry = self.voice("Ministry")
        claim = self.claim(text, stakes={ministry: "for"}, said={"speaker": ministry})
        self.support(claim, self.item("A statement", ministry, basis="participant"))
        return claim

    def said(self, claim: Claim, *, confirmed: bool = True) -> Claim:
        """The claim that it was said, settled by a recording that two people authenticated."""
        told = open_said_claim(claim=claim, by=self.reporter)
        if confirmed:
            self.support(told, self.record_of("Harbour Radio", self.ana, self.bo))
            self.sign(told, self.ana, self.bo)
        return told

    def ask(self, claim: Claim, who: Actor, *, hours: float = -1) -> Request:
        """A request for comment whose deadline is so many hours from now (past when negative)."""
        now = timezone.now()
        times = now - timedelta(days=2), now + timedelta(hours=hours)
        return request_comment(
            claim=claim, asked=who, question="Is it so?", channels=["email"], times=times, by=self.reporter
        )

    # stories

    def story(self, headline: str = "Cracks in the quay", *paragraphs: str, **about: Any) -> StoryPage:
        """A draft by the reporter. `about`: section, `carries` as (claim, mode[, words]), any column."""
        section = about.pop("section", None) or self.harbour
        carries = about.pop("carries", ())
        body = [paragraph(text) for text in paragraphs or ["The quay is cracked, divers say."]]
        story = StoryPage(title=headline, body=body, **about)
        write_story(section=section, story=story, by=self.reporter)
        for claim, mode, *words in carries:
            carry_claim(story=story, claim=claim, mode=mode, words="".join(words), by=self.reporter)
        return story

    def published(self, headline: str = "Cracks in the quay", *paragraphs: str, **about: Any) -> StoryPage:
        return publish_story(story=self.story(headline, *paragraphs, **about), by=self.editor)

    def topic(self, name: str = "Harbour repairs") -> Topic:
        from twosource.topics.actions import open_topic

        return open_topic(name=name, by=self.editor)


def paragraph(text: str) -> dict[str, str]:
    """A raw paragraph block; text that is no markup becomes one `<p>`."""
    value = text if text.startswith("<") else f"<p>{text}</p>"
    return {"type": "paragraph", "value": value, "id": str(uuid4())}


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}
