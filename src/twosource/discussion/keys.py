"""Keys: the place in a thread at which a page of it ends and the next begins, as an address says it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from twosource.stories.keys import written_key

from .models import Comment
from .pages import BEST, OLDEST

_BEST = re.compile(r"([0-9]{1,9})\.([0-9]{1,18})", re.ASCII)
_MOMENT = re.compile(r"([0-9]{1,12}\.[0-9]{1,6})\.([0-9]{1,18})", re.ASCII)
_FIELDS = {BEST: ("-supported", "-pk"), OLDEST: ("posted_at", "pk")}


def key_of(comment: Comment, order: str) -> str:
    """Where this comment stands in that order."""
    if order == BEST:
        return f"{comment.supported}.{comment.pk}"
    return written_key(comment.posted_at, comment.pk)


def key_before(comment: Comment, order: str) -> str:
    """A key after which this comment is the first."""
    if order == BEST:
        return f"{comment.supported}.{comment.pk + 1}"
    return written_key(comment.posted_at, comment.pk + (-1 if order == OLDEST else 1))


def in_order(comments: QuerySet[Comment], order: str) -> QuerySet[Comment]:
    """These comments the newest first, the oldest first, or those with most support first."""
    return comments.order_by(*_FIELDS.get(order, ("-posted_at", "-pk")))


def after(comments: QuerySet[Comment], order: str, key: str) -> tuple[QuerySet[Comment], bool]:
    """Those that come after a key in this order, and whether it was one; all of them after anything else.

    Said so that a database finds the place in its index and reads on from there.
    """
    place = _read(order, key)
    if place is None:
        return comments, False
    value, pk = place
    field = "supported" if order == BEST else "posted_at"
    end, further = ("gte", "gt") if order == OLDEST else ("lte", "lt")
    return (
        comments.filter(
            Q(**{f"{field}__{further}": value}) | Q(**{f"pk__{further}": pk}), **{f"{field}__{end}": value}
        ),
        True,
    )


def _read(order: str, key: str) -> tuple[int | datetime, int] | None:
    found = (_BEST if order == BEST else _MOMENT).fullmatch(key)
    if found is None:
        return None
    if order == BEST:
        return int(found[1]), int(found[2])
    try:
        return datetime.fromtimestamp(float(found[1]), UTC), int(found[2])
    except (ValueError, OverflowError, OSError):
        return None
