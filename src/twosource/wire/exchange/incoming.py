"""Claims into this newsroom: everything or nothing, as facts of the past, and nobody here signs by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from twosource.ledger.actions import record
from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.verification.actions.arrivals import settle_arrivals, touched_by_control

from ..events import ClaimArrived, ClaimsBroughtIn
from ..formats.claims_schema import KINDS
from .looking import look_over
from .naming import in_batches
from .outgoing import Progress, nobody_watches
from .stack import Source, Stack
from .world import World
from .writing import Writer

SETTLED_AT_ONCE = 100


@dataclass(frozen=True)
class Brought:
    """What an import did, or would do: how many records of each kind are new and how many were here.

    `met`: how many voices turned out to be voices that were here. `retold`: ids of records that came before and
    are told otherwise now; what is here stayed as it is. `otherwise`: new claims that stand otherwise here than
    the file says, as (number here, status there, status here): who controls a sealed source is not told.
    """

    new: dict[str, int]
    known: dict[str, int]
    met: int = 0
    retold: list[str] = field(default_factory=list)
    otherwise: list[tuple[int, str, str]] = field(default_factory=list)


def bring_in(
    sources: Iterable[Source], *, by: User, dry_run: bool = False, progress: Progress = nobody_watches
) -> Brought:
    """Put on record what these files tell, all of it or nothing; the same again adds nothing.

    Everything keeps the moment at which it happened and the people who did it, who become humans here without a
    log-in; no file signs for anybody of this newsroom. What is here is never changed: of a record that is here
    already nothing is taken, and power over a voice that was here is put on record now, by `by`, so that what was
    shown before stays as it was shown. Statuses are settled once, at the end. `dry_run` undoes all of it.

    Raises: BadExchange with every problem (file, line, field, value, what is allowed); NotYourRole.
    """
    demand_staff(by)
    stack = Stack()
    try:
        for source in sources:
            stack.add(source)
        stack.complaints.demand_none()
        with transaction.atomic():
            brought = _bring_in(stack, by, progress)
            if dry_run:
                transaction.set_rollback(True)
        return brought
    finally:
        stack.close()


def _bring_in(stack: Stack, by: User, progress: Progress) -> Brought:
    world = World(stack)
    look_over(stack, world, progress)
    stack.complaints.demand_none()
    new = {kind: len(world.new[kind]) for kind in KINDS}
    known = {kind: len(stack.spots[kind]) - new[kind] for kind in KINDS}
    if not any(new.values()):
        return Brought(new, known, retold=world.retold)
    writer = Writer(stack, world, by, progress)
    writer.write()
    claims = [world.here["claim"][name] for name in stack.spots["claim"] if name in world.new["claim"]]
    _settle([*claims, *sorted(touched_by_control(writer.met_with_power) - set(claims))], by, progress)
    _record(stack, world, by, claims)
    return Brought(new, known, len(writer.met), world.retold, writer.otherwise(claims))


def _settle(claims: Sequence[int], by: User, progress: Progress) -> None:
    done = 0
    for batch in in_batches(claims, SETTLED_AT_ONCE):
        settle_arrivals(claim_ids=batch, by=by)
        done += len(batch)
        progress("settling", done, len(claims))


def _record(stack: Stack, world: World, by: User, claims: Sequence[int]) -> None:
    names = {copy.header.newsroom: copy.header.name for copy in stack.copies if copy.header}
    for name in stack.spots["claim"]:
        if name in world.new["claim"]:
            newsroom = names.get(name.partition(":")[0]) or "another newsroom"
            record(ClaimArrived(world.here["claim"][name], newsroom[:200], name), by=by)
    files = [copy.sha256 for copy in stack.copies]
    record(ClaimsBroughtIn(world.own, len(claims), len(world.new["item"]), files), by=by)
