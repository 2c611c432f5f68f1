"""Who wrote: the name they have here, whether they work here, and whether the story is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from twosource.ledger.uses import using
from twosource.people.models import User
from twosource.people.reads import is_staff
from twosource.readers.reads import names

from .models import Comment


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a comment, as it says under it."""

    name: str
    newsroom: bool = False


class Authors:
    """The authors of the comments of one page, in three queries."""

    def __init__(self, comments: Iterable[Comment]) -> None:
        ids = {each.author_id for each in comments if each.author_id}
        using(*(f"person:{pk}" for pk in ids))
        self._names = names(ids) if ids else {}
        users = User.objects.filter(pk__in=ids).prefetch_related("groups") if ids else ()
        self._staff = {each.pk: str(each) for each in users if is_staff(each)}

    def of(self, comment: Comment) -> Author:
        """Who works here and has no name as a reader writes under their own; “a reader” is who has left."""
        pk = comment.author_id or 0
        name = self._names.get(pk) or self._staff.get(pk) or comment.name or _("a reader")
        return Author(name, newsroom=pk in self._staff)
