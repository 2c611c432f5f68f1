"""Who can know: the minimal witness sets of every item, as a least fixpoint.

A witness set is one way an item could be true knowledge: the items and actors its word passes through, and
everyone who controls them. It is the why-provenance of the item (Green, Karvounarakis and Tannen 2007), with
three marks beside items and actors: `?unknown` (nobody knows how they know), `?anon` (a voice unknown even to
us), and `side:for` / `side:against` (somebody in it gains by saying so).

Sets are integers, one bit a token, in the order of the tokens' names: two sets are independent when `a & b`
is 0, and a set holds another when `a & b == b`. Order of input therefore never matters.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from twosource.kernel.cases import Actor, Case, Item
from twosource.kernel.vocabulary import Stake

#: The most witness sets kept for one item. Beyond it the shortest are kept, disinterested ones first, so that
#: a count can only come out lower, and the answer says `bounded`.
FAMILY_LIMIT = 256

ACTOR, ITEM, EVIDENCE, MARK = "actor", "item", "evidence", "mark"


class Token(NamedTuple):
    """One member of a witness set. `kind` keeps an actor and an item of the same name apart.

    `evidence` marks all sets of one piece of evidence that a carrier brought, so that one piece of evidence
    is never two lines; it is not shown.
    """

    name: str
    kind: str


UNKNOWN = Token("?unknown", MARK)
ANON = Token("?anon", MARK)
SIDES = {Stake.FOR: Token("side:for", MARK), Stake.AGAINST: Token("side:against", MARK)}


def controllers(actors: Mapping[str, Actor], name: str) -> set[str]:
    """The actor and everyone above it, however far up; a cycle of control is one body."""
    found = {name}
    waiting = [name]
    while waiting:
        actor = actors.get(waiting.pop())
        for above in actor.controlled_by if actor else ():
            if above not in found:
                found.add(above)
                waiting.append(above)
    return found


def interested(case: Case, side: Stake) -> set[str]:
    """The actors whose stake agrees with evidence of this side; the accused gain by a denial."""
    names = {name for name, stake in case.stakes.items() if stake == side}
    return names.union(case.accused) if side is Stake.AGAINST else names


class Witnesses:
    """The witness sets of a case, computed once and asked per direction."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.bounded = False
        self._above: dict[str, set[str]] = {}
        self._families: dict[str, tuple[int, ...]] = {}

    def of_evidence(self, evidence: Iterable[str], side: Stake) -> dict[str, tuple[int, ...]]:
        """For each piece of evidence, its minimal witness sets, with the marks of this side.

        Sets with `?unknown` are included; it is for the rule that counts to leave them out.
        """
        gains = self.mask_of_actors(interested(self.case, side))
        mark = self.bits[SIDES[side]]
        found = {}
        for name in evidence:
            own = self.bits.get(Token(name, EVIDENCE), 0)
            found[name] = tuple(
                own | one | (mark if one & gains else 0) for one in self.families.get(name, ())
            )
        return found

    def mask_of_actors(self, names: Iterable[str]) -> int:
        """The bits of those of these actors that have a part in the case."""
        mask = 0
        for name in names:
            mask |= self.bits.get(Token(name, ACTOR), 0)
        return mask

    def tokens(self, mask: int) -> tuple[Token, ...]:
        """The tokens of a set, in order of name."""
        return tuple(token for place, token in enumerate(self._tokens) if mask >> place & 1)

    @cached_property
    def _tokens(self) -> list[Token]:
        case = self.case
        found = {UNKNOWN, ANON, *SIDES.values()}
        for name in self._reached:
            item = case.items[name]
            if item.carrier:
                found.add(Token(name, EVIDENCE))
                continue
            found.add(Token(name, ITEM))
            for by in item.by:
                found.update(Token(above, ACTOR) for above in self.above(by))
        return sorted(found)

    @cached_property
    def bits(self) -> dict[Token, int]:
        return {token: 1 << place for place, token in enumerate(self._tokens)}

    def above(self, name: str) -> set[str]:
        if name not in self._above:
            self._above[name] = controllers(self.case.actors, name)
        return self._above[name]

    def footprint(self, name: str) -> int:
        """The item, its actors and everyone who controls them; nothing for a carrier."""
        item = self.case.items[name]
        if item.carrier:
            return 0
        mask = self.bits[Token(name, ITEM)]
        for actor in chain.from_iterable(self.above(by) for by in item.by):
            mask |= self.bits[Token(actor, ACTOR)]
            known = self.case.actors.get(actor)
            if known is not None and known.anonymous:
                mask |= self.bits[ANON]
        return mask

    @cached_property
    def _reached(self) -> list[str]:
        """Every item that evidence leads back to, sources before those who got it from them."""
        order: list[str] = []
        seen: set[str] = set()
        for root in dict.fromkeys((*self.case.supports, *self.case.denies)):
            waiting = [(root, False)]
            while waiting:
                name, done = waiting.pop()
                if done:
                    order.append(name)
                elif name not in seen:
                    seen.add(name)
                    waiting.append((name, True))
                    waiting.extend((via, False) for via in self.case.items[name].via if via not in seen)
        return order

    @cached_property
    def families(self) -> dict[str, tuple[int, ...]]:
        """The least fixpoint: for every item that evidence leads back to, its minimal witness sets.

        Sources come first in the queue, so without a cycle each item is computed once. In a cycle families
        only grow until nothing changes; once one is bounded that is no longer sure, so turns are limited.
        """
        users: dict[str, list[str]] = {name: [] for name in self._reached}
        for name in self._reached:
            for via in self.case.items[name].via:
                users[via].append(name)
        found: dict[str, tuple[int, ...]] = dict.fromkeys(self._reached, ())
        turns = dict.fromkeys(self._reached, 0)
        waiting = deque(self._reached)
        queued = set(waiting)
        while waiting:
            name = waiting.popleft()
            queued.discard(name)
            family = self._derive(name, found)
            if family == found[name]:
                continue
            found[name] = family
            turns[name] += 1
            if self.bounded and turns[name] > len(users):
                continue
            fresh = [user for user in users[name] if user not in queued]
            waiting.extend(fresh)
            queued.update(fresh)
        return found

    def _derive(self, name: str, found: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
        item = self.case.items[name]
        footprint = self.footprint(name)
        if item.retracted:
            return ()
        if item.basis is not None:
            return (footprint,)
        if not item.via:
            return (footprint | self.bits[UNKNOWN],)
        if item.needs_all:
            return self._all_together(item, footprint, found)
        ways = {footprint | one for via in item.via for one in found[via]}
        return self._fitting(minimal(ways))

    def _all_together(
        self, item: Item, footprint: int, found: Mapping[str, tuple[int, ...]]
    ) -> tuple[int, ...]:
        ways: tuple[int, ...] = (footprint,)
        for via in item.via:
            ways = self._fitting(minimal({one | other for one in ways for other in found[via]}))
        return ways

    def _fitting(self, ways: list[int]) -> tuple[int, ...]:
        """The family itself, or when it is too large its best sets for either direction.

        Half are those best as support and half those best as denial, so if any disinterested set of known
        origin exists in a direction, one of them is always kept.
        """
        if len(ways) <= FAMILY_LIMIT:
            return tuple(ways)
        self.bounded = True
        unknown = self.bits[UNKNOWN]
        kept: set[int] = set()
        for gains in self._gains:
            best = sorted(ways, key=lambda way: (way & unknown, bool(way & gains), way.bit_count(), way))
            kept.update(best[: FAMILY_LIMIT // 2])
        return tuple(sorted(kept, key=_short_first))

    @cached_property
    def _gains(self) -> tuple[int, int]:
        return (
            self.mask_of_actors(interested(self.case, Stake.FOR)),
            self.mask_of_actors(interested(self.case, Stake.AGAINST)),
        )


def witness_sets(case: Case) -> dict[str, frozenset[frozenset[Token]]]:
    """`W(item)` for every item the evidence leads back to, as sets of tokens without a side's mark."""
    witnesses = Witnesses(case)
    return {
        name: frozenset(frozenset(witnesses.tokens(one)) for one in family)
        for name, family in witnesses.families.items()
    }


def minimal(sets: Iterable[int]) -> list[int]:
    """These sets without any that holds another, shortest first."""
    kept: list[int] = []
    for one in sorted(sets, key=_short_first):
        if not any(other & one == other for other in kept):
            kept.append(one)
    return kept


def _short_first(one: int) -> tuple[int, int]:
    return (one.bit_count(), one)
