"""What readers wrote, every version of it, and why some of it waits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .threads import Thread

USER = settings.AUTH_USER_MODEL


class Comment(models.Model):
    """One reader's words. Rows stay for ever; what goes are the words readers see.

    `parent` is what it answers and `root` the comment at the top of that exchange (both empty for one at the top);
    `depth` is how far down it stands, 0 at the top. `source` is what was typed, `html` the safe rendering of it.
    `name` is the author's name as shown when the account is gone or was never here (an import). `turn` grows by one
    with every decision, so that two moderators cannot decide the same comment unknowingly. `receipt` is what the
    form carried: the same receipt is the same comment, however often it arrives. `sender` is a digest of the
    network address, emptied after a day. `likeness` is a number that comments share whose
    words are nearly the same (`holding.likenesses`), empty for one too short to compare.
    `came_from` and `came_as` name a comment of another system, once each.
    """

    class State(models.TextChoices):
        SHOWN = "shown", _("shown")
        HELD = "held", _("held")
        REMOVED = "removed", _("removed")
        DELETED = "deleted", _("deleted by its author")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="exchange")
    depth = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    source = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.SHOWN)
    turn = models.PositiveIntegerField(default=0)
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    supported = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    receipt = models.CharField(max_length=64, null=True, unique=True)
    sender = models.CharField(max_length=64, blank=True)
    likeness = models.BigIntegerField(null=True)
    came_from = models.CharField(max_length=80, blank=True)
    came_as = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["posted_at", "id"]
        indexes = [
            models.Index(
                fields=["thread", "posted_at", "id"],
                condition=Q(root__isnull=True),
                name="discussion_tops",
            ),
            models.Index(
                fields=["thread", "supported", "id"],
                condition=Q(root__isnull=True),
                name="discussion_best",
            ),
            models.Index(fields=["root", "posted_at", "id"], name="discussion_exchange"),
            models.Index(
                fields=["thread", "posted_at", "id"], condition=Q(state="shown"), name="discussion_shown"
            ),
            models.Index(fields=["posted_at", "id"], condition=Q(state="shown"), name="discussion_latest"),
            models.Index(fields=["author", "posted_at"], name="discussion_by_author"),
            models.Index(fields=["posted_at", "id"], condition=Q(state="held"), name="discussion_queue"),
            # Of all: SQLite would not use one of those with a sender, for it cannot know that who asks has one.
            models.Index(fields=["sender", "posted_at"], name="discussion_sender"),
            models.Index(
                fields=["likeness", "posted_at", "state"],
                condition=Q(likeness__isnull=False),
                name="discussion_alike",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["came_from", "came_as"], condition=~Q(came_from=""), name="discussion_came_once"
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Edit(models.Model):
    """What a comment said before its author changed or deleted it."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="edits")
    source = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"edit of comment {self.comment_id}"


class Hold(models.Model):
    """Why a comment waits: which check stopped it, and the very words that did."""

    class Why(models.TextChoices):
        ALL = "all", _("every comment here is read first")
        FIRST = "first", _("among the first of a new reader")
        WORDS = "words", _("words on the newsroom’s list")
        LINKS = "links", _("links")
        REPEATED = "repeated", _("said before")
        FAST = "fast", _("many in a short time")
        REMOVED_LIKE = "removed_like", _("like one that was removed")
        LEARNED = "learned", _("like what moderators removed before")
        REPORTED = "reported", _("readers reported it")
        IMPORTED = "imported", _("it waited where it came from")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="holds")
    why = models.CharField(max_length=16, choices=Why.choices)
    words = models.CharField(max_length=400, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.why} ({self.comment_id})"


class Support(models.Model):
    """A reader’s word that a comment is worth reading."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="supports")
    by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="discussion_support_once")]

    def __str__(self) -> str:
        return f"support of comment {self.comment_id}"


class Following(models.Model):
    """A reader who wants letters about a thread; `secret` is in the link that ends them."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="followers")
    by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(max_length=32, unique=True)
    since = models.DateTimeField()
    told_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "by"], name="discussion_follow_once")]

    def __str__(self) -> str:
        return f"following of thread {self.thread_id}"
