"""Parts of pages that a process has made, until something they were made from is touched.

A page shows cards of stories, pictures, counts, where the evidence of claims comes from; and so does the next. Each
part is kept with its subjects (`ledger.uses.kept`), and every page begins by reading which subjects were purged since
the last one began: what was made from those is forgotten before anything is taken. The rule is that of pages, and a
page that is kept is checked for all subjects of its parts as well.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection
from datetime import datetime
from threading import Lock

from django.utils import timezone

from twosource.ledger.uses import Name, Part

from . import keeping
from .models import Purge

MOST = 8_000  # cards of stories, or as much else; some 40 MB


class PartsKept:
    """What one process keeps. Every page begins (`begin`) with what is good now, and takes and leaves parts by that."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._parts: OrderedDict[Name, tuple[Part, int]] = OrderedDict()
        self._made_from: defaultdict[str, set[Name]] = defaultdict(set)
        self._weight = 0
        self._seen: tuple[int, datetime] | None = None

    def begin(self, *, leaves: bool = True) -> PartsOfAPage:
        """Forget what was touched since the last time. Raises DatabaseError where that cannot be read."""
        seen = self._seen
        if seen is None:
            newest = Purge.objects.order_by("-pk")
        else:
            newest = Purge.objects.filter(pk__gte=seen[0]).order_by("pk")
        purges = list(newest.values_list("pk", "at", "subject")[: 1 if seen is None else None])
        last = purges[-1][:2] if purges else None
        with self._lock:
            # Where the last one seen is not there any more, others may have been forgotten that nobody here has seen.
            if last is None or seen is None or self._seen is None or purges[0][:2] != seen:
                self._forget_all()
                self._seen = last
            else:
                self._forget({subject for _pk, _at, subject in purges[1:]})
                self._seen = max(self._seen, last)
        return PartsOfAPage(self, last[0] if last else 0, leaves=leaves)

    def get(self, name: Name) -> Part | None:
        with self._lock:
            found = self._parts.get(name)
            if found is None:
                return None
            part = found[0]
            if part.until is not None and part.until <= timezone.now():
                self._drop(name)
                return None
            self._parts.move_to_end(name)
            return part

    def put(self, name: Name, part: Part, weight: int, *, begun: int) -> None:
        """Keep a part that was made since purge `begun`; not where others were seen meanwhile."""
        with self._lock:
            if self._seen is None or self._seen[0] != begun or weight > self._most:
                return
            if name in self._parts:
                self._drop(name)
            self._parts[name] = (part, weight)
            self._weight += weight
            for subject in keeping.fitting(part.subjects):
                self._made_from[subject].add(name)
            while self._weight > self._most:
                self._drop(next(iter(self._parts)))

    def forget(self) -> None:
        """Forget everything, and what was seen."""
        with self._lock:
            self._forget_all()
            self._seen = None

    def _forget_all(self) -> None:
        self._parts.clear()
        self._made_from.clear()
        self._weight = 0

    def _forget(self, subjects: Collection[str]) -> None:
        if keeping.EVERYTHING in subjects:
            self._forget_all()
            return
        for subject in subjects:
            for name in list(self._made_from.get(subject, ())):
                self._drop(name)

    def _drop(self, name: Name) -> None:
        part, weight = self._parts.pop(name)
        self._weight -= weight
        for subject in keeping.fitting(part.subjects):
            names = self._made_from[subject]
            names.discard(name)
            if not names:
                del self._made_from[subject]


class PartsOfAPage:
    """The parts as one page in the making has them; `begun` is the last purge that it knows of.

    What is made for a page that `leaves` none is not left for others.
    """

    def __init__(self, kept: PartsKept, begun: int, *, leaves: bool = True) -> None:
        self._kept = kept
        self.begun = begun
        self._leaves = leaves

    def get(self, name: Name) -> Part | None:
        return self._kept.get(name)

    def put(self, name: Name, part: Part, weight: int) -> None:
        if self._leaves:
            self._kept.put(name, part, weight, begun=self.begun)


parts = PartsKept()
