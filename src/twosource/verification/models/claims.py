"""Claims: their words, whom they accuse, who gains, who wrote them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.people.models import Human

from ..querysets import ClaimQuerySet
from .voices import Actor

USER = settings.AUTH_USER_MODEL


class Claim(models.Model):
    """A proposition, in words that can be true or false.

    A claim with `about` is the claim *that it was said*; `about` is what was said. `kind` says how close the
    claim is to the words spoken (kernel.vocabulary.Wording), `cue` by which word it was told (“told”,
    “according to”), `verbatim` the words as they stood where we found them, whatever was made of them since.
    `status`, `assessment` are what the kernel made of the facts last, kept so that a page need not ask again.
    """

    text = models.TextField(_("claim"))
    speaker = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name=_("said by"),
    )
    addressee = models.CharField(_("said to"), max_length=200, blank=True)
    channel = models.CharField(_("through"), max_length=200, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    said_on = models.DateField(_("said on"), null=True, blank=True)
    kind = models.CharField(_("how it is told"), max_length=16, blank=True)
    cue = models.CharField(_("the word that tells it"), max_length=100, blank=True)
    verbatim = models.TextField(_("word for word"), blank=True)
    about = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="said_claims"
    )
    accused = models.ManyToManyField(Actor, through="Accusation", blank=True, related_name="accusations")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    worded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=16, default="none", db_index=True)
    assessment = models.JSONField(default=dict)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return self.text if len(self.text) <= 120 else self.text[:119] + "…"


class Accusation(models.Model):
    """A claim accuses this actor, since when that was put on record."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="accusations")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        db_table = "verification_claim_accused"
        ordering = ["id"]
        unique_together = [("claim", "actor")]

    def __str__(self) -> str:
        return f"{self.claim_id} accuses {self.actor_id}"


class Wording(models.Model):
    """What a claim's words were before they were edited."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="wordings")
    text = models.TextField()
    until = models.DateTimeField()
    edited_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.text[:80]


class Stake(models.Model):
    """Who gains if the claim is believed (`for`) or disbelieved (`against`), until it was declared otherwise."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="stakes")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "actor"], condition=models.Q(ended_at=None), name="one_stake_an_actor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.direction}"


class Writer(models.Model):
    """Someone who wrote words that carry this claim. They may not sign its second check."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="writers")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "human"], name="a_writer_once_a_claim")]

    def __str__(self) -> str:
        return f"{self.human_id} wrote {self.claim_id}"


class Rephrasing(models.Model):
    """Words of a story that carried this claim became others, or went away: every check before is void.

    `by` is whoever saved them; None where no account did.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="rephrasings")
    before = models.TextField()
    after = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.before[:40]} → {self.after[:40]}"


class ClaimTerm(models.Model):
    """One of the terms a claim's words are compared by (`verification.alike`); it says nothing of its own."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    term = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["term", "claim"], name="claims_by_term")]

    def __str__(self) -> str:
        return self.term
