"""What stands in which list, in the order readers page through it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .pages import StoryPage


class Shelf(models.Model):
    """A list of stories that readers page through, and how many stand on it.

    `name` is what facts and pages call it: `paper`, `section:5`, `topic:3`, `tag:9`, `byline:4`,
    `day:2026-11-26` (a day of the paper's own zone), `both:5:3` (of section 5 and topic 3).
    """

    name = models.CharField(max_length=40, unique=True)
    stories = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} ({self.stories})"


class Shelved(models.Model):
    """A story on one shelf: `at` its first publication, `until` the end it was given.

    It says again what the story says, so that a list is read from one index however long it is; it is rewritten
    whenever the story is saved, and has no history of its own.
    """

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="rows", db_index=False)
    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="shelved", db_index=False)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Everything a page of a list asks of a row, so that the rows themselves are not read.
            models.Index(fields=["shelf", "-at", "-story", "until"], name="shelf_newest_first"),
            models.Index(fields=["shelf", "until"], name="shelf_ending", condition=Q(until__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["story", "shelf"], name="once_on_a_shelf")]

    def __str__(self) -> str:
        return f"{self.story_id} on {self.shelf_id}"
