"""Sentences that need a claim: which wait, and what a saved version settles of them. The verbs: `actions.wanting`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twosource.kernel.wording import plain_form
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User

from .carrying import carrying_words
from .events import WantEnded
from .text import words_of

if TYPE_CHECKING:
    from .models import Need, StoryPage

LONGEST = 1000  # characters of a sentence


def open_needs(story: StoryPage) -> list[Need]:
    """The sentences of a story that need a claim and have none yet, oldest first; with who marked them."""
    return list(story.needs.filter(ended_at=None).select_related("marked_by")) if story.pk else []


def settle_needs(story: StoryPage, *, by: User | None) -> None:
    """End what this saved version settled: sentences that have a claim now, or stand in it no longer."""
    needs = open_needs(story)
    if not needs:
        return
    words = carrying_words(story)
    for need in needs:
        if has_claim(need.words, words):
            end_need(need, "claimed", by)
        elif not stands_in_draft(story, need.words):
            end_need(need, "gone", by)


def end_need(need: Need, ending: str, by: User | None) -> Need:
    need.ended_at, need.ending, need.ended_by = now(), ending, by
    need.save(update_fields=["ended_at", "ending", "ended_by", "reason"])
    record(WantEnded(need.story_id, need.pk, ending, need.reason), by=by)
    return need


def stands_in_draft(story: StoryPage, words: str) -> bool:
    wanted = plain_form(words)
    return bool(wanted) and any(wanted in plain_form(part) for part in words_of(story.body))


def has_claim(sentence: str, carrying: dict[int, Any]) -> bool:
    """Whether words that carry a claim are in the sentence, or the sentence in them."""
    wanted = plain_form(sentence)
    parts = [plain_form(words) for words in carrying.values() if words]
    return any(part in wanted or wanted in part for part in parts)
