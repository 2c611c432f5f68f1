"""What a claim rests on among claims, and which claims rest on it."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.verification.models import Claim

from ..forms.deed import Deed
from ..forms.premises import NoLongerRestOn
from ..screen import StatusWord, status_word


@dataclass(frozen=True, slots=True)
class GroundRow:
    """A claim on the other end of a link, and the deed that takes the link back (where it is this claim's)."""

    claim: Claim
    status: StatusWord
    end: Deed | None


@dataclass(frozen=True, slots=True)
class Ground:
    rests_on: tuple[GroundRow, ...]
    bears: tuple[GroundRow, ...]


def ground(claim: Claim, make: object) -> Ground:
    """The links that stand, each way; `make.deed` makes the deeds of the screen."""
    below = claim.premises.filter(ended_at=None).select_related("premise")
    above = claim.bears.filter(ended_at=None).select_related("claim")
    return Ground(
        tuple(
            GroundRow(link.premise, status_word(link.premise.status), make.deed(NoLongerRestOn, link.pk))  # type: ignore[attr-defined]
            for link in below
        ),
        tuple(GroundRow(link.claim, status_word(link.claim.status), None) for link in above),
    )
