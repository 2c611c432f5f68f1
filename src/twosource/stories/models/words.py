"""What the words of a story were and are for its claims, and which of its sentences want one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twosource.verification.models import Claim

from .pages import StoryPage

USER = settings.AUTH_USER_MODEL


class Passage(models.Model):
    """The words by which a story carried a claim, as saved: from `since` until they were others, or none.

    Checks of the claim were signed for the words of the passage that has no end. What the editor keeps by
    itself while one types is no passage yet.
    """

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="passages")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "claim"], condition=Q(until=None), name="one_passage_a_claim"
            )
        ]

    def __str__(self) -> str:
        return self.words[:80]


class Need(models.Model):
    """A sentence in our own voice that somebody says needs a claim. Open, it closes the gate.

    It ends when a claim is tied to its words, when they are gone, or when another person says why not.
    """

    class Ending(models.TextChoices):
        CLAIMED = "claimed", _("a claim was tied to it")
        GONE = "gone", _("the words are gone")
        NEEDLESS = "needless", _("it needs none")

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="needs")
    words = models.TextField()
    marked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, blank=True)
    ended_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["story", "ended_at"], name="needs_of_story")]

    def __str__(self) -> str:
        return self.words[:80]
