"""All claims, found by status and words."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from twosource.verification.models import Claim

WORDS = 8  # more words than these in a search are left out


def claim_list(status: str, words: str) -> QuerySet[Claim]:
    """Claims of this status (empty: any) that have every one of these words, newest first."""
    found = Claim.objects.select_related("speaker").order_by("-pk")
    if status:
        found = found.filter(status=status)
    for word in words.split()[:WORDS]:
        found = found.filter(Q(text__icontains=word) | Q(speaker__name__icontains=word, speaker__sealed=None))
    return found
