"""What is near a claim: the items and voices one is likely to mean, so that a form can offer them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from twosource.stories.models import StoryClaim
from twosource.verification.models import Actor, Claim, Evidence, Item

NEWEST = 20


def claims_near(claim: Claim) -> set[int]:
    """The claim, what it is about or was said of it, and the claims of the stories that carry it."""
    near = {claim.pk, *([claim.about_id] if claim.about_id else [])}
    stories = StoryClaim.objects.filter(claim__in=near).values("story")
    near |= set(StoryClaim.objects.filter(story__in=stories).values_list("claim_id", flat=True))
    return near | set(Claim.objects.filter(about__in=near).values_list("pk", flat=True))


def items_near(claim: Claim) -> QuerySet[Item]:
    """Items on record that evidence of this claim may have come from: near ones, and the newest of all."""
    spoken = set(Evidence.objects.filter(claim__in=claims_near(claim)).values_list("item_id", flat=True))
    behind = set(Item.objects.filter(relays__in=spoken).values_list("pk", flat=True))
    newest = set(Item.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
    return Item.objects.filter(pk__in=spoken | behind | newest, retracted_at=None).order_by("-pk")


def voices_near(claim: Claim) -> QuerySet[Actor]:
    """Voices that have a part in this claim or one near it."""
    near = claims_near(claim)
    return (
        Actor.objects.filter(
            Q(items__evidence__claim__in=near)
            | Q(statements__in=near)
            | Q(accusations__in=near)
            | Q(items__relays__evidence__claim__in=near)
        )
        .distinct()
        .order_by("name", "pk")
    )
