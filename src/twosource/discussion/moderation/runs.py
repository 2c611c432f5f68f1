"""Runs: waiting comments that are much alike, so that one decision can be made of all of them.

Comments that are alike share their `likeness` (`remembering`), so a run is found by that number alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ..models import Comment

LOOKED_AT = 5_000  # of what waits, the newest
LEAST = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Comments alike, by id, the oldest first."""

    comment_ids: tuple[int, ...]

    @property
    def first(self) -> int:
        """The id by which it is spoken of."""
        return self.comment_ids[0]


def runs() -> list[Run]:
    """Every run of three and more among what waits, the longest first. One query."""
    groups: dict[int, list[int]] = defaultdict(list)
    rows = Comment.objects.filter(state=Comment.State.HELD, likeness__isnull=False)
    newest = rows.order_by("-posted_at", "-pk").values_list("pk", "likeness")
    for pk, likeness in newest[:LOOKED_AT]:
        if likeness is not None:
            groups[likeness].append(pk)
    found = [Run(tuple(sorted(ids))) for ids in groups.values() if len(ids) >= LEAST]
    return sorted(found, key=lambda run: (-len(run.comment_ids), run.comment_ids))


def run_of(comment: Comment) -> Run:
    """Those that wait and are like this one, itself among them. One query."""
    if comment.likeness is None:
        return Run((comment.pk,))
    rows = Comment.objects.filter(state=Comment.State.HELD, likeness=comment.likeness)
    alike = set(rows.order_by("-posted_at", "-pk").values_list("pk", flat=True)[:LOOKED_AT])
    return Run(tuple(sorted(alike | {comment.pk})))
