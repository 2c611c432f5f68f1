"""The community standards, and everything that was decided by them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twosource.people.models import Human

from .comments import Comment

USER = settings.AUTH_USER_MODEL


class Edition(models.Model):
    """One version of the community standards. The one in force is the latest whose `since` has come."""

    number = models.PositiveIntegerField(unique=True)
    since = models.DateTimeField()
    intro = models.TextField(blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return _("Community standards, edition %(number)d") % {"number": self.number}


class Rule(models.Model):
    """One numbered rule of an edition. It never changes; a new edition has new rules."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rules")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="discussion_rule_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Decision(models.Model):
    """What a moderator decided of a comment. `turn` is the comment’s at that moment; a removal cites a rule.

    One that was taken back (`undone_at`) stays on record. Those of one bulk decision share `together`.
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("approved")
        REMOVED = "removed", _("removed")
        RESTORED = "restored", _("restored")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="decisions")
    turn = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=600, blank=True)
    before = models.CharField(max_length=8)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True)
    together = models.CharField(max_length=32, blank=True, db_index=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["comment", "turn"], name="discussion_one_a_turn")]

    def __str__(self) -> str:
        return f"{self.verdict} ({self.comment_id})"


class Report(models.Model):
    """A reader’s word that a comment breaks a rule. `secret` is in the address that tells the outcome.

    Without an account `by` is empty, and `sender` a digest of the network it came from, emptied after a day.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("not decided yet")
        UPHELD = "upheld", _("the comment was removed")
        REJECTED = "rejected", _("the comment stays")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reports")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    sender = models.CharField(max_length=64, blank=True)
    secret = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN, db_index=True)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="reports")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["at", "id"], condition=Q(outcome="open"), name="discussion_reported")]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "by"], condition=Q(outcome="open"), name="discussion_one_open_report"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class Appeal(models.Model):
    """The author’s word that a removal was wrong; it goes to somebody else than who removed."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("not decided yet")
        UPHELD = "upheld", _("the comment is shown again")
        REJECTED = "rejected", _("the removal stands")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    words = models.CharField(max_length=1200)
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN, db_index=True)
    answer = models.CharField(max_length=1200, blank=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class Ban(models.Model):
    """A human, or a network, that may not write for a time, said openly and by a rule. `until` is never empty.

    `human` holds under every account of theirs, and outlives them; `reader` is the account that was banned, as long
    as there is one. `network` is an address range in CIDR form, empty for a ban of a reader. A network that was banned
    by what came from it is known by `comment` and its `sender`, which is emptied when the ban ends.
    """

    human = models.ForeignKey(Human, null=True, on_delete=models.PROTECT, related_name="bans")
    reader = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    network = models.CharField(max_length=50, blank=True)
    comment = models.ForeignKey(Comment, null=True, on_delete=models.PROTECT, related_name="+")
    sender = models.CharField(max_length=64, blank=True)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=600)
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return f"ban {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.human_id is None and self.reader is not None:
            self.human_id = self.reader.human_id
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Notice(models.Model):
    """A letter that is owed to a reader: of a removal, of an appeal's outcome, of a ban. Several become one letter.

    `tried` counts the times the post office refused it.
    """

    to = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="notices")
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="notices")
    ban = models.ForeignKey(Ban, null=True, on_delete=models.CASCADE, related_name="notices")
    since = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tried = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["since", "id"], condition=Q(sent_at=None), name="discussion_notices")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Look(models.Model):
    """Who has a comment before them at the desk, and since when; others see it and go on to the next."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="look")
    by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"look at comment {self.comment_id}"
