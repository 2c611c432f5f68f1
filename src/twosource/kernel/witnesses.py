"""Who can know: the minimal witness sets of every item, as a least fixpoint.

A witness set is one way an item could be true knowledge: the items and actors its word passes through, and
everyone who controls them. It is the why-provenance of the item (Green, Karvounarakis and Tannen 2007), with
marks beside items and actors: `?unknown` (nobody knows how they know), `?anon` (a voice unknown even to us),
`?withheld` (who controls it is kept from us), and `side:for` / `side:against` (somebody in it gains by saying so).

Sets are integers, one bit a token, in the order of the tokens' names: two sets are independent when `a & b`
is 0, and a set holds another when `a & b == b`. Order of input therefore never matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain
from typing import NamedTuple

from twosource.kernel.cases import Actor, Case, Item
from twosource.kernel.vocabulary import Stake

#: The most witness sets kept for one item, and the most that are looked at for one case. Beyond these the
#: sets are grown anew, and only the best for each item and origin are kept, so many that in all about
#: `FAIR_SHARE` are looked at: a count can then only come out lower, and the answer says `bounded`.
FAMILY_LIMIT = 128
OFFER_LIMIT = 5_000
FAIR_SHARE = 1_500

#: An item, or the join of the first of its sources that it needs together (numbered from 1; 0 is the item).
Node = tuple[str, int]

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
WITHHELD = Token("?withheld", MARK)
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


def highest(actors: Mapping[str, Actor], names: Iterable[str]) -> tuple[str, ...]:
    """Of these actors, by name, those whom none of the others controls; of a circle the first stands for all."""
    named = sorted(set(names))
    above = {name: controllers(actors, name) for name in named}
    return tuple(
        name
        for name in named
        if not any(
            other != name and other in above[name] and (name not in above[other] or other < name)
            for other in named
        )
    )


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
        self._families: dict[str, tuple[int, ...]] | None = None

    def of_evidence(self, evidence: Iterable[str], side: Stake) -> dict[str, tuple[int, ...]]:
        """For each piece of evidence, its minimal witness sets, with the marks of this side.

        Sets with `?unknown` are included; it is for the rule that counts to leave them out.
        """
        gains = self.mask_of_actors(interested(self.case, side))
        mark = self.bits[SIDES[side]]
        families = self.families(side)
        found = {}
        for name in evidence:
            own = self.bits.get(Token(name, EVIDENCE), 0)
            found[name] = tuple(own | one | (mark if one & gains else 0) for one in families.get(name, ()))
        return found

    def mask_of_actors(self, names: Iterable[str]) -> int:
        """The bits of those of these actors that have a part in the case."""
        mask = 0
        for name in names:
            mask |= self.bits.get(Token(name, ACTOR), 0)
        return mask

    def tokens(self, mask: int) -> tuple[Token, ...]:
        """The tokens of a set, in order of name."""
        return tuple(self._tokens[place] for place in places(mask))

    def mask(self, tokens: Iterable[Token]) -> int:
        """The set of these tokens; those that are none of this case are left out."""
        return sum(self.bits.get(token, 0) for token in dict.fromkeys(tokens))

    @cached_property
    def _tokens(self) -> list[Token]:
        case = self.case
        found = {UNKNOWN, ANON, WITHHELD, *SIDES.values()}
        for name in self.reached:
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
            if known is not None:
                mask |= self.bits[ANON] * known.anonymous | self.bits[WITHHELD] * known.withheld
        return mask

    @cached_property
    def reached(self) -> list[str]:
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

    def families(self, side: Stake) -> dict[str, tuple[int, ...]]:
        """The least fixpoint: for every item that evidence leads back to, its minimal witness sets.

        The same for both sides, unless a limit was met: then each side keeps what is best for it.
        """
        if self._families is None:
            growth = _Growth(self, side)
            self._families = growth.families()
            self.bounded = growth.bounded
        return _FairGrowth(self, side).families() if self.bounded else self._families

    def knowing(self, avoiding: int) -> set[str]:
        """The items that have a witness set of known origin with none of these tokens in it.

        Exact however entangled the case is, because it asks only whether there is such a set.
        """
        found: set[str] = set()
        asked = [name for name in self.reached if not self.footprints[name] & avoiding]
        while (left := [name for name in asked if not self._knows(name, found)]) != asked:
            asked = left
        return found

    def _knows(self, name: str, found: set[str]) -> bool:
        """Whether an item knows by itself or by those found before; then it is found too."""
        item = self.case.items[name]
        if item.retracted:
            return False
        by_others = (via in found for via in item.via)
        knows = bool(item.basis) or (
            bool(item.via) and (all(by_others) if item.needs_all else any(by_others))
        )
        if knows:
            found.add(name)
        return knows

    @cached_property
    def footprints(self) -> dict[str, int]:
        """The footprint of every item that evidence leads back to."""
        return {name: self.footprint(name) for name in self.reached}


class _Growth:
    """Witness sets grown from those who know, the best first: known before unknown origin, disinterested
    before interested, small before large.

    A set that holds another always comes after it, so a set is kept when it holds none that was kept before;
    nothing is ever taken back, and a cycle needs no special care.
    """

    def __init__(self, witnesses: Witnesses, side: Stake) -> None:
        self.bounded = False
        self._items = witnesses.case.items
        self._footprints = witnesses.footprints
        self._unknown = witnesses.bits[UNKNOWN]
        self._gains = witnesses.mask_of_actors(interested(witnesses.case, side))
        self._found: dict[Node, list[int]] = {}
        self._users: dict[Node, list[tuple[Node, Node | None]]] = {}
        self._waiting: list[tuple[bool, bool, int, int, Node]] = []
        self._own = {name: witnesses.bits.get(Token(name, ITEM), 0) for name in witnesses.reached}
        self._offered: set[tuple[int, Node]] = set()

    def families(self) -> dict[str, tuple[int, ...]]:
        for name in self._footprints:
            self._plant(name, self._items[name])
        while self._waiting and not self.bounded:
            *_, mask, node = heappop(self._waiting)
            found = self._found[node]
            if any(one & mask == one for one in found) or not self._has_room(node, mask):
                continue
            found.append(mask)
            for user, partner in self._users[node]:
                for other in (0,) if partner is None else self._found[partner]:
                    self._offer(user, mask | other)
        return {name: tuple(self._found[name, 0]) for name in self._footprints}

    def _has_room(self, node: Node, mask: int) -> bool:
        """Whether one more set may be kept for this item; unknown origins are the last to come and to be missed."""
        room = len(self._found[node]) < FAMILY_LIMIT
        self.bounded |= not room and not mask & self._unknown
        return room

    def _plant(self, name: str, item: Item) -> None:
        """Say whose sets an item's sets are made of, and start with those it has by itself.

        An item that needs several sources together is a chain of joins of two, numbered from 1.
        """
        node = (name, 0)
        self._grow(node)
        vias = tuple(dict.fromkeys(item.via))
        if item.retracted:
            return
        if item.basis is not None:
            self._offer(node, 0)
        elif not vias:
            self._offer(node, self._unknown)
        elif item.needs_all:
            joined: Node = (vias[0], 0)
            for number, via in enumerate(vias[1:], 1):
                self._grow((name, number))
                self._users.setdefault(joined, []).append(((name, number), (via, 0)))
                self._users.setdefault((via, 0), []).append(((name, number), joined))
                joined = (name, number)
            self._users.setdefault(joined, []).append((node, None))
        else:
            for via in vias:
                self._users.setdefault((via, 0), []).append((node, None))

    def _grow(self, node: Node) -> None:
        self._found.setdefault(node, [])
        self._users.setdefault(node, [])

    def _offer(self, node: Node, mask: int) -> None:
        """Put a set in line, unless it was before, or came by the item itself and so holds a set of its."""
        name, join = node
        if mask & self._own[name]:
            return
        if not join:
            mask |= self._footprints[name]
        if (mask, node) in self._offered:
            return
        if not self._may_grow():
            return
        self._offered.add((mask, node))
        order = (bool(mask & self._unknown), bool(mask & self._gains), mask.bit_count(), mask, node)
        heappush(self._waiting, order)

    def _may_grow(self) -> bool:
        self.bounded |= len(self._offered) >= OFFER_LIMIT
        return not self.bounded


class _FairGrowth(_Growth):
    """The same where the whole is too much: each item keeps a fair share, and of one origin only the best.

    Independent lines begin with different origins, so this loses sets that could seldom have been a line of
    their own. Whether an item has a disinterested set, or any, is never lost: the best is always kept.
    """

    def __init__(self, witnesses: Witnesses, side: Stake) -> None:
        super().__init__(witnesses, side)
        links = sum(len(self._items[name].via) for name in self._footprints)
        self._share = max(1, min(FAMILY_LIMIT, FAIR_SHARE // max(1, links)))
        self._origins = 0
        for name in self._footprints:
            if self._items[name].basis is not None:
                self._origins |= self._own[name]
        self._begun: dict[Node, set[int]] = {}

    def _has_room(self, node: Node, mask: int) -> bool:
        begun = self._begun.setdefault(node, set())
        origin = mask & self._origins
        if origin in begun or len(begun) >= self._share:
            return False
        begun.add(origin)
        return True

    def _may_grow(self) -> bool:
        return True


def witness_sets(case: Case) -> dict[str, frozenset[frozenset[Token]]]:
    """`W(item)` for every item the evidence leads back to, as sets of tokens without a side's mark."""
    witnesses = Witnesses(case)
    return {
        name: frozenset(frozenset(witnesses.tokens(one)) for one in family)
        for name, family in witnesses.families(Stake.FOR).items()
    }


def minimal(sets: Iterable[int]) -> list[int]:
    """These sets without any that holds another, shortest first."""
    kept: list[int] = []
    for one in sorted(sets, key=_short_first):
        if not any(other & one == other for other in kept):
            kept.append(one)
    return kept


def places(mask: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while mask:
        bit = mask & -mask
        yield bit.bit_length() - 1
        mask ^= bit


def _short_first(one: int) -> tuple[int, int]:
    return (one.bit_count(), one)
