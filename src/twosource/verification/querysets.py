"""Questions to the tables, as verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from .models import Actor, Claim  # noqa: F401


class ActorQuerySet(models.QuerySet["Actor"]):
    def nameable(self) -> Self:
        """Voices whose name may be shown: everyone but sealed sources."""
        return self.filter(sealed__isnull=True)

    def with_a_page(self) -> Self:
        """Voices of whom everything they said may be shown together (Actor.may_be_looked_up)."""
        return self.nameable().filter(anonymous=False)


class ClaimQuerySet(models.QuerySet["Claim"]):
    def propositions(self) -> Self:
        """What is claimed, without the claims that it was said."""
        return self.filter(about__isnull=True)

    def whole(self) -> Self:
        """With everything the kernel needs to assess them, in a fixed number of queries."""
        return self.select_related("speaker").prefetch_related(
            "stakes",
            "accusations__actor",
            "evidence__set_asides",
            "evidence__attached_by",
            "checks",
            "writers",
            "wordings__edited_by",
            "rephrasings__by",
        )
