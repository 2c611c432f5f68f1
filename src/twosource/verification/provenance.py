"""Where the evidence of a claim comes from: as plain data, as a picture and as a list that says the same.

Both faces show it. Of a sealed voice nothing is named, nor of whoever controls one; readers are told an
item's title only where that gives nobody away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from twosource.kernel.cases import Case
from twosource.kernel.independence import Direction
from twosource.kernel.status import Assessment, assess
from twosource.kernel.vocabulary import Basis, Stake
from twosource.kernel.why import resting_names
from twosource.kernel.witnesses import controllers, highest, interested

from .drawing import Box, drawing
from .drawing import listing as listed
from .facts import Dossier, dossiers
from .lettering import isolated, plain
from .models import Claim, Item

#: So many reports that carry the same origins, and nothing else, are drawn as one box.
FOLDED = 3
KEPT = 512  # pictures, and lists, that a process keeps


@dataclass(frozen=True)
class Provenance:
    """All about where a claim's evidence comes from.

    `words`: how much there is each way (“For it: 1 line, 5 carriers.”); `rests`: on whom everything rests,
    in a sentence, or empty. `boxes` are in an order in which what rests on something comes before it.
    """

    claim_id: int
    text: str
    status: str
    words: tuple[str, ...]
    rests: str
    boxes: tuple[Box, ...]

    @cached_property
    def folded(self) -> tuple[Box, ...]:
        """The boxes with those that carry the same drawn as one."""
        return _folded(self.boxes)

    @property
    def folds(self) -> bool:
        """Whether anything was folded."""
        return len(self.folded) < len(self.boxes)

    @cached_property
    def picture(self) -> SafeString:
        """The picture as SVG, what only carries folded; empty where there is but one box to draw."""
        return self._drawn(self.folded)

    @cached_property
    def whole_picture(self) -> SafeString:
        """The picture with every box of its own."""
        return self._drawn(self.boxes)

    def _drawn(self, boxes: tuple[Box, ...]) -> SafeString:
        return _drawing(self, boxes, get_language()) if len(boxes) > 1 else SafeString("")

    @cached_property
    def listing(self) -> SafeString:
        """The same as nested lists: what supports or denies the claim, and under each what that rests on."""
        return _listing(self, get_language())


# Every page of a story draws all of its claims anew, and they seldom change: the same values give the same picture.
@lru_cache(maxsize=KEPT)
def _drawing(told: Provenance, boxes: tuple[Box, ...], language: str | None) -> SafeString:
    return drawing(told, boxes)


@lru_cache(maxsize=KEPT)
def _listing(told: Provenance, language: str | None) -> SafeString:
    return listed(told)


def provenance(
    claim_ids: Iterable[int],
    *,
    for_readers: bool,
    as_of: datetime | None = None,
    rows: Mapping[int, Claim] | None = None,
) -> dict[int, Provenance]:
    """Where these claims' evidence comes from, by id, now or at a moment; a fixed number of queries.

    `for_readers`: titles that might give somebody away are withheld. `rows` are the claims where they have been
    read already (`reads.whole_claims`).
    """
    ids = list(dict.fromkeys(claim_ids))
    if rows is None:
        rows = {claim.pk: claim for claim in Claim.objects.whole().filter(pk__in=ids)}
    claims = {pk: rows[pk] for pk in ids if pk in rows}
    known = dossiers(claims.values(), as_of=as_of)
    return {
        pk: provenance_of(
            claims[pk],
            known[pk],
            assess(known[pk].case),
            for_readers=for_readers,
            text=words_then(claims[pk], as_of),
        )
        for pk in ids
        if pk in claims
    }


def words_then(claim: Claim, at: datetime | None) -> str:
    """The claim's words at a moment: those of the first edit that came later, or today's."""
    later = [wording for wording in claim.wordings.all() if at and wording.until > at]
    return min(later, key=lambda wording: wording.until).text if later else claim.text


def provenance_of(
    claim: Claim, facts: Dossier, found: Assessment, *, for_readers: bool, text: str = ""
) -> Provenance:
    """The same of one claim whose dossier and assessment are at hand; `text`: its words, if not today's."""
    told = _Telling(facts, found, for_readers)
    return Provenance(
        claim_id=claim.pk,
        text=plain(text or claim.text),
        status=found.status.label.say(_, ngettext),
        words=tuple(_counted(facts.case, found)),
        rests=_resting(facts, found),
        boxes=tuple(told.box(name) for name in _from_the_end(facts.case)),
    )


def title_for_readers(item: Item, facts: Dossier) -> str:
    """What readers are told an item is: its title, unless that might give somebody away.

    Withheld for the word of a sealed voice, and where it has the name of anybody who controls one.
    """
    by = list(item.by.all())
    names = {facts.readable(name) for name in facts.protected()}
    title = plain(item.title)
    if any(actor.sealed_id for actor in by):
        return _("What a source known to us told us")
    if any(actor.sealed_elsewhere for actor in by):
        return _("What a source known to another newsroom told it")
    if any(name.casefold() in title.casefold() for name in names):
        return _("An item whose title would give a source away")
    return title


class _Telling:
    """Turns the items of one case into boxes."""

    def __init__(self, facts: Dossier, found: Assessment, for_readers: bool) -> None:
        self.facts, self.case, self.found = facts, facts.case, found
        self.for_readers = for_readers
        self.protected = facts.protected()
        self.lines = _numbered(self.case, found)
        self.common = {
            name
            for side in (found.supports, found.denies)
            if len(side.evidence) > 1
            for name in side.common.items
        }
        self.gaining = {stake: interested(self.case, stake) for stake in Stake}

    def box(self, name: str) -> Box:
        item, row = self.case.items[name], self.facts.items[name]
        return Box(
            key=name,
            title=title_for_readers(row, self.facts) if self.for_readers else plain(row.title),
            who=", ".join(isolated(plain(str(actor))) for actor in row.by.all()),
            how=self._how(name),
            hand=self._hand(name),
            way=self._way(name),
            lines=self.lines.get(name, ()),
            shared=name in self.common,
            gains=self._gains(name),
            against=self._against(name),
            out=_("retracted") if item.retracted else _("set aside") if name in self.case.set_aside else "",
            via=tuple(dict.fromkeys(via for via in item.via if via != name)),
            needs_all=item.needs_all and len(set(item.via)) > 1,
        )

    def _how(self, name: str) -> str:
        item = self.case.items[name]
        if item.basis:
            return Basis(item.basis).label.say(_, ngettext)
        if item.carrier:
            return _("only carries it")
        return _("passes it on") if item.via else _("not said how they know")

    def _hand(self, name: str) -> str:
        """Who has power over the makers: two boxes under one hand are one line. Never whom a source works for."""
        by = self.case.items[name].by
        above = {top for actor in by for top in controllers(self.case.actors, actor)}
        tops = () if above & self.protected else highest(self.case.actors, above)
        return ", ".join(isolated(plain(self.facts.readable(top))) for top in tops if top not in by)

    def _gains(self, name: str) -> str:
        """That somebody behind it gains, where that agrees with what it is evidence of, or it is only behind."""
        way = self._way(name)
        return ", ".join(
            stake.label.say(_, ngettext)
            for stake in Stake
            if self._gain(name, stake) and way in ("", "supports" if stake is Stake.FOR else "denies")
        )

    def _against(self, name: str) -> str:
        """That it speaks against the interest of who says it, which makes it a good witness."""
        way = self._way(name)
        other = {"supports": Stake.AGAINST, "denies": Stake.FOR}.get(way)
        own = {"supports": Stake.FOR, "denies": Stake.AGAINST}.get(way)
        if other is None or own is None or not self._gain(name, other) or self._gain(name, own):
            return ""
        return _("against their own interest")

    def _gain(self, name: str, stake: Stake) -> bool:
        above = {top for actor in self.case.items[name].by for top in controllers(self.case.actors, actor)}
        return bool(above & self.gaining[stake]) and not above & self.protected

    def _way(self, name: str) -> str:
        return "supports" if name in self.case.supports else "denies" if name in self.case.denies else ""


def _numbered(case: Case, found: Assessment) -> dict[str, tuple[int, ...]]:
    """The numbers of the lines that pass through each item; those against go on where those for end."""
    numbers: dict[str, tuple[int, ...]] = {}
    sides = [(side, line) for side in (found.supports, found.denies) for line in side.chosen]
    for number, (side, line) in enumerate(sides, 1):
        for name in (*line.items, *_carrying(case, side.evidence, set(line.items))):
            numbers[name] = (*numbers.get(name, ()), number)
    return numbers


def _carrying(case: Case, evidence: Iterable[str], items: set[str]) -> list[str]:
    """The carriers that bring a line to the claim: they add nothing to it and are in no witness set."""
    if items & set(evidence):
        return []
    for root in evidence:
        waiting = [[root]]
        passed = {root}
        while waiting:
            way = waiting.pop()
            if way[-1] in items:
                return way[:-1]
            if case.items[way[-1]].carrier:
                fresh = [via for via in case.items[way[-1]].via if via not in passed]
                passed.update(fresh)
                waiting.extend([*way, via] for via in reversed(fresh))
    return []


def _from_the_end(case: Case) -> Iterator[str]:
    """The items of the evidence, each before those it has it from, unless they go round in a circle."""
    done: set[str] = set()
    for root in dict.fromkeys((*case.supports, *case.denies)):
        waiting = [root]
        while waiting:
            name = waiting.pop()
            if name not in done:
                done.add(name)
                yield name
                waiting.extend(reversed(case.items[name].via))


def _counted(case: Case, found: Assessment) -> Iterator[str]:
    """How many lines and how many carriers there are each way, in words."""
    for side, words in (
        (found.supports, _("For it: %(count)s.")),
        (found.denies, _("Against it: %(count)s.")),
    ):
        if side.evidence:
            parts = [_lines(side)]
            carriers = len(_carriers(case, side.evidence))
            if carriers:
                parts.append(
                    ngettext("%(n)d carrier", "%(n)d carriers", carriers) % {"n": carriers},
                )
            yield words % {"count": ", ".join(parts)}


def _lines(side: Direction) -> str:
    words = ngettext("%(n)d line", "%(n)d lines", side.lines) % {"n": side.lines}
    return _("at least %(lines)s") % {"lines": words} if side.bounded else words


def _carriers(case: Case, evidence: Iterable[str]) -> set[str]:
    """The items on the way that know nothing by themselves and have it from others."""
    reached: set[str] = set()
    waiting = list(evidence)
    while waiting:
        name = waiting.pop()
        if name not in reached and not case.items[name].retracted:
            reached.add(name)
            waiting.extend(() if case.items[name].basis else case.items[name].via)
    return {name for name in reached if case.items[name].basis is None and case.items[name].via}


def _resting(facts: Dossier, found: Assessment) -> str:
    """On whom everything rests, as the claim's sentence says it; empty where there is no one to name."""
    if len(found.supports.evidence) < 2 or found.supports.lines != 1:
        return ""
    names = resting_names(facts.case, found.supports)
    return _("Everything rests on %(names)s.") % {"names": names.say(_, ngettext)} if names else ""


def _folded(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The boxes with those folded that are evidence one way, have the same from the same, and count the same."""
    used = {via for box in boxes for via in box.via}
    alike: dict[tuple[object, ...], list[Box]] = {}
    for box in boxes:
        if box.way and box.via and box.key not in used and not box.shared:
            kind = (
                box.way,
                frozenset(box.via),
                box.needs_all,
                box.out,
                box.gains,
                box.how == _("only carries it"),
            )
            alike.setdefault(kind, []).append(box)
    folds = {group[0].key: group for group in alike.values() if len(group) >= FOLDED}
    inside = {box.key for group in folds.values() for box in group}
    return tuple(
        _fold(folds[box.key]) if box.key in folds else box
        for box in boxes
        if box.key in folds or box.key not in inside
    )


def _fold(group: Sequence[Box]) -> Box:
    count = len(group)
    return replace(
        group[0],
        title=ngettext("%(n)d carrier", "%(n)d carriers", count) % {"n": count},
        who=", ".join(dict.fromkeys(box.who for box in group if box.who)),
        how="",
        hand="",
        lines=tuple(sorted({number for box in group for number in box.lines})),
        members=tuple(group),
    )
