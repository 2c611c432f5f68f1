"""Saying that a sentence needs a claim, and that it needs none."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.kernel.wording import plain_form
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.verification.limits import demand_fitting
from twosource.verification.refusals import BadValue, Refused

from ..carrying import carrying_words
from ..drafts import latest_draft
from ..events import ClaimWanted
from ..models import Need, StoryPage
from ..wanting import LONGEST, end_need, has_claim, open_needs, stands_in_draft


@transaction.atomic
def want_claim(*, story: StoryPage, words: str, by: User) -> Need:
    """Say that a sentence of the story's draft needs a claim. Until it has one the gate is closed.

    The same sentence again changes nothing. Raises: BadValue when the words do not stand in a paragraph of the
    draft, or are too long; Refused when a claim is tied to them already.
    """
    demand_staff(by)
    wanted = " ".join(words.split())
    if len(wanted) > LONGEST:
        raise BadValue(_("words: mark a sentence of at most %(most)d characters.") % {"most": LONGEST})
    draft = latest_draft(story)
    if not stands_in_draft(draft, wanted):
        raise BadValue(_("words: %(words)r do not stand in a paragraph of this story.") % {"words": wanted})
    if has_claim(wanted, carrying_words(draft)):
        raise Refused(_("A claim is tied to these words already."))
    known = next((need for need in open_needs(story) if plain_form(need.words) == plain_form(wanted)), None)
    if known is not None:
        return known
    need = Need.objects.create(story=story, words=wanted, marked_by=by, marked_at=now())
    record(ClaimWanted(story.pk, need.pk, wanted), by=by)
    return need


@transaction.atomic
def needs_none(*, need: Need, reason: str, by: User) -> Need:
    """Another person than who marked it says why a sentence needs no claim.

    Raises: Refused without a reason, by the human who marked it (under any account), or when it has ended.
    """
    demand_staff(by)
    if need.ended_at is not None:
        raise Refused(_("This sentence is settled already."))
    if need.marked_by.human_id == by.human_id:
        raise Refused(_("You marked this sentence. Someone else must say that it needs no claim."))
    if len(reason.strip()) < 10:
        raise BadValue(_("reason: say in a sentence why it needs no claim."))
    demand_fitting(type(need), reason=reason.strip())
    need.reason = reason.strip()
    return end_need(need, "needless", by)
