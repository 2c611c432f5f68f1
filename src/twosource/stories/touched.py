"""What facts are about, in the subjects that pages note while they are made (see `listing.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import singledispatch

from django.db.models import Q

from twosource.ledger.facts import Fact
from twosource.verification.events import ClaimFact, ControlRecorded, ItemFact, VoiceRetracted
from twosource.verification.graph import claims_resting_on, claims_with_voices
from twosource.verification.models import Claim

from .events import (
    CarryingChanged,
    StoryCorrected,
    StoryMoved,
    StoryPublished,
    StoryUnpublished,
    SurroundingsEdited,
)
from .listing import with_said


@dataclass(slots=True)
class Touched:
    """What some facts are about. `stories` and `claims` may have moved in the lists they stand in."""

    subjects: set[str] = field(default_factory=set)
    stories: set[int] = field(default_factory=set)
    claims: set[int] = field(default_factory=set)


def touched_by(facts: Iterable[Fact]) -> Touched:
    """What these facts are about; a number of queries that grows with the facts about items and voices alone."""
    found = Touched()
    for fact in facts:
        found.subjects.update((fact.subject, *fact.lists))
        _look(fact, found)
    found.claims = with_said(found.claims) if found.claims else set()
    found.subjects |= {f"claim:{pk}" for pk in found.claims}
    return found


@singledispatch
def _look(fact: Fact, found: Touched) -> None:
    """A fact of which nothing more is known than its subject."""
    claim_id = getattr(fact, "claim_id", 0)
    if claim_id:
        found.claims.add(claim_id)


@_look.register
def _(fact: StoryPublished | StoryUnpublished | StoryCorrected | StoryMoved, found: Touched) -> None:
    found.stories.add(fact.story_id)


@_look.register
def _(fact: ClaimFact, found: Touched) -> None:
    found.claims.add(fact.claim_id)


@_look.register
def _(fact: ItemFact, found: Touched) -> None:
    found.claims |= claims_resting_on([fact.item_id])


@_look.register
def _(fact: ControlRecorded | VoiceRetracted, found: Touched) -> None:
    found.claims |= claims_with_voices([fact.actor_id])


@_look.register
def _(fact: CarryingChanged, found: Touched) -> None:
    # Who is asked about a claim is told or not by what else stands beside it, in drafts too.
    found.claims.add(fact.claim_id)


@_look.register
def _(fact: SurroundingsEdited, found: Touched) -> None:
    match fact.kind:
        case "section":
            found.subjects.add("list:sections")
        case "topic":
            found.subjects |= {"list:topics", "list:addresses"}
        case "tag":
            found.subjects |= {"list:tags", "list:addresses"}
        case "byline":
            found.subjects.add("list:addresses")
        case "voice":
            found.subjects |= {f"link:{fact.pk}", "list:addresses"}
            found.claims |= claims_of_voice(fact.pk)


def claims_of_voice(actor_id: int) -> set[int]:
    """The claims whose pages name a voice: it said them, is accused in them, or they rest on what it told."""
    named = (
        Q(speaker=actor_id) | Q(accused=actor_id) | Q(stakes__actor=actor_id) | Q(requests__asked=actor_id)
    )
    ids = Claim.objects.filter(named).order_by().values_list("pk", flat=True)
    return {*ids, *claims_with_voices([actor_id])}
