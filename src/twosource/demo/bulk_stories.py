"""One story of a large archive as the rows its writing and its publication would have left."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify
from wagtail.models import Page, Revision

from twosource.demo.bulk_bodies import Body, body_of, note
from twosource.demo.bulk_cast import Cast
from twosource.demo.bulk_index import found_by
from twosource.demo.bulk_rows import Tables
from twosource.demo.bulk_words import BulkStory
from twosource.ledger.models import Entry
from twosource.search.documents import Texts
from twosource.search.engines import Words
from twosource.shortlinks.codes import new_code
from twosource.shortlinks.models import ShortLink
from twosource.stories.models import (
    Correction,
    Passage,
    Quote,
    SectionPage,
    Shown,
    Stage,
    StoryByline,
    StoryClaim,
    StoryPage,
    Version,
)
from twosource.stories.shelves import both_shelf, byline_shelf, section_shelf, tag_shelf, topic_shelf
from twosource.verification.models import Writer

# Younger stories have their version in Wagtail's table too; an older one is edited from its row, as any page
# without a version of its own.
RECENT = timedelta(days=365)
LENGTH = timedelta(days=6 * 365)
CODE = 8  # letters of a short address: among so many by chance, no two are the same
_TAGGED = StoryPage.tags.through
# The tables of a story, beside those of its claims.
STORED = (
    _TAGGED, StoryByline, StoryClaim, Writer, Passage, Quote, Correction, Revision, Version, Shown, Page, StoryPage,
    Stage, ShortLink, Entry,
)  # fmt: skip


@dataclass(slots=True)
class Filed:
    """Where a story stands, and what of it is shelved and found by."""

    pk: int
    at: datetime
    shelves: set[str]
    texts: Texts
    words: Words
    seen: bool


@dataclass(slots=True)
class Making:
    """A story while its rows are added."""

    story: BulkStory
    pk: int
    path: str
    section: SectionPage
    at: datetime
    body: Body
    bylines: list[dict[str, Any]] = field(default_factory=list)
    carried: list[dict[str, Any]] = field(default_factory=list)
    corrected: datetime | None = None

    @property
    def slug(self) -> str:
        return f"{slugify(self.story.headline)[:80].strip('-')}-{self.story.number}"


class Maker:
    """Adds the rows of one telling after the other to the tables of a batch."""

    def __init__(self, cast: Cast, tables: Tables, earlier: list[int]) -> None:
        self.cast, self.tables, self.earlier = cast, tables, earlier

    def add(self, story: BulkStory, section: SectionPage, path: str) -> Filed:
        """The rows of one story at this place of the page tree; only shelves and index are left to be done."""
        at = self.cast.now - LENGTH * story.age - timedelta(minutes=1)
        making = Making(
            story, self.tables[Page].number(), path, section, at,
            body_of(story, at, self.cast, self.tables, self.earlier),
        )  # fmt: skip
        if story.correction:
            making.corrected = min(at + timedelta(hours=20), self.cast.now)
        filed = self._file(making)
        self._carry(making)
        revision = self._publish(making)
        self._desk(making, revision)
        self.earlier.append(making.pk)
        return filed

    def _file(self, making: Making) -> Filed:
        """Tags and bylines; and the words and shelves by which the story is found."""
        story, cast, tables = making.story, self.cast, self.tables
        topic = cast.topics[story.topic] if story.topic is not None else None
        tags = sorted((cast.tags[key] for key in story.tags), key=lambda tag: (tag.kind, tag.name))
        bylines = [cast.bylines[number] for number in story.bylines]
        for tag in tags:
            tables[_TAGGED].add(storypage_id=making.pk, tag_id=tag.pk)
        for place, byline in enumerate(bylines):
            row = {"sort_order": place, "story": making.pk, "byline": byline.pk}
            pk = tables[StoryByline].add(sort_order=place, story_id=making.pk, byline_id=byline.pk)
            making.bylines.append({"pk": pk, **row})
        speaker = making.body.speaker
        filed = [topic.name] if topic else []
        filed += [tag.name for tag in tags] + [byline.name for byline in bylines]
        filed += [speaker.name, "", ""] if speaker else []
        names = {section_shelf(making.section.pk), *(tag_shelf(tag.pk) for tag in tags)}
        names |= {byline_shelf(byline.pk) for byline in bylines}
        if topic:
            names |= {topic_shelf(topic.pk), both_shelf(making.section.pk, topic.pk)}
        lines = [[story.standfirst], *making.body.lines, *([[story.correction]] if story.correction else [])]
        texts, words = found_by(story.headline, filed, lines)
        return Filed(making.pk, making.at, names, texts, words, not story.retracted)

    def _carry(self, making: Making) -> None:
        """The claims it carries, by whose words, and who is quoted."""
        tables, pk, by = self.tables, making.pk, self.cast.staff.reporter
        for place, one in enumerate(making.body.carried):
            row = {"mode": one.pattern.mode, "words": one.told.words, "sort_order": place}
            key = tables[StoryClaim].add(story_id=pk, claim_id=one.claim_id, **row)
            making.carried.append({"pk": key, "story": pk, "claim": one.claim_id, **row})
            written = making.at - timedelta(hours=3)
            tables[Writer].add(claim_id=one.claim_id, human_id=by.human_id, since=written)
            tables[Passage].add(story_id=pk, claim_id=one.claim_id, words=one.told.words, since=written)
        if making.body.speaker is not None:
            block = making.body.blocks[-1]
            tables[Quote].add(
                story_id=pk, block_id=block["id"], speaker_id=making.body.speaker.pk,
                text=making.story.quotation, said_on=making.at.date(),
            )  # fmt: skip

    def _publish(self, making: Making) -> int | None:
        """Every version readers had, and the page as it is now; returns the id of its last version at the desk."""
        columns = self._columns(making)
        revision = self.tables[Revision].number() if self.cast.now - making.at < RECENT else None
        if making.corrected is None:
            self._version(making, columns, revision, making.at, None)
        else:
            self._version(making, columns, None, making.at, making.corrected)
            columns = self._correct(making, columns, making.corrected)
            self._version(making, columns, revision, making.corrected, None)
        self._page(making, columns, revision)
        return revision

    def _columns(self, making: Making) -> dict[str, Any]:
        """The story as a version keeps it."""
        story, cast = making.story, self.cast
        picture = cast.pictures[story.picture % len(cast.pictures)].pk if story.picture is not None else None
        return cast.form | {
            "pk": making.pk, "path": making.path, "title": story.headline, "draft_title": story.headline,
            "slug": making.slug, "url_path": f"{making.section.url_path}{making.slug}/", "live": True,
            "has_unpublished_changes": False, "latest_revision": None, "live_revision": None, "expired": False,
            "first_published_at": making.at, "last_published_at": making.at, "go_live_at": None, "expire_at": None,
            "latest_revision_created_at": making.at, "owner": cast.staff.reporter.pk, "search_description": "",
            "translation_key": UUID(int=Random(f"key {story.number}").getrandbits(128), version=4),
            "standfirst": story.standfirst, "dateline": "", "lead_picture": picture, "lead_rank": None,
            "headline_proposed": False, "changed_at": None, "words_digest": "", "retracted_at": None,
            "topic": cast.topics[story.topic].pk if story.topic is not None else None,
            "tags": [cast.tags[key].pk for key in story.tags], "body": json.dumps(making.body.blocks),
            "story_bylines": making.bylines, "carried": making.carried, "wagtail_admin_comments": [],
        }  # fmt: skip

    def _correct(self, making: Making, columns: dict[str, Any], at: datetime) -> dict[str, Any]:
        """The same with the notice in its body, which readers find on the page of corrections too."""
        story = making.story
        block = note(story, at)
        making.body.blocks.append(block)
        making.body.plain.append(block)
        kind = block["value"]["kind"]
        self.tables[Correction].add(
            story_id=making.pk, note_id=block["id"], kind=kind, text=story.correction, at=at
        )
        self._record("StoryCorrected", {"story_id": making.pk, "kind": kind}, making.pk, at)
        return columns | {
            "body": json.dumps(making.body.blocks), "last_published_at": at, "changed_at": at,
            "retracted_at": at if story.retracted else None, "latest_revision_created_at": at,
        }  # fmt: skip

    def _version(
        self,
        making: Making,
        columns: dict[str, Any],
        revision: int | None,
        at: datetime,
        end: datetime | None,
    ) -> None:
        content = json.dumps(columns, cls=DjangoJSONEncoder)
        tables, by = self.tables, self.cast.staff.editor
        if revision is not None:
            tables[Revision].add(
                id=revision, content_type_id=self.cast.story_type.pk, object_id=str(making.pk), user_id=by.pk,
                base_content_type_id=self.cast.page_type.pk, created_at=at, object_str=making.story.headline,
                content=content,
            )  # fmt: skip
        version = tables[Version].add(
            story_id=making.pk, revision_id=revision, at=at, ended_at=end, by_id=by.pk, content=content,
            notes=[block["id"] for block in making.body.blocks if block["type"] == "correction"],
            changed_at=columns["changed_at"],
        )  # fmt: skip
        for one in making.body.carried if columns["retracted_at"] is None else ():
            tables[Shown].add(
                version_id=version, story_id=making.pk, claim_id=one.claim_id, modes=[one.pattern.mode],
                status=one.pattern.status, passage=one.told.sentence, at=at, ended_at=end,
            )  # fmt: skip
        told = {"story_id": making.pk, "first": at == making.at, "revision_id": revision or 0}
        self._record("StoryPublished", told, making.pk, at)

    def _page(self, making: Making, columns: dict[str, Any], revision: int | None) -> None:
        """The page's two rows. The columns of a version are its own names; here they are those of tables."""
        words = [making.story.headline, making.story.standfirst, making.body.plain]
        digest = hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()
        row = {
            name: columns[field.name]
            for model in (Page, StoryPage)
            for field in model._meta.local_concrete_fields
            if field.name in columns and (name := field.attname)
        }
        row |= {
            "id": making.pk, "page_ptr_id": making.pk, "words_digest": digest, "latest_revision_id": revision,
            "live_revision_id": revision, "content_type_id": self.cast.story_type.pk,
        }  # fmt: skip
        self.tables[Page].add(**row)
        self.tables[StoryPage].add(**row)

    def _desk(self, making: Making, revision: int | None) -> None:
        """What else its way through the desk left behind."""
        by, written = self.cast.staff.reporter, making.at - timedelta(hours=3)
        stage = Stage.Name.CHECKING if making.carried else Stage.Name.WRITING
        self.tables[Stage].add(story_id=making.pk, name=stage, since=written, by_id=by.pk)
        self._record("StoryWritten", {"story_id": making.pk}, making.pk, written, by=by.pk)
        self.tables[ShortLink].add(code=new_code(CODE), story_id=making.pk, made_at=making.at)

    def _record(
        self, kind: str, payload: dict[str, Any], pk: int, at: datetime, by: int | None = None
    ) -> None:
        self.tables[Entry].add(
            at=at, kind=kind, subject=f"story:{pk}", by_id=by or self.cast.staff.editor.pk,
            payload=json.dumps(payload),
        )  # fmt: skip
