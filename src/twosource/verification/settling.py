"""Settling: after anything changed, what the kernel now says of the claims it touched, kept with each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twosource.kernel.independence import Direction, Line
from twosource.kernel.status import assess, sides_of
from twosource.kernel.status import standing_checks as living
from twosource.ledger.actions import record
from twosource.people.models import User

from .events import StatusChanged
from .facts import Dossier, dossier
from .graph import claims_resting_on, claims_with_voices
from .models import Check, Claim
from .provenance import title_for_readers
from .reads import kept

__all__ = ["claims_resting_on", "claims_with_voices", "settle", "standing_checks"]


def settle(claim_ids: Iterable[int], *, by: User | None) -> None:
    """Assess these claims anew and keep the answer; a status that changed becomes a fact.

    Each is locked first, so that of two people who add evidence at once the second sees what the first did.
    """
    locked = Claim.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    for claim in locked.whole().filter(pk__in=set(claim_ids)):
        told = assessed(dossier(claim))
        before, after = claim.status, told["status"]
        claim.status, claim.assessment = after, told
        claim.save(update_fields=["status", "assessment"])
        if before != after:
            record(StatusChanged(claim.pk, before, after), by=by)


def assessed(facts: Dossier) -> dict[str, Any]:
    """The kernel's assessment as JSON, with the lines in words readers may see."""
    sides = sides_of(facts.case)
    answer = assess(facts.case, sides)
    standing = {(check.by, check.at) for check in living(facts.case, sides)}
    return {
        "status": str(answer.status),
        "signed": str(answer.signed) if answer.signed else None,
        "why": kept(answer.why),
        "bounded": answer.bounded,
        "supports": _side(answer.supports, facts),
        "denies": _side(answer.denies, facts),
        "standing": [row.pk for row in facts.checks if (facts.human_key(row.human_id), row.at) in standing],
    }


def _side(side: Direction, facts: Dossier) -> dict[str, Any]:
    protected = facts.protected()
    names = [facts.readable(name) for name in side.common.actors if name not in protected]
    return {
        "lines": side.lines,
        "grade": str(side.grade),
        "chosen": [line.tokens for line in side.chosen],
        "rests_on": list(dict.fromkeys(names)),
        "in_words": [_line(line, facts) for line in side.chosen],
    }


def _line(line: Line, facts: Dossier) -> dict[str, Any]:
    """A line by the item it begins with: the one that can know."""
    items = [facts.items[name] for name in line.items]
    knowing = [item for item in items if item.basis] or items
    words = "; ".join(dict.fromkeys(title_for_readers(item, facts) for item in knowing))
    return {"words": words, "basis": knowing[0].basis if knowing else "", "interested": line.interested}


def standing_checks(claim: Claim) -> list[Check]:
    """The checks of a claim that still live."""
    facts = dossier(claim)
    alive = {(check.by, check.at) for check in living(facts.case)}
    return [row for row in facts.checks if (facts.human_key(row.human_id), row.at) in alive]
