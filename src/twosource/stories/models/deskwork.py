"""What the desk decided about a story: where it stands, what was overruled, refused, corrected."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.verification.models import Claim

from .pages import StoryPage

USER = settings.AUTH_USER_MODEL


class Override(models.Model):
    """A gate an editor overruled, by name and with a reason. Readers see it."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="overrides")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=4)
    editor = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["story", "claim", "rule"], name="overruled_once")]

    def __str__(self) -> str:
        return f"{self.rule} overruled by {self.editor}"


class Stage(models.Model):
    """Where an unpublished story stands at the desk."""

    class Name(models.TextChoices):
        WRITING = "writing", _("being written")
        CHECKING = "checking", _("being checked")

    story = models.OneToOneField(StoryPage, on_delete=models.CASCADE, related_name="stage")
    name = models.CharField(max_length=16, default=Name.WRITING)
    since = models.DateTimeField()
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.story_id}: {self.name}"


class Correction(models.Model):
    """A correction, clarification or retraction that readers have been shown.

    Made from the story's correction notes when it is published; `note_id` is that note's id.
    """

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="corrections")
    note_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=16)
    text = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["story", "note_id"], name="a_note_is_shown_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:60]}"


class Refusal(models.Model):
    """A scheduled story the gate refused when its minute came. The desk is shown it until it is resolved."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="refusals")
    due_at = models.DateTimeField()
    refused_at = models.DateTimeField()
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["-refused_at"]

    def __str__(self) -> str:
        return f"{self.story_id} refused at {self.refused_at}"
