"""Makes the example newsroom by the same actions people use, each at the moment it is said to have happened."""

from __future__ import annotations

import io
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, TypeVar

import click
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.rich_text import RichText

from twosource.demo import script_values as told
from twosource.demo.pictures import draw
from twosource.demo.script import read_script
from twosource.demo.script_body import Call, Heading, Listing, Paragraph, to_html
from twosource.demo.seed_claims import ClaimSeeder
from twosource.demo.seed_falls import seed_fall, seed_reply_told
from twosource.demo.seed_reports import ReportSeeder
from twosource.demo.seed_talk import TalkSeeder
from twosource.ledger.clock import at
from twosource.people.actions import create_staff, name_byline
from twosource.people.models import Byline, User
from twosource.people.roles import CHECKER, EDITOR, MODERATOR, REPORTER
from twosource.replies.actions import log_outcome, request_comment, send_request
from twosource.replies.models import Request
from twosource.replies.wording import Ask
from twosource.stories.actions import (
    correct_story,
    lay_out_paper,
    overrule_gate,
    publish_story,
    send_to_checking,
    want_claim,
    write_story,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.models import NewsPicture, SectionPage, StoryByline, StoryClaim, StoryPage
from twosource.topics.actions import name_tag, open_topic
from twosource.topics.models import Tag, Topic
from twosource.verification.actions import name_voice, record_control, seal_voice
from twosource.verification.models import Actor, Claim
from twosource.wire.actions import import_page

ROLES = {"reporter": REPORTER, "checker": CHECKER, "editor": EDITOR, "moderator": MODERATOR}
BEFORE_EVERYTHING = timedelta(days=500)
T = TypeVar("T")


def seed(now: datetime | None = None) -> list[dict[str, str]]:
    """Fill an empty newsroom with the example; returns the log-ins made: role, name, username, password.

    Progress goes to standard output: a bar on a terminal, a line a step elsewhere.
    """
    return Seeder(now or datetime.now(UTC)).run()


def steps(label: str, things: Iterable[T]) -> Iterator[T]:
    """The things one by one, with progress."""
    things = list(things)
    if sys.stdout.isatty():
        with click.progressbar(things, label=f"{label:<12}") as bar:
            yield from bar
    else:
        click.echo(f"{label}: {len(things)}")
        yield from things


class Seeder:
    """One run of the script, with the way from its keys to rows."""

    def __init__(self, now: datetime) -> None:
        self.script = read_script(now)
        self.start = now - BEFORE_EVERYTHING
        self.people: dict[str, User] = {}
        self.bylines: dict[str, Byline] = {}
        self.sections: dict[str, SectionPage] = {}
        self.topics: dict[str, Topic] = {}
        self.tags: dict[str, Tag] = {}
        self.voices: dict[str, Actor] = {}
        self.pictures: dict[str, NewsPicture] = {}
        self.pages: dict[str, StoryPage] = {}
        self.asked: dict[tuple[str, str], Request] = {}

    def run(self) -> list[dict[str, str]]:
        with at(self.start), transaction.atomic():
            logins = list(self._staff())
            self._paper()
            self._voices()
        for picture in steps("Pictures", self.script.pictures):
            self._picture(picture)
        self.claims = ClaimSeeder(self.script, self.people, self.voices)
        self.reports = ReportSeeder(self.script.now, self.people)
        for story in steps("Claims", self.script.stories):
            with transaction.atomic():
                self.claims.open_all(story)
        for story in steps("Stories", self.script.stories):
            self._story(story)
        self._later_replies()
        for story in self.script.stories:
            for fallen in story.falls:
                seed_fall(fallen, self.pages[story.slug], self.claims, self.people)
        talks = TalkSeeder(self.script, self.people, self.pages)
        logins += talks.admit(self.start)
        for talk in steps("Discussions", talks.discussions()):
            with transaction.atomic():
                talks.talk(talk)
        import_page(data=self.script.saved_page, name="saved-page.txt", by=self._first("reporter"))
        return logins

    def _first(self, role: str) -> User:
        return next(self.people[person.key] for person in self.script.people if person.role == role)

    def _staff(self) -> Iterator[dict[str, str]]:
        for person in self.script.people:
            password = secrets.token_urlsafe(12)
            user = create_staff(
                username=person.key, email=person.email, name=person.name,
                roles=[ROLES[person.role]], password=password,
            )  # fmt: skip
            self.people[person.key] = user
            if person.byline:
                self.bylines[person.key] = name_byline(
                    name=person.name, role=person.title, bio=person.bio, user=user
                )
            if person.login:
                yield {"role": person.role, "name": person.name, "username": person.key, "password": password}
            else:
                user.set_unusable_password()
                user.save()

    def _paper(self) -> None:
        script = self.script
        front = lay_out_paper(
            name=script.paper.name, sections=[(s.name, s.description) for s in script.sections]
        )
        pages = {page.title: page for page in SectionPage.objects.child_of(front)}
        self.sections = {section.slug: pages[section.name] for section in script.sections}
        editor = self._first("editor")
        for topic in script.topics:
            self.topics[topic.slug] = open_topic(name=topic.name, description=topic.description, by=editor)
        for tag in script.tags:
            self.tags[tag.slug] = name_tag(
                name=tag.name, kind=tag.kind, description=tag.description, aliases=tag.aliases, by=editor
            )

    def _voices(self) -> None:
        by = self._first("reporter")
        editors = [self.people[person.key] for person in self.script.people if person.role == "editor"]
        for actor in self.script.actors:
            if actor.sealed:
                self.voices[actor.key] = seal_voice(
                    name=actor.name, codename=actor.sealed, readers=(editors[0], editors[1]), by=by
                )
            else:
                self.voices[actor.key] = name_voice(
                    name=actor.name, kind=actor.kind, anonymous=actor.anonymous, by=by
                )
        for actor in self.script.actors:
            for controller in actor.controlled_by:
                record_control(actor=self.voices[actor.key], controller=self.voices[controller], by=by)

    def _picture(self, picture: told.Picture) -> None:
        data = io.BytesIO()
        drawn = draw(picture.key).convert("RGB")
        drawn.save(data, "JPEG", quality=92)
        row = NewsPicture(
            title=picture.title, alt=picture.alt, credit=picture.credit, caption=picture.caption,
            file=ImageFile(io.BytesIO(data.getvalue()), name=f"{picture.key}.jpg"),
            width=drawn.width, height=drawn.height,
        )  # fmt: skip
        row.save()
        self.pictures[picture.key] = row

    def _story(self, story: told.Story) -> None:
        """Write a story, ask who is accused, and let it go out (or not) as the script says."""
        writer = self.people[story.bylines[0]]
        written = min(story.published_at, self.script.now) - timedelta(hours=1)
        with at(written), transaction.atomic():
            self._requests(story)
            page = write_story(section=self.sections[story.section], story=self._page(story), by=writer)
            if story.carries:
                send_to_checking(story=page, by=writer)
            self._overrides(story, page)
            for need in story.needs:
                want_claim(story=page, words=need.words, by=self.people[need.by])
        self.pages[story.slug] = page
        if story.state == "draft":
            return
        editor = self._first("editor")
        if story.state == "scheduled":
            publish_story(story=page, by=editor, at=story.published_at)
            return
        with at(story.published_at):
            page = publish_story(story=page, by=editor)
        for correction in sorted(story.corrections, key=lambda one: one.at):
            self._correct(story, page, correction)
        self.claims.reword_all(story)
        self.reports.file_all(story, page)

    def _page(self, story: told.Story) -> StoryPage:
        page = StoryPage(
            title=story.headline, slug=story.slug, standfirst=story.standfirst, dateline=story.dateline,
            topic=self.topics.get(story.topic), lead_picture=self.pictures.get(story.lead),
            lead_rank=story.front or None, body=self._body(story, first_printed=True),
        )  # fmt: skip
        page.tags.set([self.tags[slug] for slug in story.tags])
        page.story_bylines.set(
            [StoryByline(byline=self.bylines[key], sort_order=n) for n, key in enumerate(story.bylines)]
        )
        page.carried.set(
            [
                StoryClaim(claim=self.claims.rows[row.claim], mode=row.mode, words=row.words, sort_order=n)
                for n, row in enumerate(story.carries)
            ]
        )
        return page

    def _body(self, story: told.Story, *, first_printed: bool) -> list[tuple[str, Any]]:
        blocks = []
        for block in story.blocks:
            made = self._block(story, block)
            if made:
                blocks.append(made)
        if not first_printed:
            return blocks
        for correction in story.corrections:
            if correction.wrong and correction.right:
                wrong, right = escape(correction.wrong, quote=False), escape(correction.right, quote=False)
                blocks = [_reworded(block, right, wrong) for block in blocks]
        return blocks

    def _block(self, story: told.Story, block: Any) -> tuple[str, Any] | None:
        match block:
            case Paragraph(text):
                return "paragraph", RichText(f"<p>{to_html(text)}</p>")
            case Heading(text):
                return "heading", text
            case Listing(items):
                rows = "".join(f"<li>{to_html(item)}</li>" for item in items)
                return "list", RichText(f"<ul>{rows}</ul>")
            case Call("picture", key):
                return "picture", {"picture": self.pictures[key], "caption": ""}
            case Call("quotation", key):
                return "quotation", self._quotation(story.quotations[key])
            case Call("answered", key):
                return "answered", {"request": self.asked[story.slug, key], "whole": True}
            case Call("embed", key):
                embed = story.embeds[key]
                return "embed", {"url": embed.url, "title": embed.title, "provider": embed.provider}
        return None

    def _quotation(self, quotation: told.Quotation) -> Mapping[str, Any]:
        return {
            "text": quotation.text,
            "speaker": self.voices[quotation.speaker],
            "addressee": quotation.addressee,
            "channel": quotation.channel,
            "said_on": quotation.said,
        }

    def _requests(self, story: told.Story) -> None:
        for request in story.requests:
            asker = self.people[request.asked_by]
            with at(min(request.sent, self.script.now)):
                row = self._asked(request, self.claims.rows[request.claim or story.carries[0].claim], asker)
            self.asked.setdefault((story.slug, request.whom), row)
            if request.outcome != "open":
                when = request.outcome_at or request.deadline
                with at(min(when, self.script.now)):
                    log_outcome(request=row, outcome=request.outcome, answer=request.reply, at=when, by=asker)

    def _asked(self, request: told.Request, claim: Claim, asker: User) -> Request:
        whom = self.voices[request.whom]
        if request.to:
            subject = f"Questions from {self.script.paper.name}"
            ask = Ask(request.to, subject, request.question, claim.text, request.deadline)
            return send_request(claim=claim, asked=whom, ask=ask, by=asker)
        return request_comment(
            claim=claim, asked=whom, question=request.question, channels=list(request.channels),
            times=(request.sent, request.deadline), by=asker,
        )  # fmt: skip

    def _later_replies(self) -> None:
        """What came in after a story had said that nothing did, in the order it came."""
        late = [(r.later_at, s.slug, r) for s in self.script.stories for r in s.requests if r.later_at]
        for when, slug, request in sorted(late, key=lambda one: one[0]):
            with at(when):
                log_outcome(
                    request=self.asked[slug, request.whom], outcome="answered", answer=request.later, at=when,
                    by=self.people[request.asked_by],
                )  # fmt: skip
            seed_reply_told(request, when, self.pages[slug], self.voices[request.whom], self.people)

    def _overrides(self, story: told.Story, page: StoryPage) -> None:
        for override in story.overrides:
            with at(min(override.at, self.script.now)):
                overrule_gate(
                    story=page, claim=self.claims.rows[override.claim], rule=override.rule,
                    reason=override.reason, by=self.people[override.editor],
                )  # fmt: skip

    def _correct(self, story: told.Story, page: StoryPage, correction: told.Correction) -> None:
        """Mend the words, and say so; with the mended words in place of those first printed."""
        by = self.people[correction.by]
        with at(correction.at), transaction.atomic():
            draft = latest_draft(page)
            if correction.wrong and correction.right:
                wrong, right = escape(correction.wrong, quote=False), escape(correction.right, quote=False)
                draft.body = [_reworded((b.block_type, b.value), wrong, right) for b in draft.body]
                draft.save_revision(user=by)
            editor = by if by in self._editors() else self._first("editor")
            correct_story(story=page, kind=correction.kind, text=correction.text, by=editor, at=correction.at)

    def _editors(self) -> list[User]:
        return [self.people[person.key] for person in self.script.people if person.role == "editor"]


def _reworded(block: tuple[str, Any], old: str, new: str) -> tuple[str, Any]:
    kind, value = block
    return (kind, RichText(value.source.replace(old, new))) if isinstance(value, RichText) else block
