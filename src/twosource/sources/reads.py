"""The one question about sealed sources that can be answered without naming anybody."""

from __future__ import annotations

from collections.abc import Iterable

from .models import SealedSource
from .tokens import token_of


def same_people(names: Iterable[str], source_ids: Iterable[int]) -> set[str]:
    """Those of these names that are the names of these sealed sources, compared by keyed hash.

    Who asks knew the names already, and learns of each only whether it is one of these. One query.
    """
    tokens = set(SealedSource.objects.filter(pk__in=list(source_ids)).values_list("token", flat=True))
    return {name for name in names if name.strip() and token_of(name) in tokens} if tokens else set()
