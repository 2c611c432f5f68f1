"""Which pages there are, what each was made from, and what was touched lately. The pages themselves are files."""

from __future__ import annotations

from django.db import models

LONGEST_PATH = 1000  # characters of an address that is kept
LONGEST_SUBJECT = 64


class Standing(models.Model):
    """How the page of one address stands: whether it is good, and since when it waits to be made anew if it is not.

    `rank` says who comes first among those that wait (0 first). `until`: when it turns into another page by itself.
    `again_at`: not to be tried before. `best`: it is compressed as well as it can be.
    """

    class State(models.TextChoices):
        FRESH = "fresh"
        STALE = "stale"
        FAILED = "failed"

    path = models.CharField(max_length=LONGEST_PATH, unique=True)
    state = models.CharField(max_length=8, default=State.STALE)
    rank = models.PositiveSmallIntegerField(default=9)
    etag = models.CharField(max_length=40, blank=True)
    until = models.DateTimeField(null=True)
    best = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["rank", "since", "id"], name="page_waits", condition=~models.Q(state="fresh")
            ),
            models.Index(fields=["until"], name="page_turns", condition=models.Q(until__isnull=False)),
            models.Index(fields=["id"], name="page_not_best", condition=models.Q(best=False, state="fresh")),
        ]

    def __str__(self) -> str:
        return f"{self.path} ({self.state})"


class Use(models.Model):
    """A page was made from this subject."""

    page = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="uses", db_index=False)
    subject = models.CharField(max_length=LONGEST_SUBJECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "subject"], name="a_use_once_a_page")]
        indexes = [models.Index(fields=["subject"], name="use_of_subject")]

    def __str__(self) -> str:
        return f"{self.page_id} ← {self.subject}"


class Purge(models.Model):
    """A subject was touched. Kept for as long as a page may be in the making that read it before."""

    subject = models.CharField(max_length=LONGEST_SUBJECT)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="purge_of_subject")]

    def __str__(self) -> str:
        return self.subject


class Spread(models.Model):
    """A list whose pages are still to be marked as made before it moved (`spreading.py`).

    The uses up to `last` are gone through in the order of their ids, and `after` was the last of them so far.
    `lists`: pages that are lists themselves come before these. `again`: it has moved since; once more, from the start.
    `at`: when it first moved.
    """

    subject = models.CharField(max_length=LONGEST_SUBJECT, unique=True)
    lists = models.BooleanField(default=True)
    after = models.BigIntegerField(default=0)
    last = models.BigIntegerField()
    again = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject


class Stirred(models.Model):
    """A subject that moves often, as a discussion does: its pages are served as they are until they are made anew.

    `token` is another one with every time it moved, so that what moved meanwhile is made once more and never lost.
    """

    subject = models.CharField(max_length=LONGEST_SUBJECT, primary_key=True)
    token = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.subject


class Listed(models.Model):
    """The lists in which something stood when it was last looked at, each with its place there.

    What it has left, entered or moved in since is the difference to where it stands now.
    """

    subject = models.CharField(max_length=LONGEST_SUBJECT, primary_key=True)
    places = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.subject
