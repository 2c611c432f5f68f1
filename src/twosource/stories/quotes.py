"""From a story's quotation blocks to rows that can be looked up by who spoke."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date

from twosource.ledger.uses import using
from twosource.verification.models import Actor

from .models import Quote, StoryPage
from .published import published_voices, voice_url


def index_quotes(story: StoryPage) -> None:
    """Make the story's quotes those of the version that went out."""
    found = {row["block_id"]: row for row in quotations_in(story.body.raw_data)}
    known = set(
        Actor.objects.filter(pk__in={row["speaker_id"] for row in found.values()}).values_list(
            "pk", flat=True
        )
    )
    story.quotes.all().delete()
    Quote.objects.bulk_create(
        Quote(story_id=story.pk, **row) for row in found.values() if row["speaker_id"] in known
    )


def quotations_in(blocks: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each quotation of raw blocks that has a speaker and words, as columns of `Quote`."""
    for raw in blocks:
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
    ids = {row["speaker_id"] for row in quotations_in(body.raw_data)}
    using(*(f"link:{pk}" for pk in ids))
    return {voice.name: voice_url(voice) for voice in published_voices().filter(pk__in=ids)} if ids else {}


def drafted_quotations(voice_id: int, *, most: int = 300) -> list[tuple[StoryPage, dict[str, Any]]]:
    """What this voice says in the newest drafts, beside what readers see: (story, columns of `Quote`).

    Reads at most so many drafts, the newest first; a desk seldom has as many.
    """
    drafts = (
        StoryPage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True))
        .defer("body")
        .select_related("latest_revision")
        .prefetch_related("quotes")
        .order_by("-latest_revision_created_at", "-pk")[:most]
    )
    found = []
    for story in drafts:
        shown = {quote.block_id for quote in story.quotes.all()}
        content = story.latest_revision.content if story.latest_revision else {}
        for row in quotations_in(json.loads(content.get("body") or "[]")):
            if row["speaker_id"] == voice_id and row["block_id"] not in shown:
                found.append((story, row))
    return found
