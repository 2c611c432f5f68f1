"""Readers who have an account: what they are called here, what they were called, and how often strangers tried."""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.db import models

from .looks import look_of


def name_key(name: str) -> str:
    """The one spelling of a display name under which it is taken: case, form and spaces do not make another."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Reader(models.Model):
    """An account’s name under what it writes. Staff who write as readers have one too.

    `look` is the name as eyes see it: names that only look alike have the same. `unproved_since` is set until a
    mailbox has proved the address; until then nobody can come in. `renamed_at` is when the name was changed last.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reader")
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    look = models.CharField(max_length=240, db_index=True, default="", blank=True)
    joined_at = models.DateTimeField()
    unproved_since = models.DateTimeField(null=True, db_index=True)
    renamed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.look = self.look or look_of(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class FormerName(models.Model):
    """A name a reader gave up: nobody else has it, or one that looks like it, before `free_at`."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="former_names")
    key = models.CharField(max_length=120, db_index=True)
    look = models.CharField(max_length=240, db_index=True)
    free_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["free_at"]

    def __str__(self) -> str:
        return self.key


class Attempt(models.Model):
    """The table of Django's cache in the database in which attempts are counted, for all processes together.

    Nothing reads or writes it but that cache (`limits.py`); it is here so that a migration makes it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "readers_attempt"

    def __str__(self) -> str:
        return self.cache_key
