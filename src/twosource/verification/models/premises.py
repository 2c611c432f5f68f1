"""Claims that rest on claims."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .claims import Claim

USER = settings.AUTH_USER_MODEL


class Premise(models.Model):
    """`claim` rests on `premise`, from when that was put on record until it was taken back.

    `status` is how the premise stood when it was put on record.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="premises")
    premise = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="bears")
    status = models.CharField(max_length=16)
    since = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "premise"], condition=models.Q(ended_at=None), name="a_premise_once_a_claim"
            ),
            models.CheckConstraint(
                condition=~models.Q(claim=models.F("premise")), name="no_claim_bears_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} rests on {self.premise_id}"
