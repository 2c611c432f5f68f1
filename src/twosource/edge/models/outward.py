"""What is still to be done beyond this machine, how each place there is doing, and what the probe saw."""

from __future__ import annotations

import hashlib
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def mark_of(what: str) -> str:
    """What tells one errand of a station from another, however long its words are."""
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()


def new_token() -> str:
    return secrets.token_hex(8)


class Errand(models.Model):
    """One thing to be done at one station: an address to bring in line, or a key to purge.

    Asked for again it stays one row with another `token`: who carries it out takes away the row only while its
    token is the one that was read, so that what is asked meanwhile is done once more and never lost.
    asked_at: when it was first asked for and not done since; told_at: when it was asked for last.
    attempts, last_error: of an errand that its station refuses by itself, and does not while it is merely down.
    """

    station = models.CharField(max_length=200)
    mark = models.CharField(max_length=64)
    what = models.TextField()
    token = models.CharField(max_length=16, default=new_token)
    asked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["station", "mark"], name="one_errand_a_station")]

    def __str__(self) -> str:
        return f"{self.station}: {self.what}"


class Station(models.Model):
    """A place beyond this machine, and how it does: failures in a row, when it is asked again, and why not sooner."""

    name = models.CharField(max_length=200, unique=True)
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    trouble = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """The probe's last look at one address from outside, and whether it will look again.

    changed_at: the change that is looked for; gone: nothing is to be there any more.
    next_at: when it looks (again); empty once the change was seen.
    seen, wanted: validators as the answer and as the finished page have them; seconds: from the change to the
        look that saw it; late: it was not seen in time, and is not seen yet.
    token: another one with every change, so that a look that was under way closes nothing that came after it.
    """

    class Kind(models.TextChoices):
        STORY = "story", _("story")
        FRONT = "front", _("front page")
        CORRECTIONS = "corrections", _("corrections")

    path = models.TextField()
    mark = models.CharField(max_length=64, unique=True)
    token = models.CharField(max_length=16, default=new_token)
    kind = models.CharField(max_length=16)
    gone = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(null=True, db_index=True)
    tries = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    seen = models.CharField(max_length=200, blank=True)
    wanted = models.CharField(max_length=200, blank=True)
    seconds = models.FloatField(null=True)
    late = models.BooleanField(default=False)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return self.path

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)
