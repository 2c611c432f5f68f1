"""The append-only record of facts, and what is still to be told of them."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AppendOnly(models.QuerySet["Entry"]):
    """A record of what happened is neither changed nor thrown away."""

    def update(self, **_: Any) -> NoReturn:
        raise TypeError("The ledger is append-only: record another fact instead of changing one.")

    def delete(self) -> NoReturn:
        raise TypeError("The ledger is append-only: nothing in it is deleted.")


class Entry(models.Model):
    """One fact: what happened (`kind`, `payload`), to what (`subject`), when, and by whom."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("The ledger is append-only: record another fact instead of changing one.")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("The ledger is append-only: nothing in it is deleted.")


class Delivery(models.Model):
    """A fact one handler is still to hear (`done_at` empty) or has heard."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=160)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="one_delivery_a_handler")]
        indexes = [
            models.Index(fields=["id"], name="delivery_pending", condition=models.Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.entry_id}"
