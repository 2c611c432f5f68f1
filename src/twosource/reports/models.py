"""What readers reported, and what became of it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twosource.stories.models import StoryPage

USER = settings.AUTH_USER_MODEL
SECRET_BYTES = 16


def new_secret() -> str:
    """What nobody can guess: 128 bits, in letters an address can hold."""
    return secrets.token_hex(SECRET_BYTES)


class Report(models.Model):
    """One reader's word that something in a story is wrong.

    `headline` and `path` are the story's when it was reported, kept should it ever go. `sender` is a digest of
    the address it came from and is emptied after a day.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        LOOKING = "looking", _("being looked into")
        CORRECTED = "corrected", _("corrected")
        NOT_ERROR = "not_error", _("not an error")
        DUPLICATE = "duplicate", _("reported before")

    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    story = models.ForeignKey(StoryPage, null=True, on_delete=models.SET_NULL, related_name="+")
    headline = models.CharField(max_length=255)
    path = models.CharField(max_length=1000)
    words = models.CharField(_("the words it is in"), max_length=600, blank=True)
    wrong = models.TextField(_("what is wrong"))
    sender = models.CharField(max_length=64, blank=True, db_index=True)
    reported_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=16, default=State.NEW, db_index=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(_("what readers are told"), blank=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-reported_at", "-id"]

    def __str__(self) -> str:
        return _("Report %(number)d") % {"number": self.number}

    @property
    def number(self) -> int:
        """What the reader quotes. It leads nowhere without the secret."""
        return int(self.pk)

    @property
    def url(self) -> str:
        return f"/reports/{self.number}-{self.secret}/"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.NEW, self.State.LOOKING)

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)
