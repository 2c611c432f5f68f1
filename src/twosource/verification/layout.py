"""Where the boxes of a picture stand: layers from the end backwards, with few crossings.

After Sugiyama, Tagawa and Toda (1981): circles are opened, each box gets the layer of its longest way to the
end, long links are led through the layers between, boxes of a layer are ordered by where their neighbours
stand (and kept together when they are of one group), and then moved as near to these as the order allows.
Nothing here knows what a box means.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 8
APART, THROUGH, ROUND_GROUP = 14, 9, 26  # pixels between boxes, beside a link that passes, round a group

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spot:
    """A box's layer (0 is the end) and the middle of its height."""

    layer: int
    middle: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where every box stands; `ways` leads each link (from, to) through the layers between, as middles by
    layer, its ends included; `height` is that of the whole; `back` are the links that closed a circle."""

    spots: dict[str, Spot]
    ways: dict[Link, tuple[Spot, ...]]
    height: int
    back: frozenset[Link]


def arrange(
    heights: Mapping[str, int], links: Sequence[Link], end: str, groups: Mapping[str, str] | None = None
) -> Layout:
    """Boxes of these heights, with `links` (from, to) that lead to `end`; boxes of one group stand together.

    Every box must have a way to the end.
    """
    back = _closing(links, end)
    layers = _layers([link for link in links if link not in back], end)
    net = _Net(heights, groups or {})
    for name, layer in layers.items():
        net.add(name, layer)
    ways = {link: net.lead(*link, layers) for link in links if layers[link[0]] != layers[link[1]]}
    net.order()
    net.settle()
    spots = {name: Spot(layer, net.middle(name)) for name, layer in layers.items()}
    drawn = {
        (start, goal): tuple(Spot(net.layer[name], net.middle(name)) for name in ways.get((start, goal), ()))
        or (spots[start], spots[goal])
        for start, goal in links
    }
    return Layout(spots, drawn, net.height, back)


def _closing(links: Iterable[Link], end: str) -> frozenset[Link]:
    """The links that, walked from the end backwards, lead back into what was being walked."""
    sources: dict[str, list[str]] = {}
    for first, second in links:
        sources.setdefault(second, []).append(first)
    found: set[Link] = set()
    walking, done = {end}, set[str]()
    waiting = [(end, iter(sources.get(end, ())))]
    while waiting:
        goal, rest = waiting[-1]
        start = next(rest, None)
        if start is None:
            waiting.pop()
            walking.discard(goal)
            done.add(goal)
        elif start in walking:
            found.add((start, goal))
        elif start not in done:
            walking.add(start)
            waiting.append((start, iter(sources.get(start, ()))))
    return frozenset(found)


def _layers(links: Sequence[Link], end: str) -> dict[str, int]:
    """How many steps each box is from the end, the longest way; the links form no circle."""
    sources: dict[str, list[str]] = {}
    users: dict[str, int] = {}
    for start, goal in links:
        sources.setdefault(goal, []).append(start)
        users[start] = users.get(start, 0) + 1
    layers, ready = {end: 0}, [end]
    for name in ready:
        for start in sources.get(name, ()):
            layers[start] = max(layers.get(start, 0), layers[name] + 1)
            users[start] -= 1
            if not users[start]:
                ready.append(start)
    return layers


@dataclass
class _Net:
    """The boxes and the points through which long links pass, by layer."""

    heights: Mapping[str, int]
    groups: Mapping[str, str]
    layer: dict[str, int] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)
    right: dict[str, list[str]] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)
    place: dict[str, float] = field(default_factory=dict)
    height: int = 0

    def add(self, name: str, layer: int) -> None:
        while len(self.rows) <= layer:
            self.rows.append([])
        self.rows[layer].append(name)
        self.layer[name] = layer
        self.left[name], self.right[name] = [], []

    def lead(self, start: str, goal: str, layers: Mapping[str, int]) -> tuple[str, ...]:
        """The names through which this link passes, those of its boxes included."""
        step = 1 if layers[goal] > layers[start] else -1
        passed = [start]
        for layer in range(layers[start] + step, layers[goal], step):
            point = f"\x00{start}\x00{goal}\x00{layer}"
            self.add(point, layer)
            passed.append(point)
        passed.append(goal)
        for one, other in pairwise(passed):
            outer, inner = (one, other) if self.layer[one] > self.layer[other] else (other, one)
            self.right[outer].append(inner)
            self.left[inner].append(outer)
        return tuple(passed)

    def order(self) -> None:
        """Sweep over the layers until the links cross seldom, and keep the best order that was seen."""
        best, fewest = [list(row) for row in self.rows], self._crossings()
        self.at = {name: at for row in self.rows for at, name in enumerate(row)}
        since = 0
        for sweep in range(SWEEPS):
            if not fewest or since > 2:
                break
            outwards = sweep % 2 == 0
            rows = self.rows[1:] if outwards else self.rows[-2::-1]
            for row in rows:
                self._sort(row, self.right if outwards else self.left)
            crossings = self._crossings()
            since += 1
            if crossings < fewest:
                best, fewest, since = [list(row) for row in self.rows], crossings, 0
        self.rows = best
        for row in self.rows:
            self._gather(row)

    def _sort(self, row: list[str], beside: Mapping[str, list[str]]) -> None:
        """Order a layer by the mean place of the neighbours on one side, groups by that of their members."""
        wanted = {name: _mean([self.at[near] for near in beside[name]], self.at[name]) for name in row}
        together: dict[str, list[float]] = {}
        for name in row:
            together.setdefault(self.groups.get(name, name), []).append(wanted[name])
        row.sort(
            key=lambda name: (
                _mean(together[self.groups.get(name, name)], 0),
                self.groups.get(name, name),
                wanted[name],
            )
        )
        self.at.update((name, at) for at, name in enumerate(row))

    def _gather(self, row: list[str]) -> None:
        """Bring the members of each group together where the first of them stands."""
        first: dict[str, int] = {}
        for at, name in enumerate(row):
            first.setdefault(self.groups.get(name, name), at)
        row.sort(key=lambda name: first[self.groups.get(name, name)])

    def _crossings(self) -> int:
        count = 0
        for inner, outer in zip(self.rows, self.rows[1:], strict=False):
            where = {name: at for at, name in enumerate(inner)}
            seen: list[int] = []
            for name in outer:
                ends = sorted(where[near] for near in self.right[name])
                count += sum(len(seen) - bisect_right(seen, end) for end in ends)
                for end in ends:
                    insort(seen, end)
        return count

    def settle(self) -> None:
        """Give every box its middle: near to its neighbours, in the order found, none over another."""
        for row in self.rows:
            at = 0.0
            for before, name in zip([None, *row], row, strict=False):
                at += self._between(before, name) if before is not None else 0
                self.place[name] = at
        for sweep in range(SWEEPS):
            for row in self.rows if sweep % 2 == 0 else self.rows[::-1]:
                self._pull(row)
        tops = [self.place[name] - self._half(name) for row in self.rows for name in row]
        lowest = min(tops)
        for name in self.place:
            self.place[name] -= lowest
        self.height = round(max(self.place[name] + self._half(name) for row in self.rows for name in row))

    def _pull(self, row: list[str]) -> None:
        """The places nearest to what each wants that keep order and distance: pooled where two would meet."""
        offsets = [0.0]
        for before, name in pairwise(row):
            offsets.append(offsets[-1] + self._between(before, name))
        blocks: list[tuple[float, int]] = []
        for name, offset in zip(row, offsets, strict=True):
            near = [self.place[one] for one in (*self.left[name], *self.right[name])]
            mean, count = _mean(near, self.place[name]) - offset, 1
            while blocks and blocks[-1][0] > mean:
                other, many = blocks.pop()
                mean, count = (mean * count + other * many) / (count + many), count + many
            blocks.append((mean, count))
        placed = [mean for mean, count in blocks for _one in range(count)]
        for name, base, offset in zip(row, placed, offsets, strict=True):
            self.place[name] = base + offset

    def _between(self, upper: str, lower: str) -> float:
        apart = APART if self._is_box(upper) and self._is_box(lower) else THROUGH
        here, there = self.groups.get(upper), self.groups.get(lower)
        if here != there:
            apart += ROUND_GROUP * bool(there) + APART * bool(here)
        return self._half(upper) + self._half(lower) + apart

    def _half(self, name: str) -> float:
        return self.heights.get(name, 0) / 2

    def _is_box(self, name: str) -> bool:
        return name in self.heights

    def middle(self, name: str) -> int:
        return round(self.place[name])


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
