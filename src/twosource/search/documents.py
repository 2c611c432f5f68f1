"""A story as the words a reader can find it by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twosource.stories.text import whole_text

if TYPE_CHECKING:
    from twosource.stories.models import StoryPage

MOST_LETTERS = 400_000  # of a body; four novels' chapters, and more than any story


@dataclass(frozen=True, slots=True)
class Texts:
    """`filed` is what a story is filed under and who speaks in it: found by, never quoted from."""

    headline: str
    filed: str
    body: str


def texts_of(story: StoryPage) -> Texts:
    """The words of a story: only what its page shows."""
    body = "\n".join(part for part in (story.standfirst, whole_text(story.body)) if part)
    return Texts(
        headline=_storable(story.title),
        filed=_storable("\n".join(_filed(story))),
        body=_storable(body[:MOST_LETTERS]),
    )


def _filed(story: StoryPage) -> Iterator[str]:
    yield story.dateline
    if story.topic is not None:
        yield story.topic.name
    for tag in story.tags.all():
        yield tag.name
        yield from (str(alias) for alias in tag.aliases)
    for row in story.story_bylines.select_related("byline"):
        yield row.byline.name
    for block in story.body:
        if block.block_type == "quotation":
            yield from _attribution(block.value)


def _attribution(quotation: Any) -> Iterator[str]:
    speaker = quotation["speaker"]
    if speaker is not None and not speaker.sealed_id:
        yield str(speaker)
    yield quotation["addressee"] or ""
    yield quotation["channel"] or ""


def _storable(text: str) -> str:
    """PostgreSQL holds no NUL."""
    return text.replace("\x00", " ")
