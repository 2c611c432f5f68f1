"""Readers who have an account: what they are called here."""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.db import models


def name_key(name: str) -> str:
    """The one spelling of a display name under which it is taken: case, form and spaces do not make another."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Reader(models.Model):
    """An account’s name under what it writes. Staff who write as readers have one too."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reader")
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
