"""The filings of all stories in memory, so that any of them are counted in a moment, whatever was asked.

Each process has one, and brings it in step with the database before every answer: what changed since is read
from `Change`, and nothing else. A set of stories is a whole number whose bits are their ids: 100,000 stories
are twelve kilobytes, and two sets are intersected in a few microseconds.
"""

from __future__ import annotations

import heapq
import threading
from bisect import bisect_left, insort
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, compress, islice
from typing import Any

from .models import Change, Filing

NARROW = 3_000  # so few stories are counted one by one
DENSE = 256  # one story in so many has a mark: then bits take less room than ids
MOST_ASKED_AGAIN = 300  # stories that changed since an answer was kept; more, and it is asked for anew
MOST_CHANGES = 2_000  # more than these, and everything is read anew
MOST_CLAUSES = 256  # whose answers are kept,
MOST_BROAD = 1_024  # and of those that many stories hold: they take longest to ask, and are asked most
BROAD = 50  # one story in so many holds them
_BITS = bytes.maketrans(b"01", b"\x00\x01")
_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


class Catalogue:
    """What is in the index, by mark and by time."""

    def __init__(self) -> None:
        self.last: tuple[int, int] | None = None
        self._clear()

    def _clear(self) -> None:
        self.size = 1
        self.everything = 0
        self.log: list[int] = []
        self._marks: dict[int, tuple[str, ...]] = {}
        self._times: dict[int, float] = {}
        self._order: list[tuple[float, int]] = []
        self._ends: dict[int, float] = {}
        self._dense: dict[str, int] = {}
        self._sparse: defaultdict[str, set[int]] = defaultdict(set)
        self._sizes: Counter[str] = Counter()
        self._kinds: defaultdict[str, set[str]] = defaultdict(set)
        self._answers: OrderedDict[object, tuple[int, int]] = OrderedDict()
        self._broad: OrderedDict[object, tuple[int, int]] = OrderedDict()
        self._by_size: dict[str, tuple[int, list[str]]] = {}

    def __len__(self) -> int:
        return len(self._marks)

    # in step with the database

    def refresh(self) -> None:
        """Read what changed since the last time; everything, where that cannot be told."""
        try:
            self._refresh()
        except BaseException:
            # Half of a change may have been followed: the next answer begins anew.
            self.last = None
            self._clear()
            raise

    def _refresh(self) -> None:
        if self.last is None:
            if Change.objects.exists() or not self._marks:
                self._load()
            return
        changes = Change.objects.filter(pk__gte=self.last[0]).order_by("pk")
        rows = list(changes.values_list("number", "token", "story_id")[: MOST_CHANGES + 2])
        # The change that was read last is there no more: it was rolled back, or thrown away for its age.
        if not rows or rows[0][:2] != self.last or len(rows) > MOST_CHANGES:
            self._load()
        elif len(rows) > 1:
            self._follow({story_id for _number, _token, story_id in rows[1:]})
            self.last = rows[-1][:2]

    def _load(self) -> None:
        self._clear()
        # Read before the filings: what changes meanwhile is read once more, and never missed.
        self.last = Change.objects.order_by("-pk").values_list("number", "token").first()
        known: dict[str, str] = {}
        found: defaultdict[str, list[int]] = defaultdict(list)
        for story_id, at, until, text in _filings().iterator(chunk_size=5_000):
            marks = tuple(known.setdefault(mark, mark) for mark in text.split())
            self._note(story_id, at, until, marks)
            for mark in marks:
                found[mark].append(story_id)
        self._order = sorted((time, story_id) for story_id, time in self._times.items())
        self.everything = self.bits_of(self._marks)
        for mark, ids in found.items():
            self._sizes[mark] = len(ids)
            self._kinds[mark.partition("/")[0]].add(mark)
            if len(ids) * DENSE > len(self._marks):
                self._dense[mark] = self.bits_of(ids)
            else:
                self._sparse[mark] = set(ids)

    def _note(self, story_id: int, at: datetime, until: datetime | None, marks: tuple[str, ...]) -> None:
        self.size = max(self.size, story_id + 1)
        self._marks[story_id] = marks
        self._times[story_id] = at.timestamp()
        if until is not None:
            self._ends[story_id] = until.timestamp()

    def _follow(self, story_ids: set[int]) -> None:
        for story_id in story_ids & self._marks.keys():
            self._take_out(story_id)
        for story_id, at, until, text in _filings().filter(pk__in=story_ids):
            self._put_in(story_id, at, until, tuple(text.split()))
        self.log.extend(story_ids)

    def _take_out(self, story_id: int) -> None:
        at = (self._times.pop(story_id), story_id)
        del self._order[bisect_left(self._order, at)]
        self._ends.pop(story_id, None)
        self.everything ^= 1 << story_id
        for mark in self._marks.pop(story_id):
            self._sizes[mark] -= 1
            if mark in self._dense:
                self._dense[mark] ^= 1 << story_id
            else:
                self._sparse[mark].discard(story_id)

    def _put_in(self, story_id: int, at: datetime, until: datetime | None, marks: tuple[str, ...]) -> None:
        self._note(story_id, at, until, marks)
        insort(self._order, (self._times[story_id], story_id))
        self.everything |= 1 << story_id
        for mark in marks:
            self._sizes[mark] += 1
            self._kinds[mark.partition("/")[0]].add(mark)
            if mark in self._dense:
                self._dense[mark] |= 1 << story_id
            else:
                self._sparse[mark].add(story_id)

    # sets of stories

    def bits_of(self, story_ids: Iterable[int]) -> int:
        """These stories as a set; those it does not know are left out."""
        size = self.size
        members = bytearray(size)
        for story_id in story_ids:
            if story_id < size:
                members[story_id] = 1
        return int(members.translate(_DIGITS)[::-1], 2)

    def members(self, bits: int) -> bytes:
        """A byte for every id: 1 where it is in the set."""
        return format(bits, f"0{self.size}b").encode()[::-1].translate(_BITS)

    def marked(self, mark: str) -> int:
        """The stories that have this mark."""
        if mark in self._dense:
            return self._dense[mark]
        return self.bits_of(self._sparse[mark]) if mark in self._sparse else 0

    def knows(self, mark: str) -> bool:
        """Whether any story has it."""
        return self._sizes[mark] > 0

    def between(self, first: float | None, end: float | None) -> int:
        """The stories readers first saw from `first` on, and before `end` (seconds)."""

        def ask(among: Sequence[int] | None) -> list[int]:
            low = 0 if first is None else bisect_left(self._order, (first, 0))
            high = len(self._order) if end is None else bisect_left(self._order, (end, 0))
            within = [story_id for _time, story_id in self._order[low:high]]
            return within if among is None else list(set(among).intersection(within))

        return self.answer((first, end), ask)

    def ended(self, now: float) -> list[int]:
        """The stories whose end has come, whether or not the schedule has noticed."""
        return [story_id for story_id, end in self._ends.items() if end <= now]

    def answer(self, key: object, ask: Callable[[list[int] | None], Iterable[int]]) -> int:
        """What `ask` says of all stories, kept; of stories that changed since, it is asked again."""
        bits, seen = (
            self._answers.pop(key, (0, -1)) if key in self._answers else self._broad.pop(key, (0, -1))
        )
        changed = set(self.log[seen:]) if seen >= 0 else set()
        if seen < 0 or len(changed) > MOST_ASKED_AGAIN:
            bits = self.bits_of(ask(None))
        elif changed:
            bits = bits & ~self.bits_of(changed) | self.bits_of(ask(sorted(changed)))
        is_broad = bits.bit_count() * BROAD > len(self)
        kept, most = (self._broad, MOST_BROAD) if is_broad else (self._answers, MOST_CLAUSES)
        kept[key] = (bits, len(self.log))
        if len(kept) > most:
            kept.popitem(last=False)
        return bits

    def is_at_hand(self, key: object) -> bool:
        """Whether an answer is kept, and is not about to be asked for anew because of what has changed since."""
        _bits, seen = self._broad.get(key) or self._answers.get(key) or (0, -1)
        return seen >= 0 and len(self.log) - seen <= MOST_ASKED_AGAIN // 2

    # order and number

    def time_of(self, story_id: int) -> float:
        return self._times[story_id]

    def newest(self, bits: int, most: int) -> list[int]:
        """At most so many stories of a set, the newest first."""
        members = self.members(bits)
        if bits.bit_count() <= NARROW:
            found = list(compress(range(self.size), members))
            newest = sorted(zip(map(self._times.__getitem__, found), found, strict=True), reverse=True)
            return [story_id for _time, story_id in newest[:most]]
        return list(
            islice((story_id for _time, story_id in reversed(self._order) if members[story_id]), most)
        )

    def counter(self, bits: int) -> Counting:
        return Counting(self, bits)

    def of_kind(self, kind: str) -> list[str]:
        """The marks of a kind, those most stories have first."""
        seen, marks = self._by_size.get(kind, (-1, []))
        if seen != len(self.log):
            marks = self.by_size(self._kinds[kind])
            self._by_size[kind] = (len(self.log), marks)
        return marks

    def by_size(self, marks: Iterable[str]) -> list[str]:
        """Those most stories have first; equal ones in one order, so that every process shows the same."""
        return sorted(sorted(marks), key=self._sizes.__getitem__, reverse=True)


class Counting:
    """How many stories of one set have which marks."""

    def __init__(self, catalogue: Catalogue, bits: int) -> None:
        self._all, self._bits = catalogue, bits
        self.total = bits.bit_count()
        self._members = catalogue.members(bits)
        self._exact: Counter[str] | None = None
        if self.total <= NARROW:
            ids = compress(range(catalogue.size), self._members)
            self._exact = Counter(chain.from_iterable(map(catalogue._marks.__getitem__, ids)))

    def count(self, mark: str) -> int:
        if self._exact is not None:
            return self._exact[mark]
        if mark in self._all._dense:
            return (self._all._dense[mark] & self._bits).bit_count()
        return sum(map(self._members.__getitem__, self._all._sparse.get(mark, ())))

    def count_any(self, marks: Iterable[str]) -> int:
        """How many have any of these marks."""
        bits = 0
        for mark in marks:
            bits |= self._all.marked(mark)
        return (bits & self._bits).bit_count()

    def most(self, kind: str, wanted: int) -> list[tuple[str, int]]:
        """The marks of a kind most of these stories have, and how many; at most so many marks.

        No mark is had by more of these stories than by all: once the rarer ones cannot come in, they are not
        counted.
        """
        best: list[tuple[int, str]] = []
        for mark in self._of_kind(kind):
            if len(best) == wanted and self._all._sizes[mark] <= best[0][0]:
                break
            number = self.count(mark)
            if number and len(best) < wanted:
                heapq.heappush(best, (number, mark))
            elif number and number > best[0][0]:
                heapq.heapreplace(best, (number, mark))
        return [(mark, number) for number, mark in sorted(best, key=lambda pair: (-pair[0], pair[1]))]

    def _of_kind(self, kind: str) -> Iterator[str]:
        if self._exact is None:
            return iter(self._all.of_kind(kind))
        return iter(self._all.by_size(self._all._kinds[kind] & self._exact.keys()))


def _filings() -> Any:
    return Filing.objects.values_list("story_id", "at", "until", "marks")


_lock = threading.RLock()
_catalogue = Catalogue()


@contextmanager
def opened() -> Iterator[Catalogue]:
    """The catalogue of this process, in step with the database; nobody else uses it meanwhile."""
    with _lock:
        _catalogue.refresh()
        yield _catalogue
