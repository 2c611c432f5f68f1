"""Who is quoted where, found without reading every story."""

from __future__ import annotations

from django.db import models

from twosource.verification.models import Actor

from .pages import StoryPage


class Quote(models.Model):
    """A quotation that stands in the version readers see of a story.

    Made from the story's quotation blocks whenever a version goes out; `block_id` is the block's. It says
    again what the body says, so it is rewritten with it and has no history of its own.
    """

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="quotes")
    block_id = models.CharField(max_length=36)
    speaker = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="quotes")
    text = models.TextField()
    addressee = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["story", "block_id"], name="a_quotation_once_a_story")]

    def __str__(self) -> str:
        return self.text[:80]
