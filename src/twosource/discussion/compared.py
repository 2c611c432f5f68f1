"""What comments are compared by, of those that were new or compared lately: reading one anew costs more than the rest.

A text is a few hundred bytes here, and all together are bounded. Who says what is known of a text says the text: an
edited comment is another.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection

MOST_NUMBERS = 1_000_000  # of four bytes; with what holds them some 10 MB for comments of fifty words

Numbers = Collection[int]


class Compared:
    """Numbers by comment and text; the oldest go when there are too many."""

    def __init__(self, most: int = MOST_NUMBERS) -> None:
        self._most, self._held = most, 0
        self._kept: OrderedDict[tuple[int, int], array[int]] = OrderedDict()
        self._lock = threading.Lock()

    def numbers(self, comment_id: int, text: str, read: Callable[[str], Numbers]) -> Numbers:
        """The numbers of this comment's text (32 bits each); as `read` finds them where they are not kept."""
        found = self._kept.get((comment_id, hash(text)))
        return self.keep(comment_id, text, read(text)) if found is None else found

    def keep(self, comment_id: int, text: str, numbers: Numbers) -> Numbers:
        """Keep these for the next time."""
        key, kept = (comment_id, hash(text)), array("I", numbers)
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = kept
            self._held += len(kept) - len(before or ())
            while self._held > self._most and len(self._kept) > 1:
                _oldest, gone = self._kept.popitem(last=False)
                self._held -= len(gone)
        return kept
