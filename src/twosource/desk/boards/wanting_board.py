"""The draft of a story sentence by sentence: which carry claims, and which need one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from twosource.kernel.wording import plain_form, sentences
from twosource.people.models import User
from twosource.stories.carrying import carrying_words
from twosource.stories.models import Need, StoryPage
from twosource.stories.text import words_of
from twosource.stories.wanting import open_needs

from ..forms.deed import Deed
from ..forms.wanting import NeedsNone


@dataclass(frozen=True, slots=True)
class WantingRow:
    """A sentence that needs a claim; `needless` is the deed of another person than who marked it."""

    need: Need
    needless: Deed | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the draft: `number` is its own in the whole draft; whether it carries a claim or needs one."""

    number: int
    words: str
    carries: bool
    wanting: bool


@dataclass(frozen=True, slots=True)
class Wanting:
    """`paragraphs` are the draft's, each with its own number and its sentences."""

    rows: tuple[WantingRow, ...]
    paragraphs: tuple[tuple[int, tuple[Sentence, ...]], ...]

    def sentence(self, number: int) -> str:
        return next((s.words for _n, part in self.paragraphs for s in part if s.number == number), "")


def wanting_board(story: StoryPage, draft: StoryPage, *, by: User, deed: Callable[..., Deed]) -> Wanting:
    """What of this draft needs a claim, for one person at the desk; `deed` makes their forms."""
    needs = open_needs(story)
    rows = tuple(
        WantingRow(need, deed(NeedsNone, need.pk) if need.marked_by.human_id != by.human_id else None)
        for need in needs
    )
    carried = [plain_form(words) for words in carrying_words(draft).values() if words]
    wanted = {plain_form(need.words) for need in needs}
    paragraphs: list[tuple[int, tuple[Sentence, ...]]] = []
    number = 0
    for place, part in enumerate(part for part in words_of(draft.body) if part):
        rows_here: list[Any] = []
        for words in sentences(part):
            form = plain_form(words)
            carries = any(one in form or form in one for one in carried)
            rows_here.append(Sentence(number, words, carries, form in wanted))
            number += 1
        paragraphs.append((place, tuple(rows_here)))
    return Wanting(rows, tuple(paragraphs))
