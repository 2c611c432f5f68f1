"""Claims, what they rest on, and who checked them.

Nothing here is deleted: a thing that fell has an end (`retracted_at`, `ended_at`), so that the status of a
claim can be told as it stood at any moment.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.ledger.clock import now
from twosource.people.models import Human

from .querysets import ActorQuerySet, ClaimQuerySet

USER = settings.AUTH_USER_MODEL


class Actor(models.Model):
    """Someone who can say or know something: a person, an organisation, a state, an agency, an outlet.

    `anonymous`: unknown to us too, vouched for by an outlet. `sealed`: known to us, named to nobody.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")
        STATE = "state", _("state")
        AGENCY = "agency", _("agency")
        OUTLET = "outlet", _("outlet")
        VOICE = "voice", _("unnamed voice")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16)
    about = models.CharField(_("who they are"), max_length=200, blank=True)
    anonymous = models.BooleanField(_("anonymous to us too"), default=False)
    sealed = models.ForeignKey(
        "sources.SealedSource", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField(default=now, editable=False)

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("voice")
        verbose_name_plural = _("voices")

    def __str__(self) -> str:
        return str(_("a source known to us")) if self.sealed_id else self.name


class Control(models.Model):
    """`controller` has editorial or command power over `actor`, from when it was recorded until it ended."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="controllers")
    controller = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="controlled")
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(actor=models.F("controller")), name="nobody_owns_itself"
            )
        ]

    def __str__(self) -> str:
        return f"{self.controller} → {self.actor}"


class Claim(models.Model):
    """A proposition, in words that can be true or false.

    A claim with `about` is the claim *that it was said*; `about` is what was said. `status`, `assessment`
    are what the kernel made of the facts last, kept so that a page need not ask again.
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


class Authentication(models.Model):
    """One person's word that a record is what it says it is. Two people make it conclusive."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="authentications")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "human"], name="authenticated_once_a_human")]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.human_id}"


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


class Check(models.Model):
    """One person's signed verdict. It lives as long as the witness sets it saw stand (kernel.history)."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="checks")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16)
    method = models.CharField(max_length=500)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.by_id}"


class Writer(models.Model):
    """Someone who wrote words that carry this claim. They may not sign its second check."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="writers")
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "human"], name="a_writer_once_a_claim")]

    def __str__(self) -> str:
        return f"{self.human_id} wrote {self.claim_id}"
