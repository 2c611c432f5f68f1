"""The words of each published story, as they are looked through and quoted from."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """A story's words as readers see them. The index over them is each database's own: see `engines.py`.

    On SQLite a trigger on this table keeps the index in step when a row goes: a migration that rebuilds the
    table must make the trigger again.
    """

    story = models.OneToOneField(
        "stories.StoryPage", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    headline = models.TextField()
    filed = models.TextField(blank=True)
    body = models.TextField(blank=True)
    indexed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.headline
