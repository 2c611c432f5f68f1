"""How many lines are independent: the number that matters, and what everything rests on.

Lines are pairwise disjoint witness sets, and their number is the size of the largest such family (exact set
packing). Counting outlets or origins is too high, and so is "no single node cuts them all": three reports by
A+B, B+C and A+C have no common node and are still one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from twosource.kernel.cases import Case, Item
from twosource.kernel.vocabulary import Grade, Stake
from twosource.kernel.witnesses import (
    ACTOR,
    EVIDENCE,
    ITEM,
    SIDES,
    UNKNOWN,
    WITHHELD,
    Token,
    Witnesses,
    minimal,
)

#: Nobody needs to know that a claim has seven independent lines rather than six.
ENOUGH = 6

#: How many branches a search for one more line may open before it is given up as not found, in which case the
#: count can only be too low, and the answer says `bounded`.
SEARCH_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One witness set that was counted, taken apart: whose word it is and which items it passes through."""

    items: tuple[str, ...]
    actors: tuple[str, ...]
    marks: tuple[str, ...] = ()

    @property
    def interested(self) -> bool:
        """Whether somebody in it gains by saying so."""
        return any(mark.startswith("side:") for mark in self.marks)

    @property
    def tokens(self) -> list[str]:
        """All its names and marks in order, as the `assess` command prints them."""
        return sorted((*self.items, *self.actors, *self.marks))


@dataclass(frozen=True, slots=True)
class Direction:
    """What there is in one direction.

    `lines`: how many independent lines, at most `ENOUGH`; `chosen`: one largest family of them; `rests_on`:
    what all lines have in common, the explanation when there is one line (and `common` the same as a
    `Line`); `evidence`: the items that count as evidence; `disinterested` and `conclusive`: those of them
    that give a disinterested line, or settle the claim by themselves; `unknown_origin`: somebody among them
    does not say how they know; `bounded`: a limit was met, so `lines` may be too low.
    """

    lines: int
    grade: Grade
    chosen: tuple[Line, ...] = ()
    rests_on: tuple[str, ...] = ()
    common: Line = Line((), ())
    evidence: tuple[str, ...] = ()
    disinterested: tuple[str, ...] = ()
    conclusive: tuple[str, ...] = ()
    unknown_origin: bool = False
    bounded: bool = False


class Side:
    """All witness sets of the evidence in one direction, and the questions rules ask of them."""

    def __init__(self, case: Case, witnesses: Witnesses, stake: Stake) -> None:
        given = case.supports if stake is Stake.FOR else case.denies
        out = {*case.set_aside, *(name for name in given if case.items[name].retracted)}
        self.evidence = tuple(name for name in dict.fromkeys(given) if name not in out)
        self.conclusive = tuple(name for name in self.evidence if _settles(case.items, name, frozenset()))
        self._witnesses = witnesses
        self._side = witnesses.bits[SIDES[stake]]
        unknown = witnesses.bits[UNKNOWN]
        families = witnesses.of_evidence(self.evidence, stake)
        known = {name: [one for one in sets if not one & unknown] for name, sets in families.items()}
        self.unknown_origin = any(one & unknown for sets in families.values() for one in sets)
        self.disinterested = tuple(
            name for name, sets in known.items() if any(not one & self._side for one in sets)
        )
        self.sets = sorted(minimal({one for sets in known.values() for one in sets}), key=self._order)

    def _order(self, one: int) -> tuple[bool, int, tuple[Token, ...]]:
        """Disinterested lines first, then short ones, then by name: which packing is shown is no accident."""
        return (bool(one & self._side), one.bit_count(), self._witnesses.tokens(one))

    def direction(self) -> Direction:
        """The count, the grade, and the explanation of both."""
        packed, gave_up = self._packed()
        bounded = (gave_up or self._witnesses.bounded) and len(packed) < ENOUGH
        common = self.line(reduce(and_, self.sets)) if self.sets and not bounded else Line((), ())
        return Direction(
            lines=len(packed),
            grade=self._grade(len(packed)),
            chosen=tuple(sorted(map(self.line, packed), key=lambda line: line.tokens)),
            rests_on=tuple(common.tokens),
            common=common,
            evidence=self.evidence,
            disinterested=self.disinterested,
            conclusive=self.conclusive,
            unknown_origin=self.unknown_origin,
            bounded=bounded,
        )

    def _packed(self) -> tuple[list[int], bool]:
        """A largest packing. Who controls a voice may be kept from us: a set that holds it meets every other."""
        everything, withheld = reduce(or_, self.sets, 0), self._witnesses.bits[WITHHELD]
        widened = [everything if one & withheld else one for one in self.sets]
        packed, gave_up = largest_packing(widened)
        first = dict(zip(reversed(widened), reversed(self.sets), strict=True))
        return [first[one] for one in packed], gave_up

    def _grade(self, lines: int) -> Grade:
        """All interested sets share a mark, so of disjoint ones all but one are disinterested."""
        if not self.evidence:
            return Grade.NOTHING
        if self.conclusive:
            return Grade.TWO
        if not self.disinterested:
            return Grade.INTERESTED
        return Grade.TWO if lines > 1 else Grade.ONE

    def line(self, one: int) -> Line:
        """A witness set in names."""
        names: dict[str, list[str]] = {}
        for token in self._witnesses.tokens(one):
            names.setdefault(token.kind, []).append(token.name)
        shown = [tuple(found) for kind, found in names.items() if kind not in (ACTOR, ITEM, EVIDENCE)]
        return Line(tuple(names.get(ITEM, ())), tuple(names.get(ACTOR, ())), shown[0] if shown else ())

    def still_holds(self, lines: Iterable[tuple[str, ...]]) -> bool:
        """Whether lines seen before, given by their items, still stand and are still independent.

        A line stands while there is a witness set made of nothing but its items: more support may shorten
        it, a retraction or an origin found behind it leaves none. New control shows as sets that now meet.
        """
        inside = [[one for one in self.sets if set(self.line(one).items) <= set(line)] for line in lines]
        return _disjoint_choice(inside, 0)


def _settles(items: Mapping[str, Item], name: str, passed: frozenset[str]) -> bool:
    """Whether an item is conclusive, or carries one that is: carrying adds nothing and costs nothing."""
    item = items[name]
    if item.retracted or name in passed:
        return False
    if item.conclusive or not item.carrier or not item.via:
        return item.conclusive
    together = all if item.needs_all else any
    return together(_settles(items, via, passed | {name}) for via in item.via)


def largest_packing(sets: Sequence[int], enough: int = ENOUGH) -> tuple[list[int], bool]:
    """A largest family of pairwise disjoint sets, of at most `enough`, and whether the search gave up.

    Exact unless it gave up. Of all largest families it is the first in the order given.
    """
    search = _Search(sets)
    found: tuple[int, ...] = ()
    while len(found) < enough and (more := search.find(search.everything, len(found) + 1)) is not None:
        found = more
    gave_up = search.gave_up
    return [sets[place] for place in search.first(len(found)) or found], gave_up


class _Search:
    """Branch and bound over sets numbered by place; a mask of places is a set of candidates.

    Sets that share a token exclude each other, so candidates covered by n tokens hold at most n disjoint
    ones. Of a cover by n tokens, the first `need - 1` cannot give `need` sets: one must come from the rest.
    """

    def __init__(self, sets: Sequence[int]) -> None:
        self.everything = (1 << len(sets)) - 1
        self.gave_up = False
        self._branches = 0
        held: dict[int, int] = {}
        for place, one in enumerate(sets):
            for bit in _bits(one):
                held[bit] = held.get(bit, 0) | 1 << place
        self._holders = sorted(set(held.values()), key=lambda mask: (-mask.bit_count(), mask))
        self._apart = [self.everything & ~reduce(or_, (held[bit] for bit in _bits(one)), 0) for one in sets]

    def find(self, candidates: int, need: int) -> tuple[int, ...] | None:
        """The places of `need` disjoint candidates, or none. Restarts the count of branches."""
        self._branches = 0
        return self._find(candidates, need)

    def first(self, need: int) -> tuple[int, ...]:
        """The first such choice among all sets in the order given; empty when the search gave up on it."""
        chosen: list[int] = []
        candidates = self.everything
        for place, apart in enumerate(self._apart):
            if len(chosen) == need:
                break
            rest = candidates & apart & ~((1 << place) - 1)
            if candidates >> place & 1 and self.find(rest, need - len(chosen) - 1) is not None:
                chosen.append(place)
                candidates = rest
        return tuple(chosen) if len(chosen) == need else ()

    def _find(self, candidates: int, need: int) -> tuple[int, ...] | None:
        if need == 0:
            return ()
        if candidates.bit_count() < need:
            return None
        if need == 1:
            return ((candidates & -candidates).bit_length() - 1,)
        self._branches += 1
        if self._branches > SEARCH_LIMIT:
            self.gave_up = True
            return None
        for place in _places(self._beyond_cover(candidates, need - 1)):
            found = self._find(candidates & self._apart[place], need - 1)
            if found is not None:
                return (place, *found)
            candidates &= ~(1 << place)
        return None

    def _beyond_cover(self, candidates: int, tokens: int) -> int:
        """The candidates that are left when the `tokens` most widely held tokens have taken theirs."""
        for _ in range(tokens):
            candidates &= ~max((mask & candidates for mask in self._holders), key=int.bit_count)
        return candidates


def _disjoint_choice(choices: Sequence[Sequence[int]], taken: int) -> bool:
    if not choices:
        return True
    return any(not one & taken and _disjoint_choice(choices[1:], taken | one) for one in choices[0])


def _places(mask: int) -> Iterable[int]:
    return (bit.bit_length() - 1 for bit in _bits(mask))


def _bits(mask: int) -> Iterable[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
