"""How many lines are independent: the number that matters, and what everything rests on.

Lines are pairwise disjoint witness sets, and their number is the size of the largest such family (exact set
packing). Counting outlets or origins is too high, and so is "no single node cuts them all": three reports by
A+B, B+C and A+C have no common node and are still one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
    interested,
    minimal,
    places,
)

#: Nobody needs to know that a claim has seven independent lines rather than six.
ENOUGH = 6

#: How many branches a search for lines may open before one more is given up as not found, in which case the
#: count can only be too low, and the answer says `bounded`.
SEARCH_LIMIT = 3_000

#: Where sets were left out a count can often be proven to be the whole after all, by as many tokens without
#: which nobody knows: this many steps are taken to find them, among the most common ones of a set.
PROOF_LIMIT, PROOF_WIDTH = 200, 5

#: The most witness sets that lines are chosen from, the best first; beyond it a count may be too low.
SETS_LIMIT = 1_000


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
        settling = _settling(witnesses)
        self.conclusive = tuple(name for name in self.evidence if name in settling)
        self.witnesses = witnesses
        self._stake = stake
        self._known_inside: dict[frozenset[str], list[int]] = {}
        self._side = witnesses.bits[SIDES[stake]]
        unknown = witnesses.bits[UNKNOWN]
        families = witnesses.of_evidence(self.evidence, stake)
        known = {name: [one for one in sets if not one & unknown] for name, sets in families.items()}
        self.unknown_origin = any(one & unknown for sets in families.values() for one in sets)
        self.disinterested = tuple(
            name for name, sets in known.items() if any(not one & self._side for one in sets)
        )
        best = self._best({one for sets in known.values() for one in sets})
        self.sets = sorted(minimal(best), key=self._order)

    def _best(self, sets: set[int]) -> Iterable[int]:
        """Those sets, or the best of them where there are too many."""
        self._short = len(sets) > SETS_LIMIT
        if not self._short:
            return sets
        return sorted(sets, key=lambda one: (bool(one & self._side), one.bit_count(), one))[:SETS_LIMIT]

    @property
    def bounded(self) -> bool:
        """Whether there are witness sets that were not looked at."""
        return self._short or self.witnesses.bounded

    def _order(self, one: int) -> tuple[bool, int, tuple[Token, ...]]:
        """Disinterested lines first, then short ones, then by name: which packing is shown is no accident."""
        return (bool(one & self._side), one.bit_count(), self.witnesses.tokens(one))

    def direction(self) -> Direction:
        """The count, the grade, and the explanation of both."""
        packed, gave_up = self._packed()
        common = self.line(self._common())
        bounded = (gave_up or self.bounded) and len(packed) < ENOUGH and not self._exhausted(len(packed))
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

    def _common(self, besides: int = 0) -> int:
        """What every witness set has in common, also those that were not looked at.

        A token is in all of them when nobody knows without it; where it is so there is only one line. Sets
        with any of the tokens `besides` are not asked.
        """
        sets = [one for one in self.sets if not one & besides]
        common = reduce(and_, sets) if sets else 0
        if not self.bounded:
            return common
        return sum(1 << place for place in places(common) if not self._known_without(1 << place | besides))

    def that_can_be_joined(self) -> tuple[list[int], Line]:
        """The witness sets beside which another may count, and what they have in common.

        Beside a voice whose control is kept from us nothing counts.
        """
        withheld = self.witnesses.bits[WITHHELD]
        return [one for one in self.sets if not one & withheld], self.line(self._common(withheld))

    def _exhausted(self, lines: int) -> bool:
        """Whether so many tokens are found without which nobody knows: then there are no more lines than that."""
        self._steps = PROOF_LIMIT
        return self._proven(self.sets, lines, 0)

    def _proven(self, sets: Sequence[int], need: int, taken: int) -> bool:
        """Whether `need` more tokens can be taken so that none of these sets is left, nor any unseen one."""
        self._steps -= 1
        if self._steps < 0 or (sets and not need):
            return False
        if not sets:
            return not self._known_without(taken)
        often = Counter(place for one in sets for place in places(one))
        likely = sorted(places(sets[0]), key=lambda place: (-often[place], place))[:PROOF_WIDTH]
        return any(
            self._proven([one for one in sets if not one >> place & 1], need - 1, taken | 1 << place)
            for place in likely
        )

    def _known_without(self, tokens: int) -> bool:
        """Whether any evidence has a witness set without these tokens."""
        avoiding = tokens
        if tokens & self._side:
            avoiding |= self.witnesses.mask_of_actors(interested(self.witnesses.case, self._stake))
        knowing = self.witnesses.knowing(avoiding)
        return any(
            name in knowing and not self.witnesses.bits.get(Token(name, EVIDENCE), 0) & tokens
            for name in self.evidence
        )

    def _packed(self) -> tuple[list[int], bool]:
        """A largest packing. Who controls a voice may be kept from us: a set that holds it meets every other."""
        everything, withheld = reduce(or_, self.sets, 0), self.witnesses.bits[WITHHELD]
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
        for token in self.witnesses.tokens(one):
            names.setdefault(token.kind, []).append(token.name)
        shown = [tuple(found) for kind, found in names.items() if kind not in (ACTOR, ITEM, EVIDENCE)]
        return Line(tuple(names.get(ITEM, ())), tuple(names.get(ACTOR, ())), shown[0] if shown else ())

    def still_holds(self, lines: Iterable[tuple[str, ...]]) -> bool:
        """Whether lines seen before, given by their items, still stand and are still independent.

        A line stands while there is a witness set made of nothing but its items: more support may shorten
        it, a retraction or an origin found behind it leaves none. New control shows as sets that now meet.
        """
        inside = [self._inside(line) for line in lines]
        return _disjoint_choice(inside, 0)

    def _inside(self, items: Iterable[str]) -> list[int]:
        """The witness sets made of nothing but these items and what carries them."""
        if not self.bounded:
            return [one for one in self.sets if set(self.line(one).items) <= set(items)]
        within = frozenset(items)
        if within not in self._known_inside:
            self._known_inside[within] = self._alone(within)
        return self._known_inside[within]

    def _alone(self, items: frozenset[str]) -> list[int]:
        """The witness sets of the case in which nothing else is."""
        case = self.witnesses.case
        kept = {
            name: item if item.carrier or name in items else replace(item, retracted=True)
            for name, item in case.items.items()
        }
        alone = replace(case, items=kept)
        side = Side(alone, Witnesses(alone), self._stake)
        return [self.witnesses.mask(side.witnesses.tokens(one)) for one in side.sets]


def _settling(witnesses: Witnesses) -> set[str]:
    """The items that are conclusive, or carry one that is: carrying adds nothing and costs nothing."""
    items = witnesses.case.items
    found = {name for name in witnesses.reached if items[name].conclusive and not items[name].retracted}
    carriers = [name for name in witnesses.reached if _passes_on(items[name])]
    while True:
        more = {
            name
            for name in carriers
            if (all if items[name].needs_all else any)(via in found for via in items[name].via)
        }
        if more <= found:
            return found
        found |= more


def _passes_on(item: Item) -> bool:
    return item.carrier and bool(item.via) and not item.retracted


def largest_packing(sets: Sequence[int], enough: int = ENOUGH) -> tuple[list[int], bool]:
    """A largest family of pairwise disjoint sets, of at most `enough`, and whether the search gave up.

    Exact unless it gave up. Of all largest families it is the first in the order given.
    """
    search = _Search(sets)
    found: tuple[int, ...] = ()
    while len(found) < enough and (more := search.find(search.everything, len(found) + 1)) is not None:
        found = more
    gave_up = search.gave_up
    return [sets[place] for place in search.first(len(found)) or sorted(found)], gave_up


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
            for token in places(one):
                held[token] = held.get(token, 0) | 1 << place
        self._holders = sorted(set(held.values()), key=lambda mask: (-mask.bit_count(), mask))
        self._apart = [
            self.everything & ~reduce(or_, (held[token] for token in places(one)), 0) for one in sets
        ]

    def first(self, need: int) -> tuple[int, ...]:
        """The first such choice among all sets in the order given; empty when the search gave up on it."""
        self._branches = 0
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

    def find(self, candidates: int, need: int) -> tuple[int, ...] | None:
        """The places of `need` disjoint candidates, or none: there are none, or the search gave up."""
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
        for place in places(self._beyond_cover(candidates, need - 1)):
            found = self.find(candidates & self._apart[place], need - 1)
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
