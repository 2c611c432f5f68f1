"""What a story owes its readers, and what people decided about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.people.models import Human
from twosource.verification.models import Claim

from .pages import StoryPage
from .versions import Version

USER = settings.AUTH_USER_MODEL


class Resolution(models.Model):
    """One person's proposal of how a story settles what it owes; a second, different human decides.

    `kind` is correction, clarification, retraction or no_change; `text` the notice, or the reason for no change.
    `revision` is the draft that was proposed, `obligations` what was owed then.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("correction")
        CLARIFICATION = "clarification", _("clarification")
        RETRACTION = "retraction", _("retraction")
        NO_CHANGE = "no_change", _("no change")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")
        LAPSED = "lapsed", _("lapsed")

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="resolutions")
    kind = models.CharField(max_length=16)
    text = models.TextField()
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=16, default=State.PROPOSED)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=models.Q(state="proposed"), name="one_proposal_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.story_id}: {self.state}"


class Obligation(models.Model):
    """A live story no longer shows what is so of one claim, and owes its readers a note.

    `because` says what moved: the claim's own status, a premise of it, the gate, or a reply to a request; `was` and
    `became` are the statuses, rules or outcomes. `notes` are the correction notes readers had when it was opened.
    """

    class Because(models.TextChoices):
        STATUS = "status", _("its status changed")
        PREMISE = "premise", _("what it rests on fell")
        GATE = "gate", _("it may no longer be carried so")
        REPLY = "reply", _("a reply came")

    class How(models.TextChoices):
        NEW_VERSION = "new_version", _("a new version with a note")
        NO_CHANGE = "no_change", _("two people decided that nothing changes")
        AS_BEFORE = "as_before", _("it stands again as readers were told")
        NO_LONGER_CARRIED = "no_longer_carried", _("readers no longer see it")

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="obligations")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=16)
    was = models.CharField(max_length=200, blank=True)
    became = models.CharField(max_length=200, blank=True)
    premise = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="+")
    notes = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=20, blank=True)
    resolution = models.ForeignKey(
        Resolution, null=True, on_delete=models.SET_NULL, related_name="obligations"
    )

    class Meta:
        ordering = ["opened_at", "id"]
        indexes = [
            models.Index(fields=["opened_at"], name="owed_now", condition=models.Q(closed_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "claim"], condition=models.Q(closed_at=None), name="owed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id} owes a note on {self.claim_id}"
