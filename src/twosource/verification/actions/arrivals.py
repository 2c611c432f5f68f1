"""Rows that were put on record by another newsroom, brought in as they were there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction

from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.sources.actions import admit_sealed

from ..alike import index_claim
from ..models import Actor, Claim
from ..settling import claims_with_voices, settle

ROOM = "verification"


@transaction.atomic
def bring_in_rows(*, rows: Sequence[models.Model], by: User) -> None:
    """Keep rows of this room with the moments and people they came with. The caller has made sure of them.

    Nothing is settled and no fact recorded: that is done once for all of them, by `settle_arrivals` and by who
    brings them in (`ledger.recounting`).
    """
    demand_staff(by)
    for kind in dict.fromkeys(type(row) for row in rows):
        if kind._meta.app_label != ROOM:
            raise TypeError(f"{kind.__name__} is kept by another room")
        kind._default_manager.bulk_create([row for row in rows if type(row) is kind])


@transaction.atomic
def sealed_elsewhere(*, token: str, by: User, **columns: Any) -> Actor:
    """The row, still to be kept, of a voice that another newsroom sealed, by what it told us in its stead."""
    demand_staff(by)
    source = admit_sealed(token=token)
    return Actor(name=source.codename, sealed=source, sealed_elsewhere=True, **columns)


@transaction.atomic
def tie_claims(*, about: Mapping[int, int], by: User) -> None:
    """Say of claims that were brought in what they are about: they could not be before all were here."""
    demand_staff(by)
    rows = [Claim(pk=claim, about_id=said) for claim, said in about.items()]
    Claim.objects.bulk_update(rows, ["about"], batch_size=200)


@transaction.atomic
def settle_arrivals(*, claim_ids: Iterable[int], by: User) -> None:
    """Settle claims after rows were brought in, and have their words found when somebody opens one alike.

    A status that is another than before becomes a fact of now.
    """
    demand_staff(by)
    ids = list(claim_ids)
    for claim in Claim.objects.filter(pk__in=ids):
        index_claim(claim)
    settle(ids, by=by)


def touched_by_control(actor_ids: Iterable[int]) -> set[int]:
    """The claims a new control link above these voices may touch."""
    ids = list(actor_ids)
    return claims_with_voices(ids) if ids else set()
