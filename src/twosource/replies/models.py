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

    Asking again is another row. `outcome`, `outcome_at`, `answer`, `logged_by` are those of the newest of its
    endings that was no mistake, kept here so that a list need not look; `outcome` is empty while it is open.
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
        indexes = [
            models.Index(fields=["deadline"], name="request_waiting", condition=models.Q(outcome="")),
            models.Index(fields=["outcome", "-outcome_at"], name="request_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.asked}: {self.question[:80]}"


class Ending(models.Model):
    """What became of a request, as somebody logged it; a reply that comes later is another row.

    `at` is when it happened, `logged_at` when it was put on record. One logged by mistake stays, with its end.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="endings")
    outcome = models.CharField(max_length=16)
    answer = models.TextField(blank=True)
    at = models.DateTimeField()
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    mistaken_at = models.DateTimeField(null=True, blank=True)
    mistaken_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mistaken_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["logged_at", "id"]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.outcome}"


class Letter(models.Model):
    """A letter by e-mail about a request: what exactly was sent, to which address, when.

    It is written down before it goes. With neither `sent_at` nor `failed_at` the newsroom stopped while it was
    on its way, and nobody knows whether it left. `by` is empty for a reminder the newsroom sent by itself;
    `request` is empty until the first letter of one is sent.
    """

    class Kind(models.TextChoices):
        REQUEST = "request", _("request")
        REMINDER = "reminder", _("reminder")

    request = models.ForeignKey(
        Request, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    to = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    written_at = models.DateTimeField()
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"


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
