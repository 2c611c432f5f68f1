"""Requests for comment as they were on record at a past moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from twosource.ledger.reads import facts_of
from twosource.replies.models import Request
from twosource.replies.reads import ending_then, requests_about


def requests_then(claim_ids: Iterable[int], moment: datetime) -> list[Request]:
    """The requests about these claims that were on record, each with the outcome it had on record then.

    The rows are for showing: they are other than what is kept, and must not be saved.
    """
    ids = list(claim_ids)
    asked = {
        entry.payload["request_id"]: entry.at
        for entry in facts_of("CommentRequested", [f"claim:{pk}" for pk in ids])
    }
    rows = requests_about(ids).prefetch_related("endings")
    return [_as_it_was(row, moment) for row in rows if asked.get(row.pk, row.sent_at) <= moment]


def _as_it_was(row: Request, moment: datetime) -> Request:
    newest = ending_then(row, moment)
    row.outcome = newest.outcome if newest else ""
    row.outcome_at = newest.at if newest else None
    row.answer = newest.answer if newest else ""
    return row
