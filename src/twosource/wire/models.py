"""Material that came in, as it came, and what the machine proposes to make of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.stories.models import StoryPage
from twosource.verification.models import Claim, Item

USER = settings.AUTH_USER_MODEL


class Intake(models.Model):
    """A saved page that was brought in. Its bytes are kept, by their SHA-256, beside the database.

    Three times never stand in for one another: `crawled_at` is the clock the page showed when it was saved,
    `published_at` what the page says of its own publication, `said_on` (on a proposal) when words were said.
    """

    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=60)
    encoding = models.CharField(max_length=40, blank=True)
    crawled_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    printed_topic = models.CharField(max_length=300, blank=True)
    printed_count = models.PositiveIntegerField(null=True)
    related = models.JSONField(default=list)
    furniture = models.JSONField(default=list)
    site_name = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    story = models.OneToOneField(StoryPage, null=True, on_delete=models.SET_NULL, related_name="intake")
    item = models.OneToOneField(Item, null=True, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-brought_at"]

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """A statement the machine found and a person decides about."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="proposals")
    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="proposals")
    text = models.TextField()
    kind = models.CharField(max_length=16)
    speaker = models.CharField(max_length=200, blank=True)
    speaker_mention = models.CharField(max_length=300, blank=True)
    addressee = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=200, blank=True)
    cue = models.CharField(max_length=100, blank=True)
    said_on = models.DateField(null=True)
    state = models.CharField(max_length=16, default=State.PROPOSED)
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]


class Passport(models.Model):
    """By which name this newsroom goes among others; there is one, made when it is first asked for."""

    one = models.BooleanField(primary_key=True, default=True)
    newsroom = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(one=True), name="one_passport")]

    def __str__(self) -> str:
        return str(self.newsroom)


class Arrival(models.Model):
    """A record of the exchange that came from elsewhere: what it is called there, and which row it is here.

    `made`: the row was made for it, so that it keeps that name when it is told on. Otherwise it was here before:
    a voice of the same name and kind.
    """

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=16)
    row = models.BigIntegerField()
    made = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "row"], condition=models.Q(made=True), name="a_row_is_made_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
