"""Requests for comment that another newsroom put on record, brought in as they were there."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models, transaction

from twosource.people.models import User
from twosource.people.reads import demand_staff

ROOM = "replies"


@transaction.atomic
def bring_in_rows(*, rows: Sequence[models.Model], by: User) -> None:
    """Keep rows of this room with the moments and people they came with. The caller has made sure of them.

    No fact is recorded: who brings them in recounts what happened (`ledger.recounting`).
    """
    demand_staff(by)
    for kind in dict.fromkeys(type(row) for row in rows):
        if kind._meta.app_label != ROOM:
            raise TypeError(f"{kind.__name__} is kept by another room")
        kind._default_manager.bulk_create([row for row in rows if type(row) is kind])
