"""The claims of a story, with what was said beside that it was said."""

from __future__ import annotations

from dataclasses import dataclass

from twosource.stories.drafts import latest_draft
from twosource.stories.models import StoryPage
from twosource.verification.models import Claim

from ..screen import StatusWord, status_word


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A claim in the list beside another: `under` when it is the claim that the one before it was said."""

    pk: int
    text: str
    status: StatusWord
    current: bool
    under: bool


def neighbours(story: StoryPage, *, current: int = 0) -> tuple[Neighbour, ...]:
    """Every claim of the story's newest version in its order, each followed by those that it was said."""
    draft = latest_draft(story)
    ids = list(dict.fromkeys(row.claim_id for row in draft.carried.all()))
    claims = Claim.objects.in_bulk(ids)
    said: dict[int, list[Claim]] = {}
    for claim in Claim.objects.filter(about__in=ids).exclude(pk__in=ids).order_by("pk"):
        said.setdefault(claim.about_id or 0, []).append(claim)
    found = []
    for pk in ids:
        found.append(_neighbour(claims[pk], current, False))
        found += [_neighbour(one, current, True) for one in said.get(pk, ())]
    return tuple(found)


def _neighbour(claim: Claim, current: int, under: bool) -> Neighbour:
    return Neighbour(claim.pk, str(claim), status_word(claim.status), claim.pk == current, under)
