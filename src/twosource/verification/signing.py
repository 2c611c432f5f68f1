"""Who may sign: the rule once, for one claim about to be signed and for a whole queue that waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from twosource.people.models import User

from .models import Check, Evidence, Writer
from .refusals import CheckedAlready, CheckerIsCollector, CheckerIsWriter, SecondCheckRefused


@dataclass(frozen=True, slots=True)
class Signature:
    """A check, as far as the rule asks: its row, whose it is, what it says."""

    check_id: int
    human_id: int
    verdict: str


def refusal_of(
    standing: Sequence[Signature],
    verdict: str,
    human_id: int,
    *,
    collected: Callable[[], bool],
    wrote: Callable[[], bool],
) -> SecondCheckRefused | None:
    """Why this human may not sign this verdict beside the checks that stand, oldest first; None when they may.

    The first check may be anyone's; `collected` and `wrote` are asked only for a second one.
    """
    # Who signed another verdict since has taken the earlier one back.
    last = {check.human_id: check.check_id for check in standing}
    alike = [one for one in standing if one.verdict == verdict and one.check_id == last[one.human_id]]
    if any(check.human_id == human_id for check in alike):
        return CheckedAlready(_("You signed the first check. The second must be someone else’s."))
    if not alike:
        return None
    if collected():
        return CheckerIsCollector(_("You collected this evidence. The second check must be someone else’s."))
    if wrote():
        return CheckerIsWriter(
            _("You wrote words that carry this claim. The second check must be someone else’s.")
        )
    return None


def signatures(standing: Mapping[int, Iterable[int]]) -> dict[int, list[Signature]]:
    """The checks of these claims that stand, oldest first. `standing` is what settling kept: claim → checks."""
    alive = {check_id for ids in standing.values() for check_id in ids}
    found: dict[int, list[Signature]] = {claim_id: [] for claim_id in standing}
    rows = Check.objects.filter(claim__in=list(standing)).order_by("at", "pk")
    for pk, claim_id, human_id, verdict in rows.values_list("pk", "claim_id", "human_id", "verdict"):
        if pk in alive:
            found[claim_id].append(Signature(pk, human_id, verdict))
    return found


def sign_refusals(
    signed: Mapping[int, Sequence[Signature]], verdict: str, by: User
) -> dict[int, SecondCheckRefused]:
    """For each of these claims this person may not sign, why; `signed` are their `signatures`. Two queries."""
    waiting = [claim_id for claim_id, checks in signed.items() if checks]
    theirs = Q(item__collected_by__human=by.human_id) | Q(attached_by__human=by.human_id)
    collected = set(Evidence.objects.filter(theirs, claim__in=waiting).values_list("claim_id", flat=True))
    wrote = set(
        Writer.objects.filter(claim__in=waiting, human_id=by.human_id).values_list("claim_id", flat=True)
    )
    found = {}
    for claim_id in waiting:
        refusal = refusal_of(
            signed[claim_id],
            verdict,
            by.human_id,
            collected=lambda claim_id=claim_id: claim_id in collected,  # type: ignore[misc]
            wrote=lambda claim_id=claim_id: claim_id in wrote,  # type: ignore[misc]
        )
        if refusal is not None:
            found[claim_id] = refusal
    return found
