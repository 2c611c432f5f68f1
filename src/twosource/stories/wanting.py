"""Sentences that need a claim: marked by the desk, counted by the gate, and settled one way or another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.kernel.wording import plain_form
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.verification.limits import demand_fitting
from twosource.verification.refusals import BadValue, Refused

from .carrying import carrying_words
from .events import ClaimWanted, WantEnded
from .text import words_of

if TYPE_CHECKING:
    from .models import Need, StoryPage

LONGEST = 1000  # characters of a sentence


def open_needs(story: StoryPage) -> list[Need]:
    """The sentences of a story that need a claim and have none yet, oldest first; with who marked them."""
    return list(story.needs.filter(ended_at=None).select_related("marked_by")) if story.pk else []


@transaction.atomic
def want_claim(*, story: StoryPage, words: str, by: User) -> Need:
    """Say that a sentence of the story's draft needs a claim. Until it has one the gate is closed.

    The same sentence again changes nothing. Raises: BadValue when the words do not stand in a paragraph of the
    draft, or are too long; Refused when a claim is tied to them already.
    """
    from .drafts import latest_draft
    from .models import Need

    demand_staff(by)
    wanted = " ".join(words.split())
    if len(wanted) > LONGEST:
        raise BadValue(_("words: mark a sentence of at most %(most)d characters.") % {"most": LONGEST})
    draft = latest_draft(story)
    if not _stands(draft, wanted):
        raise BadValue(_("words: %(words)r do not stand in a paragraph of this story.") % {"words": wanted})
    if _has_claim(wanted, carrying_words(draft)):
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
    return _end(need, "needless", by)


def settle_needs(story: StoryPage, *, by: User | None) -> None:
    """End what this saved version settled: sentences that have a claim now, or stand in it no longer."""
    needs = open_needs(story)
    if not needs:
        return
    words = carrying_words(story)
    for need in needs:
        if _has_claim(need.words, words):
            _end(need, "claimed", by)
        elif not _stands(story, need.words):
            _end(need, "gone", by)


def _end(need: Need, ending: str, by: User | None) -> Need:
    need.ended_at, need.ending, need.ended_by = now(), ending, by
    need.save(update_fields=["ended_at", "ending", "ended_by", "reason"])
    record(WantEnded(need.story_id, need.pk, ending, need.reason), by=by)
    return need


def _stands(story: StoryPage, words: str) -> bool:
    wanted = plain_form(words)
    return bool(wanted) and any(wanted in plain_form(part) for part in words_of(story.body))


def _has_claim(sentence: str, carrying: dict[int, Any]) -> bool:
    """Whether words that carry a claim are in the sentence, or the sentence in them."""
    wanted = plain_form(sentence)
    parts = [plain_form(words) for words in carrying.values() if words]
    return any(part in wanted or wanted in part for part in parts)
