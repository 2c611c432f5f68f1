"""Requests for comment: whoever is accused is asked, and what became of it is on record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.people.models import Human
from twosource.verification.models import Actor, Claim

USER = settings.AUTH_USER_MODEL


class Request(models.Model):
    """Asked whom, exactly what, by which channels, when, with what deadline; and the outcome.

    `outcome` is empty while it is open. Nothing is overwritten: asking again is another row.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="requests")
    asked = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="requests", verbose_name=_("asked")
    )
    question = models.TextField(_("asked exactly what"))
    channels = models.JSONField(_("by which channels"), default=list)
    sent_at = models.DateTimeField(_("sent"))
    deadline = models.DateTimeField(_("answer wanted by"))
    outcome = models.CharField(_("outcome"), max_length=16, blank=True)
    outcome_at = models.DateTimeField(_("outcome on"), null=True, blank=True)
    answer = models.TextField(_("their words"), blank=True)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    logged_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deadline__gt=models.F("sent_at")), name="a_deadline_follows_the_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked}: {self.question[:80]}"


class Waiver(models.Model):
    """One person's reason not to ask an accused. Two different people make it count."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="waivers")
    accused = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "accused", "human"], name="a_waiver_once_a_human")
        ]

    def __str__(self) -> str:
        return f"{self.human_id} waives {self.accused_id} for {self.claim_id}"
