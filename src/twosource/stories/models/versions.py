"""What readers were given: each version that was live, and how each claim it carried was said to stand."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from twosource.verification.models import Claim

from .pages import StoryPage

USER = settings.AUTH_USER_MODEL


class Version(models.Model):
    """One version of a story that readers had before them, from `at` until `ended_at`.

    It keeps its own copy of the content, so that clearing out revisions loses nothing. `notes` are the ids of the
    correction notes in its body.
    """

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="versions")
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    notes = models.JSONField(default=list)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["story", "at"], name="version_of_story")]
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=models.Q(ended_at=None), name="one_version_is_live"
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id} from {self.at}"


class Shown(models.Model):
    """What readers of a live version were told of one claim: the baseline against which it is stale or not.

    `modes` are how it was carried, `passage` the words that carried it with the sentence they stand in; `premises`
    how each claim under it stood (`{id: status}`); `rules` the rules of the gate that objected, overruled or not;
    `replies` what had come of requests (`{id: outcome}`, silence left out). Two people's “no change” ends the row
    and begins another.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="shown")
    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    modes = models.JSONField(default=list)
    status = models.CharField(max_length=16)
    premises = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    replies = models.JSONField(default=dict)
    passage = models.TextField(blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["claim"], name="shown_now", condition=models.Q(ended_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "claim"], condition=models.Q(ended_at=None), name="a_claim_is_shown_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id} shows {self.claim_id} as {self.status}"
