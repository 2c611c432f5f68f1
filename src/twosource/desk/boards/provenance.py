"""The two pictures of a claim's screen: where its evidence comes from, and how its status moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from twosource.kernel.status import Assessment
from twosource.ledger.models import Entry
from twosource.verification.facts import Dossier
from twosource.verification.models import Claim
from twosource.verification.provenance import Provenance, provenance_of
from twosource.verification.timeline import Step, Timeline, timelines

from .history import told_of


@dataclass(frozen=True, slots=True)
class Pictures:
    """`whole`: every carrier has a box of its own; `fold_url` is where it is drawn the other way.

    `screen_url`: the address of the claim's screen.
    """

    came: Provenance
    timeline: Timeline
    whole: bool
    fold_url: str
    screen_url: str

    @property
    def drawn(self) -> SafeString:
        return self.came.whole_picture if self.whole else self.came.picture


def pictures(
    claim: Claim, facts: Dossier, found: Assessment, *, whole: bool = False, story_id: int | None = None
) -> Pictures:
    """Both, as the claim stands."""
    here = reverse("desk:claim", args=[claim.pk])
    beside = {"story": story_id} if story_id else {}
    asked = beside if whole else {**beside, "carriers": "apart"}
    return Pictures(
        came=provenance_of(claim, facts, found, for_readers=False),
        timeline=timeline(claim),
        whole=whole,
        fold_url=f"{here}?{urlencode(asked)}" if asked else here,
        screen_url=here,
    )


def timeline(claim: Claim, until: datetime | None = None) -> Timeline:
    """How the status moved, each step with the fact that moved it in the words of the claim's history."""
    found = timelines([claim.pk], for_readers=False, until=until).get(claim.pk)
    if found is None:
        return Timeline(claim.pk, (), until or claim.opened_at)
    words = _in_words([step.cause for step in found.steps if step.cause])
    return Timeline(claim.pk, tuple(_worded(step, words) for step in found.steps), found.until)


def _in_words(causes: Sequence[Entry]) -> dict[int, str]:
    return {entry.pk: fact.words for entry, fact in zip(causes, told_of(causes), strict=True)}


def _worded(step: Step, words: dict[int, str]) -> Step:
    return replace(step, words=words[step.cause.pk]) if step.cause else step
