"""What would fall: the claims and the stories that rely on a voice or an item, seen before it is retracted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from twosource.stories.models import StoryPage
from twosource.stories.reads import stories_carrying
from twosource.verification.foresight import Foreseen, if_items_fell, if_voice_fell
from twosource.verification.models import Actor, Claim, Item

from ..screen import StatusWord, status_word


@dataclass(frozen=True, slots=True)
class FallingClaim:
    """A claim, how it stands and would stand (`after` None: as before), and the stories that carry it."""

    claim: Claim
    before: StatusWord
    after: StatusWord | None
    stories: tuple[StoryPage, ...]


@dataclass(frozen=True, slots=True)
class FallBoard:
    """`stories` are the live ones that would owe their readers a note; `seen` tells this list from another."""

    items: tuple[Item, ...]
    claims: tuple[FallingClaim, ...]
    untouched: tuple[FallingClaim, ...]
    above: tuple[FallingClaim, ...]
    stories: tuple[StoryPage, ...]
    seen: str


def voice_fall(voice: Actor) -> FallBoard:
    return _board(if_voice_fell(voice))


def item_fall(item: Item) -> FallBoard:
    return _board(if_items_fell([] if item.retracted_at else [item]))


def _board(foreseen: Foreseen) -> FallBoard:
    changes = {change.claim.pk: change for change in foreseen.changes}
    ids = [*changes, *(c.pk for c in foreseen.untouched), *(c.pk for c in foreseen.above)]
    about = {change.claim.about_id for change in foreseen.changes if change.claim.about_id}
    carrying = stories_carrying([*ids, *about])

    def row(claim: Claim, after: str = "") -> FallingClaim:
        stories = [*carrying.get(claim.pk, ()), *carrying.get(claim.about_id or 0, ())]
        return FallingClaim(
            claim, status_word(claim.status), status_word(after) if after else None,
            tuple({story.pk: story for story in stories}.values()),
        )  # fmt: skip

    claims = tuple(row(change.claim, change.after) for change in foreseen.changes)
    above = tuple(row(claim) for claim in foreseen.above)
    touched = {story.pk: story for one in (*claims, *above) for story in one.stories if story.live}
    digest = hashlib.sha256(repr([(pk, change.after) for pk, change in sorted(changes.items())]).encode())
    return FallBoard(
        foreseen.items, claims, tuple(row(claim) for claim in foreseen.untouched), above,
        tuple(touched.values()), digest.hexdigest()[:16],
    )  # fmt: skip
