"""What comments from elsewhere are found by, so that a copy of one is known here as a copy of our own would be.

Keys are for what is compared with: what waits, what was removed, and what is as new as comments here that still have
theirs (`remembering.KEPT`). All the others are as those of our own after that time. Sites they link to are known from
any that was shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from ..models import Comment
from ..remembering import (
    CLOSE,
    KEPT,
    MOST_CANDIDATES,
    Known,
    find_alike,
    keep_sites,
    keep_traces,
    look_at_sites,
    reading,
)
from ..spam.folding import fold
from ..spam.likeness import ALIKE, Sketch, alike

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]{1,300}", re.IGNORECASE)
_AT_ONCE = 100  # sketches in one question
_WAITS = (Comment.State.HELD, Comment.State.REMOVED)


class Alike:
    """Some hundred comments that come in together: asked before they are written, and told when they are."""

    def __init__(self, comments: Iterable[tuple[str, str, datetime]], moment: datetime) -> None:
        """comments: state, words and date of each."""
        self._moment = moment
        self._kinds: dict[int, int] = {}
        self._by_key: dict[int, list[Sketch]] = defaultdict(list)
        self._own: dict[str, int] = {}
        self._sketches: dict[int, Sketch] = {}
        for state, source, at in comments:
            if self._is_compared(state, at) and (found := reading(source).sketch):
                self._own[source] = found.own
                self._sketches[found.own] = found
        self._known = _on_record(list(self._sketches.values()))
        for each in self._sketches.values():
            self._kinds[each.own] = self._kind_of(each)

    def _is_compared(self, state: str, at: datetime) -> bool:
        return state in _WAITS or (state == Comment.State.SHOWN and at > self._moment - KEPT)

    def _kind_of(self, own: Sketch) -> int:
        """The number of what it is like, on record or among those before it; one that is hardly another has no keys."""
        known = self._known.get(own.own)
        if known is not None:
            return known.likeness
        having = Counter(other.own for key in own.keys for other in self._by_key.get(key, ()))
        near = (self._sketches[other] for other, _times in having.most_common(MOST_CANDIDATES))
        share, first = max(((alike(own, other), other.own) for other in near), default=(0.0, 0))
        kind = self._kinds[first] if share >= ALIKE else own.own
        if share >= CLOSE:
            self._known[own.own] = Known(0, kind, "", share)
        else:
            for key in own.keys:
                self._by_key[key].append(own)
        return kind

    def likeness(self, state: str, source: str, at: datetime) -> int | None:
        """What `Comment.likeness` is of one of them."""
        own = self._own.get(source) if self._is_compared(state, at) else None
        return None if own is None else self._kinds[own]

    def remember(self, comments: Sequence[Comment]) -> None:
        """Keep what they are found by; they are written, with their `likeness`."""
        compared = [each for each in comments if self._is_compared(each.state, each.posted_at)]
        others = [each for each in comments if not self._is_compared(each.state, each.posted_at)]
        linking = [(each.pk, _sites_of(each)) for each in others if each.state == Comment.State.SHOWN]
        names = {site.name for each in compared for site in reading(each.source).whole.sites}
        sites = look_at_sites(names.union(*(found for _pk, found in linking)), self._moment)
        keep_traces(compared, self._known, sites)
        keep_sites(linking, sites)


def _sites_of(comment: Comment) -> set[str]:
    """The sites a comment links to by whole addresses; the rest of it is not read."""
    found = _ADDRESS.findall(comment.source)
    return {site.name for site in fold("\n".join(found)).sites} if found else set()


def _on_record(sketches: Sequence[Sketch]) -> dict[int, Known]:
    """What each of these is like, by its own number."""
    found: dict[int, Known] = {}
    for start in range(0, len(sketches), _AT_ONCE):
        found |= find_alike(sketches[start : start + _AT_ONCE], most=1)
    return found
