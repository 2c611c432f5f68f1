"""Questions to the tables, as verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch

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
        from .models import Accusation, Check, Evidence, Rephrasing, Stake, Wording

        return self.select_related("speaker").prefetch_related(
            Prefetch("stakes", Stake.objects.select_related("actor")),
            Prefetch("accusations", Accusation.objects.select_related("actor")),
            Prefetch("evidence", Evidence.objects.select_related("attached_by")),
            "evidence__set_asides",
            Prefetch("checks", Check.objects.select_related("by")),
            "writers",
            Prefetch("wordings", Wording.objects.select_related("edited_by")),
            Prefetch("rephrasings", Rephrasing.objects.select_related("by")),
        )
