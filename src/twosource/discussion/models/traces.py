"""What is remembered of comments so that their like is found again."""

from __future__ import annotations

from django.db import models

from .comments import Comment


class Trace(models.Model):
    """A key under which a comment's like is looked for, or (`site`) a site that it links to, by its number.

    Of comments that are nearly the same only the first has keys. They go after a while (`forget_traces`), sites stay.
    """

    value = models.BigIntegerField(db_index=True)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    site = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"trace of comment {self.comment_id}"
