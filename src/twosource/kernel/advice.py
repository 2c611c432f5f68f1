"""What would confirm a claim: the rules of checking read backwards from where it stands.

It says what is missing, on whom it must not rest, and what of that is on record already and only wants a
word: a record to be authenticated, an account that does not say how its makers know. Whoever follows all of
it has a confirmed claim, by the same rules; whoever brings one more line through the bodies named has no line
more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from twosource.kernel.cases import Case
from twosource.kernel.independence import Line as Common
from twosource.kernel.independence import Side
from twosource.kernel.status import Assessment, Sides, barred, sides_of, signed, standing_checks
from twosource.kernel.vocabulary import Grade, Stake, Verdict
from twosource.kernel.witnesses import ANON, EVIDENCE, SIDES, WITHHELD, Token, Witnesses, highest, interested

#: How an item's makers know when it is something that two people can authenticate.
RECORDS = ("recorded", "document", "measured")


@dataclass(frozen=True, slots=True)
class Line:
    """What the next line must be.

    `disinterested`: it must not come through anybody who gains. `apart_from`: actors on whom it must not
    rest, nor on anybody they control: with one of them in it there would be no line more; those who control
    others of them stand for those. `not_through`: the same of items. `not_anonymous`: one more voice unknown
    to us would be the same voice. `rather_not`: where nobody is in everything, the actors of one line that
    there is: one that meets none of them counts.
    """

    disinterested: bool = False
    apart_from: tuple[str, ...] = ()
    not_through: tuple[str, ...] = ()
    not_anonymous: bool = False
    rather_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What a claim needs to be confirmed.

    `lines`: how many more lines (0, 1 or 2), `line` what the next must be. Instead of lines will do: any one
    of `records` (evidence) once two people have authenticated it. `unstated`: items that would give a line
    more if they said how they know, and by that alone. `denials`: evidence that must be retracted or set
    aside, all of it. `signatures`: how many are missing (0, 1 or 2); the last of them may not be by anybody
    in `not_by`, and `signed_by` have signed that it stands already.
    """

    lines: int
    line: Line
    records: tuple[str, ...]
    unstated: tuple[str, ...]
    denials: tuple[str, ...]
    signatures: int
    signed_by: tuple[str, ...]
    not_by: tuple[str, ...]


def advise(case: Case, found: Assessment, sides: Sides | None = None) -> Advice | None:
    """What would confirm this claim, of which `found` is the assessment; None when it was withdrawn."""
    if case.withdrawn:
        return None
    sides = sides or sides_of(case)
    side = sides.ours
    there, common = side.that_can_be_joined()
    enough = found.supports.grade is Grade.TWO
    missing, by = _signatures(case, sides)
    return Advice(
        lines=0 if enough else 1 if there else 2,
        line=Line() if enough else _line(side, there, common),
        records=() if enough else _records(case, side.evidence),
        unstated=() if enough else _unstated(side, there),
        denials=tuple(dict.fromkeys((*found.denies.conclusive, *found.denies.disinterested))),
        signatures=missing,
        signed_by=by,
        not_by=tuple(sorted(barred(case))),
    )


def _line(side: Side, there: Sequence[int], common: Common) -> Line:
    """What every line there is has in common is what another must do without."""
    case = side.witnesses.case
    mark = side.witnesses.bits[SIDES[Stake.FOR]]
    interested_only = all(one & mark for one in there)
    gaining = sorted(interested(case, Stake.FOR)) if there and interested_only else ()
    return Line(
        disinterested=interested_only,
        apart_from=highest(case.actors, (*common.actors, *gaining)),
        not_through=common.items,
        not_anonymous=ANON.name in common.marks,
        rather_not=side.line(there[0]).actors if there and not common.tokens else (),
    )


def _records(case: Case, evidence: Iterable[str]) -> tuple[str, ...]:
    """The evidence, or what carries bring of it, that would settle the claim once it is authenticated."""
    found: dict[str, None] = {}
    waiting = list(evidence)
    passed = set(waiting)
    for name in waiting:
        item = case.items[name]
        if item.basis in RECORDS and not item.retracted:
            found[name] = None
        elif item.carrier and not item.retracted and (len(item.via) == 1 or not item.needs_all):
            fresh = [via for via in item.via if via not in passed]
            passed.update(fresh)
            waiting.extend(fresh)
    return tuple(found)


def _unstated(side: Side, there: Sequence[int]) -> tuple[str, ...]:
    """The items of unknown origin that would give one line more if their makers said how they know.

    A line more is a way from the evidence to such an item that meets nothing of some line there is, nor a
    voice whose control is kept from us; where there is no line at all, any way.
    """
    witnesses = side.witnesses
    case = witnesses.case
    silent = [name for name in witnesses.reached if _is_silent(case, name)]
    found: set[str] = set()
    kept_back = witnesses.bits[WITHHELD]
    for one in [one | kept_back for one in there] if side.sets else [0]:
        if not set(silent) <= found:
            found |= _reachable(witnesses, side.evidence, one)
    return tuple(name for name in case.items if name in found and name in silent)


def _is_silent(case: Case, name: str) -> bool:
    item = case.items[name]
    return item.basis is None and not item.via and not item.carrier and not item.retracted


def _reachable(witnesses: Witnesses, evidence: Iterable[str], line: int) -> set[str]:
    """Every item to which a way leads from the evidence that has nothing in common with this line."""
    avoiding = line
    if line & witnesses.bits[SIDES[Stake.FOR]]:
        avoiding |= witnesses.mask_of_actors(interested(witnesses.case, Stake.FOR))
    items, knowing = witnesses.case.items, witnesses.knowing(avoiding)
    roots = [name for name in evidence if not witnesses.bits.get(Token(name, EVIDENCE), 0) & line]
    found: set[str] = set()
    waiting = [name for name in roots if not witnesses.footprints[name] & avoiding]
    while waiting:
        name = waiting.pop()
        found.add(name)
        item = items[name]
        if item.basis is not None or item.retracted:
            continue
        for via in item.via:
            others = {other for other in item.via if other != via} if item.needs_all else set()
            if via not in found and not witnesses.footprints[via] & avoiding and others <= knowing:
                waiting.append(via)
    return found


def _signatures(case: Case, sides: Sides) -> tuple[int, tuple[str, ...]]:
    """How many signatures that it stands are missing, and who has given one that counts."""
    checks = standing_checks(case, sides)
    pair = signed(checks, not_by=barred(case))
    if pair and pair[0] is Verdict.STANDS:
        return 0, pair[1]
    last = {check.by: check.verdict for check in checks}
    by = tuple(name for name, verdict in last.items() if verdict == Verdict.STANDS)
    return (1 if by else 2), by
