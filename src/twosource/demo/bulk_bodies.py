"""The body of one story of a large archive: its blocks as they are stored, and the claims in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from random import Random
from typing import Any
from uuid import UUID

from twosource.demo.bulk_cast import Cast
from twosource.demo.bulk_claims import Pattern, repeat
from twosource.demo.bulk_rows import Tables
from twosource.demo.bulk_words import BulkStory, Told, markup
from twosource.verification.models import Actor

_PLACES = 64  # of one story's blocks, for their names


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim of a body, with what was told of it and the pattern it is like."""

    claim_id: int
    told: Told
    pattern: Pattern


@dataclass(slots=True)
class Body:
    """`plain` are its blocks without the marks of claims; `lines` the same as sentences, a block a list."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    plain: list[dict[str, Any]] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    speaker: Actor | None = None


def body_of(story: BulkStory, at: datetime, cast: Cast, tables: Tables, earlier: list[int]) -> Body:
    """The body, with the rows of its claims added; `earlier` are the ids of stories it may link to."""
    body = Body()
    for place, sentences in enumerate(story.paragraphs):
        lines = list(sentences)
        inside = markup(sentences)
        if place in story.links and earlier:
            target = earlier[-1 - story.links[place] % len(earlier)]
            inside += f' <a linktype="page" id="{target}">What we wrote before</a>.'
            lines.append("What we wrote before.")
        marked = inside
        if told := story.claims.get(place):
            carried = _claim(story, place, told, at, cast, tables)
            body.carried.append(carried)
            rest = markup([told.sentence.removeprefix(told.words)])
            words = markup([told.words])
            marked += f' <span data-claim="{carried.claim_id}">{words}</span>{rest}'
            inside += f" {words}{rest}"
            lines.append(told.sentence)
        _add(body, story, place, f"<p>{marked}</p>", f"<p>{inside}</p>")
        body.lines.append(lines)
    if story.quotation:
        _quote(body, story, at, cast)
    return body


def _add(body: Body, story: BulkStory, place: int, marked: Any, plain: Any, kind: str = "paragraph") -> None:
    name = block_id(story, place)
    body.blocks.append({"type": kind, "value": marked, "id": name})
    body.plain.append({"type": kind, "value": plain, "id": name})


def block_id(story: BulkStory, place: int) -> str:
    drawn = blake2b(b"%d" % (story.number * _PLACES + place), digest_size=16).digest()
    return str(UUID(bytes=drawn, version=4))


def _claim(story: BulkStory, place: int, told: Told, at: datetime, cast: Cast, tables: Tables) -> Carried:
    pattern = cast.patterns[told.pattern]
    first, second = Random(f"claim {story.number} {place}").sample(cast.voices, k=2)
    return Carried(repeat(pattern, tables, told.words + ".", (first, second), at), told, pattern)


def _quote(body: Body, story: BulkStory, at: datetime, cast: Cast) -> None:
    body.speaker = Random(f"quotation {story.number}").choice(cast.voices)
    value = {
        "text": story.quotation, "speaker": body.speaker.pk, "addressee": "", "channel": "",
        "said_on": at.date().isoformat(),
    }  # fmt: skip
    _add(body, story, len(story.paragraphs), value, value, kind="quotation")
    body.lines.append([story.quotation])


def note(story: BulkStory, at: datetime) -> dict[str, Any]:
    """The notice that the story was corrected, or retracted, as a block."""
    kind = "retraction" if story.retracted else "correction"
    value = {"kind": kind, "text": story.correction, "noted_at": at.isoformat()}
    return {"type": "correction", "value": value, "id": block_id(story, _PLACES - 1)}
