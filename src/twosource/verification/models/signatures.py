"""What people have signed with their name."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from twosource.people.models import Human

from .claims import Claim
from .items import Item

USER = settings.AUTH_USER_MODEL


class Authentication(models.Model):
    """One person's word that a record is what it says it is. Two people make it conclusive."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="authentications")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "human"], name="authenticated_once_a_human")]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.human_id}"


class Check(models.Model):
    """One person's signed verdict. It lives as long as the witness sets it saw stand (kernel.history)."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="checks")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16)
    method = models.CharField(max_length=500)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.by_id}"
