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

from .folding import Folded, fold
from .learned import Judged, Model, vector

LEAST = 40  # decisions of each kind; with fewer there is no filter
MOST = 5000  # of each kind, the newest
PRECISION = 0.98  # the least share of what it would hold that moderators removed; else it holds nothing
LEAST_CAUGHT = 10  # of which that share is said
FOLDS = 4
PASSES = 8
SMALLEST = 0.02  # what weighs less is not kept
_BITS = 18


@dataclass(frozen=True, slots=True)
class Example:
    """A text somebody decided on."""

    text: str
    removed: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """An example as the library takes it: its features by number."""

    line: str
    removed: bool
    part: int


def train(examples: Sequence[Example], *, made_at: str, seen: int) -> Model | None:
    """The filter that these decisions make; None when there are too few of either kind. The newest come last.

    The same words count once, however often they were decided on: a run of spam must not be all that is learned.
    The same examples make the same filter.
    """
    vectors = _read(examples)
    kinds = Counter(removed for _vector, removed in vectors)
    if min(kinds[True], kinds[False]) < LEAST:
        return None
    often = Counter(name for values, _removed in vectors for name in values)
    numbers = {
        name: at for at, name in enumerate(sorted(name for name, times in often.items() if times > 1), 1)
    }
    reads = list(_numbered(vectors, numbers))
    judged, limit = _judge(reads)
    with _taught(reads) as machine:
        weights = {name: round(machine.get_weight(at, 0), 3) for name, at in numbers.items()}
        bias = round(machine.get_weight(0, 0), 3)
    kept = {name: weight for name, weight in weights.items() if abs(weight) >= SMALLEST}
    return Model(made_at=made_at, seen=seen, bias=bias, weights=kept, limit=limit, judged=judged)


def _read(examples: Sequence[Example]) -> list[tuple[dict[str, float], bool]]:
    found: dict[tuple[str, bool], Folded] = {}
    kinds: Counter[bool] = Counter()
    for each in reversed(examples):
        if kinds[each.removed] == MOST:
            continue
        folded = fold(each.text)
        same = (f"{folded.normal} {' '.join(site.name for site in folded.sites)}", each.removed)
        if same not in found:
            found[same] = folded
            kinds[each.removed] += 1
    return [(vector(folded), removed) for (_same, removed), folded in found.items()]


def _numbered(vectors: Sequence[tuple[dict[str, float], bool]], numbers: dict[str, int]) -> Iterator[_Read]:
    """The library hashes no number: each feature has a place of its own. 0 is that of what every text has."""
    chance = random.Random(7)  # noqa: S311
    rarer = _balance(vectors)
    parts = [at % FOLDS for at in range(len(vectors))]
    chance.shuffle(parts)
    for (values, removed), part in zip(vectors, parts, strict=True):
        known = (f"{numbers[name]}:{value:.4f}" for name, value in values.items() if name in numbers)
        yield _Read(f"{1 if removed else -1} {rarer[removed]:.4f} | 0:1 {' '.join(known)}", removed, part)


def _balance(vectors: Sequence[tuple[dict[str, float], bool]]) -> dict[bool, float]:
    """What an example of each kind counts, so that both kinds count alike, though not more than fourfold."""
    removed = sum(kind for _values, kind in vectors) / len(vectors)
    return {
        True: min(math.sqrt((1 - removed) / removed), 4.0),
        False: min(math.sqrt(removed / (1 - removed)), 4.0),
    }


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
