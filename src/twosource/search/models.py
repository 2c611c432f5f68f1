"""The words of each published story, what it is filed under, and which of that changed last."""

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


class Filing(models.Model):
    """What a story in the index may be narrowed down by; `marks` are words such as `topic/12` (see `filing.py`).

    A small row beside the document, so that all of them are read at once. `made_as` is the analyser and the
    language by which the story's words became terms: others than today's are to be made anew. Triggers on this
    table note every change of it in `Change`: a migration that rebuilds it on SQLite must make them again.
    """

    story = models.OneToOneField(
        "stories.StoryPage", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    marks = models.TextField(blank=True)
    made_as = models.CharField(max_length=40, db_index=True)

    def __str__(self) -> str:
        return f"{self.story_id}: {self.marks}"


class Change(models.Model):
    """A filing that came, changed or went, written by the database itself, in the order of commits.

    By `token`, which is drawn by chance, a process knows that what it read up to there has really happened.
    """

    number = models.BigAutoField(primary_key=True)
    token = models.BigIntegerField()
    story_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.number}: {self.story_id}"
