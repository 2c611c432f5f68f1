"""The learned filter of this newsroom: made from its own decisions by the worker, read by who takes comments in.

It is kept in `data/filter.json`, made anew when there are enough new decisions, and holds nothing while there are too
few, while it would be wrong too often on decisions it has not seen, and while moderators approve too much of what it
held lately.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from twosource.ledger.clock import now

from .models import Comment, Decision, Hold
from .spam.learned import Model, from_text, to_text
from .spam.training import MOST, Example, train

NAME = "filter.json"
LEAST_NEW = 20  # decisions, and a twentieth of all it was made from: fewer make no other filter
LATELY = timedelta(days=30)
LEAST_JUDGED = 20  # decided comments it held: fewer say nothing about it
RIGHT = 0.9  # the least share of these that moderators removed
LOOKED_AT = 5000  # holds, the newest

_read: dict[Path, tuple[tuple[int, int], Model | None]] = {}
_learned_until: dict[Path, int] = {}


def current() -> Model | None:
    """The filter in use, or None; asks the disk whether it is another than the one that was read."""
    if not settings.TWOSOURCE.discussion.learned_filter:
        return None
    path = _path()
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    stamp = (found.st_mtime_ns, found.st_ino)
    known = _read.get(path)
    if known is None or known[0] != stamp:
        text = path.read_text(encoding="utf-8", errors="replace")
        known = _read[path] = (stamp, from_text(text, str(settings.SECRET_KEY)))
    return known[1]


def learn() -> Model | None:
    """Make the filter anew if there is enough to learn, and see whether it may speak; returns it if it is another.

    For the worker, now and then: one query while nobody decides anything.
    """
    if not settings.TWOSOURCE.discussion.learned_filter:
        return None
    last = Decision.objects.aggregate(last=Max("pk"))["last"] or 0
    if _learned_until.get(_path()) == last:
        return None
    known = current()
    made = train(examples(), made_at=now().isoformat(), seen=last) if _is_old(known, last) else known
    if made is not None:
        made = replace(made, quiet=is_wrong_lately())
    _learned_until[_path()] = last
    if made is None or made == known:
        return None
    _write(made)
    return made


def _is_old(known: Model | None, last: int) -> bool:
    if known is None or last < known.seen:  # an older database was put back
        return True
    return last - known.seen >= max(LEAST_NEW, known.judged.decided // 20)


def examples() -> list[Example]:
    """What moderators decided of comments, the newest last. What was taken back or overturned does not count."""
    found: list[tuple[int, Example]] = []
    for state, verdicts in (
        (Comment.State.REMOVED, (Decision.Verdict.REMOVED,)),
        (Comment.State.SHOWN, (Decision.Verdict.APPROVED, Decision.Verdict.RESTORED)),
    ):
        rows = Decision.objects.filter(undone_at=None, verdict__in=verdicts, comment__state=state).order_by(
            "-pk"
        )
        pairs = rows.values_list("pk", "comment__source", "comment__likeness")[: 2 * MOST]
        found += [(pk, Example(source, state == Comment.State.REMOVED, kind)) for pk, source, kind in pairs]
    return [example for _pk, example in sorted(found, key=lambda each: each[0])]


def is_wrong_lately() -> bool:
    """Whether moderators approved too much of what the filter held within thirty days."""
    since = now() - LATELY
    newest = Hold.objects.order_by("-pk").values_list("why", "comment__state", "comment__posted_at")[
        :LOOKED_AT
    ]
    states = [state for why, state, at in newest if why == Hold.Why.LEARNED and at > since]
    removed, approved = states.count(Comment.State.REMOVED), states.count(Comment.State.SHOWN)
    return removed + approved >= LEAST_JUDGED and removed / (removed + approved) < RIGHT


def _path() -> Path:
    return Path(settings.TWOSOURCE_FOLDER) / "data" / NAME


def _write(model: Model) -> None:
    path = _path()
    fresh = path.with_name(f"{NAME}.{os.getpid()}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(to_text(model, str(settings.SECRET_KEY)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
