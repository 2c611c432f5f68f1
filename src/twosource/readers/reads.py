"""What other rooms may ask about readers."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Reader


def names(user_ids: Iterable[int]) -> dict[int, str]:
    """What these accounts are called under what they write, in one query; without those that have no name here."""
    return dict(Reader.objects.filter(user__in=list(user_ids)).values_list("user_id", "name"))
