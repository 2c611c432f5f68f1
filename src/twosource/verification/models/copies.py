"""Our own copies of what claims rest on, and the words that stand in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .items import Item

USER = settings.AUTH_USER_MODEL


class Copy(models.Model):
    """Our own copy of an item: bytes in the store under their SHA-256, and how they came there.

    Several copies may be one file. `finding` is what the last proof found (`outside.store`), empty when all was
    well; `stamp` the answer of a time-stamping authority (RFC 3161, DER), empty when nobody was asked.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="copies")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True)
    how = models.CharField(max_length=8)
    asked = models.CharField(max_length=2000, blank=True)
    address = models.CharField(max_length=2000, blank=True)
    headers = models.JSONField(default=dict)
    wall = models.BooleanField(default=False)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proved_at = models.DateTimeField()
    finding = models.CharField(max_length=12, blank=True)
    stamp = models.BinaryField(default=bytes)
    stamped_at = models.DateTimeField(null=True)
    stamped_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "sha256"], name="one_copy_an_item_and_file")]

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"


class Text(models.Model):
    """The words of an item, pasted or read out of a copy, until others took their place."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="texts")
    words = models.TextField()
    read_from = models.ForeignKey(Copy, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(ended_at=None), name="one_text_an_item"
            )
        ]

    def __str__(self) -> str:
        return self.words[:80]


class Fingerprint(models.Model):
    """One of the few shingles that the words of an item are found by. An index, not a record: made anew at will."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "item"], name="a_fingerprint_once_an_item")]
        indexes = [models.Index(fields=["item"], name="fingerprints_of_an_item")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.number}"


class NearCopy(models.Model):
    """Two items of much the same words (`item` came later on record), and what a person made of that.

    `share` is the containment of their shingles (`kernel.likeness`). Nothing is linked by finding it; a ruling
    links, and `origin` is then what both were got from, when that was a third.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="near_copies")
    other = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    share = models.FloatField()
    state = models.CharField(max_length=16, db_index=True)
    found_at = models.DateTimeField()
    origin = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-share", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "other"], name="a_pair_is_compared_once"),
            models.CheckConstraint(
                condition=models.Q(item__gt=models.F("other")), name="the_later_item_comes_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} ~ {self.other_id}: {self.share:.0%}"
