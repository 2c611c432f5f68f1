"""Where readers talk: one thread for a story, one for a claim, and the rules each is read by beforehand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.stories.models import StoryPage
from twosource.topics.models import Topic
from twosource.verification.models import Claim

USER = settings.AUTH_USER_MODEL


class Premoderation(models.TextChoices):
    """Which comments are held until a moderator has read them."""

    ALL = "all", _("every comment")
    FIRST = "first", _("the first comments of a new reader")
    RULES = "rules", _("what a rule points at")
    NONE = "none", _("none")


class Thread(models.Model):
    """All that is said under one story or one claim.

    `title` and `path` are those of when it was opened, kept should the story go. `shown` and `last_at` count what
    readers see. A blank `premoderation` is the topic's, and without one the newsroom's. Nobody can write after
    `closes_at`, or once somebody closed it and said why (`closed_because`); it stays to be read.
    """

    story = models.OneToOneField(StoryPage, null=True, on_delete=models.SET_NULL, related_name="+")
    claim = models.OneToOneField(Claim, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    path = models.CharField(max_length=1000)
    opened_at = models.DateTimeField()
    premoderation = models.CharField(max_length=8, choices=Premoderation.choices, blank=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    closed_because = models.CharField(max_length=300, blank=True)
    shown = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def under(self) -> str:
        """What it stands under, as facts and pages name it: `story:7`, `claim:3`."""
        return f"claim:{self.claim_id}" if self.claim_id else f"story:{self.story_id}"


class TopicPolicy(models.Model):
    """How the threads under a topic's stories are read beforehand, and after how many days they close."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="+")
    premoderation = models.CharField(max_length=8, choices=Premoderation.choices, blank=True)
    closes_after_days = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"policy of topic {self.topic_id}"
