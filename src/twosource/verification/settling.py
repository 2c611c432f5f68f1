"""Settling: after anything changed, what the kernel now says of the claims it touched, kept with each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twosource.kernel.independence import Direction, Line
from twosource.kernel.status import assess
from twosource.ledger.actions import record_all
from twosource.people.models import User

from .events import StatusChanged, SupportChanged
from .facts import Dossier, dossier
from .graph import Graph, claims_resting_on, claims_with_voices
from .models import Check, Claim
from .provenance import title_for_readers
from .reads import kept

__all__ = ["claims_resting_on", "claims_with_voices", "settle", "standing_checks"]


def settle(claim_ids: Iterable[int], *, by: User | None) -> None:
    """Assess these claims anew and keep the answer; a status that changed becomes a fact.

    Each is locked first, so that of two people who add evidence at once the second sees what the first did.
    """
    locked = Claim.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    claims = list(locked.whole().filter(pk__in=set(claim_ids)))
    graph = Graph.around(claims)
    moved: list[StatusChanged | SupportChanged] = []
    for claim in claims:
        told = assessed(dossier(claim, graph=graph))
        before, support, is_first = claim.status, _support(claim.assessment), not claim.assessment
        claim.status, claim.assessment = told["status"], told
        if before != claim.status:
            moved.append(StatusChanged(claim.pk, before, claim.status))
        elif support != _support(told) and not is_first:
            moved.append(SupportChanged(claim.pk, support, _support(told)))
    Claim.objects.bulk_update(claims, ["status", "assessment"], batch_size=200)
    record_all(moved, by=by)


def _support(told: dict[str, Any]) -> str:
    """What the gate asks of a claim beside its status: how many lines, and whether all are interested."""
    side = told.get("supports", {})
    return f"{side.get('lines', 0)}{' i' if side.get('grade') == 'i' else ''}"


def assessed(facts: Dossier) -> dict[str, Any]:
    """The kernel's assessment as JSON, with the lines in words readers may see."""
    answer = assess(facts.case)
    # The fold has let go of every check that fell.
    standing = {(check.by, check.at) for check in facts.case.checks}
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
    alive = {(check.by, check.at) for check in facts.case.checks}
    return [row for row in facts.checks if (facts.human_key(row.human_id), row.at) in alive]
