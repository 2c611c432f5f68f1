"""Voices, and who controls whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.ledger.clock import now

from ..querysets import ActorQuerySet

USER = settings.AUTH_USER_MODEL


class Actor(models.Model):
    """Someone who can say or know something: a person, an organisation, a state, an agency, an outlet.

    `anonymous`: unknown to us too, vouched for by an outlet. `sealed`: known to us, named to nobody.
    `sealed_elsewhere`: sealed by another newsroom, which alone knows who it is. `withheld`: that newsroom keeps
    from us who has power over this voice, so nothing it says counts as independent of what others say.
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
    sealed_elsewhere = models.BooleanField(default=False, editable=False)
    withheld = models.BooleanField(default=False, editable=False)

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("voice")
        verbose_name_plural = _("voices")

    def __str__(self) -> str:
        if self.sealed_elsewhere:
            return str(_("a source known to another newsroom"))
        return str(_("a source known to us")) if self.sealed_id else self.name

    @property
    def may_be_looked_up(self) -> bool:
        """Whether everything this voice said may be shown together: never for a source who is protected."""
        return not self.sealed_id and not self.anonymous


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
