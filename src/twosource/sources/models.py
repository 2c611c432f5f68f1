"""The sealed room: who told us, known to two named editors and to nobody else."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from twosource.ledger.clock import now


class SealedSource(models.Model):
    """A person whose name is kept sealed.

    `codename` is what the desk says; `token` is equal exactly when the person is the same (a keyed hash);
    `sealed_name` is the name, encrypted with the newsroom's sealed key. Nothing else here can name anyone.
    """

    codename = models.CharField(max_length=60, unique=True)
    token = models.CharField(max_length=64, unique=True)
    sealed_name = models.BinaryField()
    readers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    sealed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.codename


class SealedView(models.Model):
    """Each time a sealed name was read: by whom, when, and why."""

    source = models.ForeignKey(SealedSource, on_delete=models.PROTECT, related_name="views")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.by_id} read {self.source_id}"


class SealedChange(models.Model):
    """One of the two editors gave way to another, at the word of the one who stayed."""

    source = models.ForeignKey(SealedSource, on_delete=models.PROTECT, related_name="changes")
    left = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    came = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.came_id} for {self.left_id} at {self.source_id}"


class SealedAttempt(models.Model):
    """Somebody who may not read a sealed name came upon it: asked to see it, or sealed the same person again."""

    source = models.ForeignKey(SealedSource, on_delete=models.PROTECT, related_name="attempts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    what = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.by_id} {self.what} {self.source_id}"
