"""From a story's quotation blocks to rows that can be looked up by who spoke."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from twosource.verification.models import Actor

from .models import Quote, StoryPage
from .published import published_voices, voice_url


def index_quotes(story: StoryPage) -> None:
    """Make the story's quotes those of the version that went out."""
    found = {row["block_id"]: row for row in quotations_in(story.body)}
    known = set(
        Actor.objects.filter(pk__in={row["speaker_id"] for row in found.values()}).values_list(
            "pk", flat=True
        )
    )
    story.quotes.all().delete()
    Quote.objects.bulk_create(
        Quote(story_id=story.pk, **row) for row in found.values() if row["speaker_id"] in known
    )


def quotations_in(body: Any) -> Iterator[dict[str, Any]]:
    """Each quotation of a StreamField value that has a speaker and words, as columns of `Quote`."""
    for raw in body.raw_data:
        value = raw["value"] if raw["type"] == "quotation" else {}
        if value.get("speaker") and value.get("text"):
            yield {
                "block_id": str(raw.get("id") or ""),
                "speaker_id": _key(value["speaker"]),
                "text": value["text"],
                "addressee": (value.get("addressee") or "")[:200],
                "channel": (value.get("channel") or "")[:200],
                "said_on": _day(value.get("said_on")),
            }


def _key(speaker: Any) -> int:
    return int(getattr(speaker, "pk", speaker))


def _day(value: Any) -> date | None:
    return parse_date(value) if isinstance(value, str) else value


def speakers_in(body: Any) -> dict[str, str]:
    """The addresses of those who are quoted in a body and have a page of their own, by name."""
    ids = {row["speaker_id"] for row in quotations_in(body)}
    return {voice.name: voice_url(voice) for voice in published_voices().filter(pk__in=ids)} if ids else {}
