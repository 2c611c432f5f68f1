"""Minutes that were missed, and links by which a draft is shown to somebody without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .pages import StoryPage

USER = settings.AUTH_USER_MODEL


class Missed(models.Model):
    """A scheduled version that was not out within seconds of its minute: the desk is alarmed until it ends.

    `kind` says whether it still waits, came late, or was refused; `why` is a code that `missed.why_in_words` says in
    words, with `last_turn`, the last moment before at which the schedule is known to have worked. `told` are the
    accounts that have their letter.
    """

    class Kind(models.TextChoices):
        WAITING = "waiting", _("still waiting")
        LATE = "late", _("late")
        REFUSED = "refused", _("refused")

    class How(models.TextChoices):
        OUT = "out", _("it went out")
        SCHEDULED = "scheduled", _("it was scheduled again")
        UNSCHEDULED = "unscheduled", _("it was taken off the schedule")
        SEEN = "seen", _("somebody has seen to it")

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="missed")
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    headline = models.CharField(max_length=255)
    kind = models.CharField(max_length=16)
    due_at = models.DateTimeField()
    found_at = models.DateTimeField()
    why = models.CharField(max_length=16, blank=True)
    last_turn = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list)
    went_out_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=16, blank=True)
    told = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["due_at"], name="missed_now", condition=models.Q(ended_at=None))]
        constraints = [models.UniqueConstraint(fields=["story", "due_at"], name="a_minute_is_missed_once")]

    def __str__(self) -> str:
        return f"{self.story_id} missed {self.due_at}: {self.kind}"

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)

    @property
    def how_label(self) -> str:
        """How it ended, in words; empty while it has not."""
        return str(self.How(self.how).label) if self.how else ""


class PreviewLink(models.Model):
    """A secret address of one story's newest version, for somebody who has no account, until it expires.

    The address itself is shown once, to who made it; here is only its keyed digest.
    """

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="preview_links")
    digest = models.CharField(max_length=64, unique=True)
    whom = models.CharField(_("for whom"), max_length=120)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    views = models.PositiveIntegerField(default=0)
    viewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.story_id} for {self.whom}"
