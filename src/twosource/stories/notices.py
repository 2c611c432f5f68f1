"""Correction notes as they stand in a body."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from twosource.ledger.clock import now


def notices_in(body: Any) -> Iterator[dict[str, Any]]:
    """The raw correction notes of a StreamField value: `id`, and `value` with kind, text, noted_at."""
    return (raw for raw in body.raw_data if raw["type"] == "correction")


def noted_at(value: Any) -> datetime:
    """When a note says that it was made, aware; now, where it does not say."""
    at = value["noted_at"]
    at = parse_datetime(at) if isinstance(at, str) else at
    if at is None:
        return now()
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def retracted_when(body: Any) -> datetime | None:
    """When this body says that the story is retracted; None while it does not."""
    notes = (note["value"] for note in notices_in(body))
    return next((noted_at(value) for value in notes if value["kind"] == "retraction"), None)
