"""Short addresses of stories."""

from __future__ import annotations

from django.db import models


class ShortLink(models.Model):
    """A code under /s/ for one story. It leads nowhere but to a story of this paper, and is never reused.

    The row outlives its story: a code once printed says “no longer published”, never “no such page”.
    """

    code = models.CharField(max_length=16, unique=True)
    story = models.OneToOneField("stories.StoryPage", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code
