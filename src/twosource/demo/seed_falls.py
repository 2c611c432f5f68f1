"""What fell in the example newsroom after it was published, and how two people settled it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from twosource.demo import script_values as told
from twosource.demo.seed_claims import ClaimSeeder
from twosource.ledger.clock import at
from twosource.people.models import User
from twosource.people.reads import is_editor
from twosource.stories.actions.resolving import agree_to_resolution, propose_resolution
from twosource.stories.models import StoryPage
from twosource.stories.obligations import owed_by
from twosource.verification.actions import retract_item
from twosource.verification.models import Actor


def seed_fall(fall: told.Fall, page: StoryPage, claims: ClaimSeeder, people: dict[str, User]) -> None:
    """Retract the item at its moment; its handlers open what the story owes. Then settle it, if the script says how."""
    with at(fall.at), transaction.atomic():
        retract_item(item=claims.items[fall.item], reason=fall.reason, by=people[fall.by])
    if fall.settled is None:
        return
    done = fall.settled
    carried = {claims.rows[done.claim].pk: done.carries} if done.claim and done.carries else {}
    with at(done.at - timedelta(minutes=40)), transaction.atomic():
        resolution = propose_resolution(
            story=page, kind=done.kind, text=done.text, carried=carried, by=people[done.proposed_by]
        )
    with at(done.at), transaction.atomic():
        agree_to_resolution(resolution=resolution, reason=done.reason, by=people[done.agreed_by])


def seed_reply_told(
    request: told.Request, when: datetime, page: StoryPage, whom: Actor, people: dict[str, User]
) -> None:
    """Tell readers what came in after the story had said that nothing did: the asker proposes, an editor agrees."""
    if not owed_by(page):
        return
    editor = next(user for user in people.values() if is_editor(user))
    text = f"{whom} answered after this was published: “{request.later}”"
    with at(when + timedelta(hours=1)), transaction.atomic():
        resolution = propose_resolution(
            story=page, kind="clarification", text=text, by=people[request.asked_by]
        )
    with at(when + timedelta(hours=2)), transaction.atomic():
        agree_to_resolution(resolution=resolution, by=editor)
