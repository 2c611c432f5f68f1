"""Making the filter from what moderators decided: a linear model by Vowpal Wabbit, judged on what it has not seen.

The library is needed here and nowhere else: what comes out is a list of words and weights (`learned.Model`).
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .folding import fold
from .learned import Judged, Model, vector

LEAST = 40  # decisions of each kind; with fewer there is no filter
MOST = 5000  # of each kind, the newest
PRECISION = 0.98  # the least share of what it would hold that moderators removed; else it holds nothing
LEAST_CAUGHT = 10  # of which that share is said
MOST_OF_A_KIND = 3  # near copies
FOLDS = 4
PASSES = 8
SMALLEST = 0.02  # what weighs less is not kept
_BITS = 18


@dataclass(frozen=True, slots=True)
class Example:
    """A text somebody decided on. `kind`: the number it shares with its near copies, if any."""

    text: str
    removed: bool
    kind: int | None = None


@dataclass(frozen=True, slots=True)
class _Text:
    values: dict[str, float]
    removed: bool
    kind: str


@dataclass(frozen=True, slots=True)
class _Read:
    """An example as the library takes it: its features by number."""

    line: str
    removed: bool
    part: int


def train(examples: Sequence[Example], *, made_at: str, seen: int) -> Model | None:
    """The filter that these decisions make; None when there are too few of either kind. The newest come last.

    Of near copies a few count, however many were decided on: a run of spam must not be all that is learned, nor all
    that is judged by. The same examples make the same filter.
    """
    texts = _read(examples)
    removed = len({text.kind for text in texts if text.removed})
    if min(removed, sum(not text.removed for text in texts)) < LEAST:
        return None
    often = Counter(name for text in texts for name in text.values)
    numbers = {
        name: at for at, name in enumerate(sorted(name for name, times in often.items() if times > 1), 1)
    }
    reads = list(_numbered(texts, numbers))
    judged, limit = _judge(reads)
    with _taught(reads) as machine:
        weights = {name: round(machine.get_weight(at, 0), 3) for name, at in numbers.items()}
        bias = round(machine.get_weight(0, 0), 3)
    kept = {name: weight for name, weight in weights.items() if abs(weight) >= SMALLEST}
    return Model(made_at=made_at, seen=seen, bias=bias, weights=kept, limit=limit, judged=judged)


def _read(examples: Sequence[Example]) -> list[_Text]:
    """The newest of each, without the same words twice and with a few of each kind."""
    found: list[_Text] = []
    seen: set[tuple[str, bool]] = set()
    numbers: Counter[object] = Counter()
    for each in reversed(examples):
        folded = fold(each.text)
        same = f"{folded.normal} {' '.join(site.name for site in folded.sites)}"
        kind = same if each.kind is None else str(each.kind)
        if (same, each.removed) in seen or numbers[each.removed] == MOST or numbers[kind] == MOST_OF_A_KIND:
            continue
        seen.add((same, each.removed))
        numbers.update((each.removed, kind))
        found.append(_Text(vector(folded), each.removed, kind))
    return found


def _numbered(texts: Sequence[_Text], numbers: dict[str, int]) -> Iterator[_Read]:
    """The library hashes no number: each feature has a place of its own. 0 is that of what every text has.

    Near copies are judged in the same part, or each would be judged by its like.
    """
    rarer = _balance(texts)
    kinds = sorted({text.kind for text in texts})
    random.Random(7).shuffle(kinds)  # noqa: S311
    parts = {kind: at % FOLDS for at, kind in enumerate(kinds)}
    for text in texts:
        known = (f"{numbers[name]}:{value:.4f}" for name, value in text.values.items() if name in numbers)
        line = f"{1 if text.removed else -1} {rarer[text.removed]:.4f} | 0:1 {' '.join(known)}"
        yield _Read(line, text.removed, parts[text.kind])


def _balance(texts: Sequence[_Text]) -> dict[bool, float]:
    """What an example of each kind counts, so that the rarer is not drowned, though not more than fourfold."""
    removed = sum(text.removed for text in texts) / len(texts)
    rarer = math.sqrt((1 - removed) / removed)
    return {True: min(max(rarer, 0.25), 4.0), False: min(max(1 / rarer, 0.25), 4.0)}


@contextmanager
def _taught(reads: Sequence[_Read]) -> Iterator[Any]:
    """The library's machine after it has seen these, some times, in an order that is always the same."""
    from vowpalwabbit import pyvw

    machine = pyvw.Workspace(quiet=True, loss_function="logistic", b=_BITS, noconstant=True, l2=1e-6)
    chance = random.Random(11)  # noqa: S311
    lines = [each.line for each in reads]
    try:
        for _pass in range(PASSES):
            chance.shuffle(lines)
            for line in lines:
                machine.learn(line)
        yield machine
    finally:
        machine.finish()


def _judge(reads: Sequence[_Read]) -> tuple[Judged, float | None]:
    """How well it does on each part when it has seen the others, and the limit that keeps it precise enough."""
    weighed: list[tuple[float, bool]] = []
    for part in range(FOLDS):
        with _taught([each for each in reads if each.part != part]) as machine:
            weighed += [
                (machine.predict(each.line.partition("|")[1] + each.line.partition("|")[2]), each.removed)
                for each in reads
                if each.part == part
            ]
    limit, caught, wrongly = _limit(sorted(weighed, reverse=True))
    removed = sum(kind for _weight, kind in weighed)
    return Judged(removed, len(weighed) - removed, caught, wrongly), limit


def _limit(weighed: Sequence[tuple[float, bool]]) -> tuple[float | None, int, int]:
    """The lowest limit, never below even odds, at which enough of what would be held was removed."""
    best: tuple[float | None, int, int] = (None, 0, 0)
    caught = wrongly = 0
    for at, (weight, removed) in enumerate(weighed):
        if weight <= 0:
            break
        caught, wrongly = caught + removed, wrongly + (not removed)
        following = weighed[at + 1][0] if at + 1 < len(weighed) else 0.0
        if weight > following and caught >= LEAST_CAUGHT and caught / (caught + wrongly) >= PRECISION:
            best = (max((weight + following) / 2, 0.0), caught, wrongly)
    return best
