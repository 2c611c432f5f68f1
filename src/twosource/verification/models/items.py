"""What carries information, where it got it from, and what it speaks for or against."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.people.models import Human

from .claims import Claim
from .voices import Actor

USER = settings.AUTH_USER_MODEL


class Item(models.Model):
    """One thing that carries information. `basis` says how they know; `via` the items it got it from."""

    title = models.CharField(_("what it is"), max_length=300)
    by = models.ManyToManyField(Actor, blank=True, related_name="items", verbose_name=_("by"))
    basis = models.CharField(_("how they know"), max_length=16, blank=True)
    via = models.ManyToManyField(
        "self", through="Origin", through_fields=("item", "origin"), symmetrical=False, related_name="relays"
    )
    needs_all = models.BooleanField(_("needs all of them together"), default=False)
    carrier = models.BooleanField(_("only carries"), default=False)
    own_staff = models.BooleanField(_("our own staff witnessed it"), default=False)
    note = models.TextField(_("note"), blank=True)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    collected_at = models.DateTimeField()
    collected_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    retracted_at = models.DateTimeField(null=True)
    retracted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    retracted_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(carrier=False) | models.Q(basis=""), name="a_carrier_has_no_basis"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Origin(models.Model):
    """`item` got it from `origin`; when that was put on record, and by whom."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="origins")
    origin = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["linked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "origin"], name="an_origin_is_linked_once"),
            models.CheckConstraint(
                condition=~models.Q(item=models.F("origin")), name="nothing_begets_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} ← {self.origin_id}"


class Evidence(models.Model):
    """An item that supports or denies a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="evidence")
    direction = models.CharField(max_length=8)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["claim", "item"], name="an_item_speaks_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.direction} claim {self.claim_id}"


class SetAside(models.Model):
    """One person's reason to leave a piece of evidence out. Two people take it out."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="set_asides")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "human"], name="set_aside_once_a_human")]

    def __str__(self) -> str:
        return f"{self.evidence_id} by {self.human_id}"
