"""Stories as JSON: what each field is called, and nothing a reader's page does not show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from twosource.stories.body_view import body_view
from twosource.stories.models import StoryPage
from twosource.stories.pages import Block, CorrectionNote, Known, Link, StoryView, TagRef, TopicRef

from .answers import absolute
from .claims import claim_path
from .listed import Listed


def story_line(story: Listed) -> dict[str, Any]:
    """A story in a list, but for the number of its topic's stories (`with_number`)."""
    card = story.card
    return {
        "id": story.story_id,
        "url": absolute(card.url),
        "api_url": absolute(f"/api/v1/stories/{story.story_id}/"),
        "short_url": absolute(story.short_path) if story.short_path else None,
        "headline": card.headline,
        "standfirst": card.standfirst,
        "section": _link(card.section),
        "topic": _topic(card.topic),
        "tags": [_tag(tag) for tag in story.tags],
        "bylines": [_link(byline) for byline in card.bylines],
        "published_at": story.published_at,
        "updated_at": story.changed_at,
        "claims": {"words": card.tally.words, "status": card.tally.status} if card.tally else None,
        "correction_count": card.correction_count,
    }


def with_number(line: dict[str, Any], count: int | None) -> dict[str, Any]:
    """The line with the number of its topic's stories; the same line where it has no topic."""
    return line if count is None else line | {"topic": line["topic"] | {"count": count}}


def whole_story(story: StoryPage, view: StoryView, short_path: str) -> dict[str, Any]:
    """A story with its body and every claim it carries: status, why, lines each way, who signed by role.

    The body is without the page's marks; each claim says by which words it is carried.
    """
    words = {row.claim_id: row.words for row in story.carried.all()}
    return {
        "id": story.pk,
        "url": view.absolute_url,
        "short_url": absolute(short_path) if short_path else None,
        "headline": view.headline,
        "standfirst": view.standfirst,
        "description": view.description,
        "dateline": view.dateline,
        "section": _link(view.section),
        "topic": _topic(view.topic),
        "tags": [_tag(tag) for tag in view.tags],
        "bylines": [_link(byline) for byline in view.bylines],
        "published_at": view.published_at,
        "updated_at": view.updated_at,
        "body": [_block(block) for block in body_view(story.body, ())],
        "claims": [_claim(known, words) for known in view.known],
        "accusations": [
            {"accusation": each.accusation, "accused": each.accused, "answer": each.answer}
            for each in view.facing
        ],
        "requests": [asdict(request) for request in view.asked],
        "overrides": [asdict(override) for override in view.overridden],
        "corrections": [correction(note) for note in view.corrections],
    }


def correction(note: CorrectionNote) -> dict[str, Any]:
    return {"kind": note.kind, "label": note.kind_label, "text": note.text, "at": note.at}


def _claim(known: Known, words: dict[int, str]) -> dict[str, Any]:
    claim_id = int(known.note.anchor.rpartition("-")[2])
    return {
        "id": claim_id,
        "url": absolute(known.url) if known.url else None,
        "api_url": absolute(claim_path(claim_id)) if known.url else None,
        "text": known.text,
        "words": words.get(claim_id, ""),
        "carried": known.mode_label,
        "said": known.said or None,
        "status": known.note.status,
        "status_label": known.note.status_label,
        "why": known.note.why,
        "changed_since_published": known.note.changed or None,
        "supports": [asdict(line) for line in known.supports],
        "denies": [asdict(line) for line in known.denies],
        "rests_on": list(known.rests_on),
        "stakes": list(known.stakes),
        "signed": [asdict(sign) for sign in known.signed],
        "last_checked": known.last_checked,
    }


def _block(block: Block) -> dict[str, Any]:
    """A block by its kind, with the fields that kind has."""
    said: dict[str, Any] = {"kind": block.kind}
    if block.kind in ("paragraph", "list"):
        said["html"] = block.html
    elif block.kind == "quotation":
        said |= {
            "text": block.text,
            "speaker": block.speaker.text if block.speaker else None,
            "addressee": block.addressee or None,
            "channel": block.channel or None,
            "said_on": block.said_on,
        }
    elif block.picture is not None:
        picture = block.picture
        said |= {"url": absolute(picture.src), "alt": picture.alt, "credit": picture.credit}
        said |= {"caption": picture.caption, "width": picture.width, "height": picture.height}
    elif block.kind == "embed":
        said |= {"url": block.url, "title": block.text, "provider": block.provider}
    elif block.correction is not None:
        said |= correction(block.correction) | {"kind": block.kind, "correction": block.correction.kind}
    else:
        said["text"] = block.text
    return said


def _link(link: Link | None) -> dict[str, str] | None:
    return {"name": link.text, "url": absolute(link.url)} if link else None


def _topic(topic: TopicRef | None) -> dict[str, Any] | None:
    return {"name": topic.name, "url": absolute(topic.url), "count": topic.count} if topic else None


def _tag(tag: TagRef) -> dict[str, str]:
    return {"name": tag.name, "kind": tag.kind, "url": absolute(tag.url)}
