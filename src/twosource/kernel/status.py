"""Where a claim stands: the grades of both directions, two people's signatures, and the table.

The same function answers the desk, the gate, the reader's page and `twosource assess`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from twosource.kernel.cases import Case, CaseId, Check, Seen, SeenSide
from twosource.kernel.independence import Direction, Side
from twosource.kernel.vocabulary import Grade, Stake, Status, Verdict
from twosource.kernel.why import explain
from twosource.kernel.witnesses import Witnesses
from twosource.kernel.words import Phrase

_0, _I, _1, _2 = Grade.NOTHING, Grade.INTERESTED, Grade.ONE, Grade.TWO

#: Supports' grade, then denials' grade: the status while nothing is signed.
TABLE: dict[Grade, dict[Grade, Status]] = {
    _0: {_0: Status.NONE, _I: Status.DENIED, _1: Status.DENIED, _2: Status.DISPUTED},
    _I: {_0: Status.ASSERTED, _I: Status.DENIED, _1: Status.DISPUTED, _2: Status.DISPUTED},
    _1: {_0: Status.ASSERTED, _I: Status.DENIED, _1: Status.DISPUTED, _2: Status.DISPUTED},
    _2: {_0: Status.CORROBORATED, _I: Status.CORROBORATED, _1: Status.DISPUTED, _2: Status.DISPUTED},
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer about one claim.

    `signed` is the verdict two people signed, when the status rests on it; `signers` are those two, first
    and second. `why` says in one or a few sentences, for readers, why the status is what it is; it names no
    sealed voice. `bounded`: a limit on the search was met, and a count may be too low.
    """

    id: CaseId
    status: Status
    supports: Direction
    denies: Direction
    signed: Verdict | None
    why: Phrase
    signers: tuple[str, ...] = ()
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """The witness sets for and against, which are most of the work: made once, they answer every question."""

    ours: Side
    theirs: Side


def sides_of(case: Case) -> Sides:
    """Both sides of a case; what they answer holds while its checks change, and for nothing else of it."""
    witnesses = Witnesses(case)
    return Sides(Side(case, witnesses, Stake.FOR), Side(case, witnesses, Stake.AGAINST))


def assess(case: Case, sides: Sides | None = None) -> Assessment:
    """The status of a claim as its evidence and checks stand in this case; `sides` are its own, if at hand."""
    sides = sides or sides_of(case)
    ours, theirs = sides.ours, sides.theirs
    supports, denies = ours.direction(), theirs.direction()
    signature = signed([check for check in case.checks if _stands(check, ours, theirs)], not_by=barred(case))
    status = status_of(supports.grade, denies.grade, signature[0] if signature else None, case.withdrawn)
    verdict, signers = signature if signature and status in _RESTING[signature[0]] else (None, ())
    return Assessment(
        id=case.id,
        status=status,
        supports=supports,
        denies=denies,
        signed=verdict,
        why=explain(case, status, supports, denies),
        signers=signers,
        bounded=supports.bounded or denies.bounded,
    )


def status_of(supports: Grade, denies: Grade, verdict: Verdict | None, withdrawn: bool = False) -> Status:
    """The status table. `verdict` is what two people have signed, if anything.

    A bare denial by the accused is interested, so it never lowers what is corroborated.
    """
    if withdrawn:
        return Status.WITHDRAWN
    status = TABLE[supports][denies]
    if verdict is Verdict.STANDS and status is Status.CORROBORATED:
        return Status.CONFIRMED
    if verdict is Verdict.REFUTED and denies is _2 and supports in (_0, _I):
        return Status.REFUTED
    if verdict is Verdict.UNVERIFIABLE and status in (Status.ASSERTED, Status.DENIED):
        return Status.UNVERIFIABLE
    return status


def signed(checks: Sequence[Check], not_by: Iterable[str]) -> tuple[Verdict, tuple[str, str]] | None:
    """The verdict two different people have signed last, and those two; none when there is no such pair.

    `checks` are in the order of signing. The second must not be in `not_by` (those who collected the evidence
    or wrote the story). Who signs another verdict later has taken the earlier one back.
    """
    barred = set(not_by)
    last = {check.by: check.verdict for check in checks}
    standing = [check for check in checks if last[check.by] == check.verdict]
    for place in reversed(range(len(standing))):
        second = standing[place]
        if second.by in barred:
            continue
        for first in standing[:place]:
            if first.verdict == second.verdict and first.by != second.by:
                return Verdict(second.verdict), (first.by, second.by)
    return None


def barred(case: Case) -> set[str]:
    """Who may not be the second to sign: those who collected the evidence or wrote the story."""
    return {*case.collected_by, *case.written_by}


def seen(case: Case) -> Seen:
    """What somebody who signs a check of this case now has seen, to be kept with the check."""
    sides = sides_of(case)
    return Seen(_seen_side(sides.ours), _seen_side(sides.theirs))


def plain_seen(what: Seen) -> dict[str, object]:
    """A `Seen` as JSON values; `reading.read_seen` is the way back."""
    return asdict(what)


def standing_checks(case: Case, sides: Sides | None = None) -> tuple[Check, ...]:
    """The checks that still live.

    More support does not end one. A retraction, a control or common-origin link that breaks the independence
    of what it saw, or a new disinterested denial does; for a signed refutation the same with the directions
    exchanged; and a signed “cannot be verified” lapses with any new evidence.
    """
    sides = sides or sides_of(case)
    return tuple(check for check in case.checks if _stands(check, sides.ours, sides.theirs))


_RESTING = {
    Verdict.STANDS: (Status.CONFIRMED,),
    Verdict.REFUTED: (Status.REFUTED,),
    Verdict.UNVERIFIABLE: (Status.UNVERIFIABLE,),
}


def _seen_side(side: Side) -> SeenSide:
    return SeenSide(
        lines=tuple(line.items for line in side.direction().chosen),
        evidence=side.evidence,
        disinterested=side.disinterested,
        conclusive=side.conclusive,
    )


def _stands(check: Check, ours: Side, theirs: Side) -> bool:
    if check.seen is None:
        return True
    pairs = [(check.seen.supports, ours), (check.seen.denies, theirs)]
    if check.verdict == Verdict.UNVERIFIABLE:
        return all(set(now.evidence) <= set(before.evidence) for before, now in pairs)
    (before, now), (other_before, other_now) = pairs if check.verdict == Verdict.STANDS else reversed(pairs)
    return (
        set(before.conclusive) <= set(now.conclusive)
        and set(other_now.disinterested) <= set(other_before.disinterested)
        and now.still_holds(before.lines)
    )
