"""What the stories of a large archive say: sentences of the example newsroom, shuffled, with names and figures.

Pure, and the same every time: everything about story number n follows from n alone, so that an archive that was
broken off is continued as if it had never been.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from random import Random

from twosource.demo import script_values as told
from twosource.demo.script_body import Paragraph, plain

_SENTENCE = re.compile(r"(?<=[.?!”])\s+(?=[A-Z“])")
# Of invented names: enough that few stories share one.
_SYLLABLES = re.findall(
    r"[a-z]+",
    "bar bel bran cal cor dar del dun ell fal fen gar gil har hol ing jor kel lan lor mal mar "
    "mor nar nel ol or pel quin ran rel sal sel tar tor ul val ver wen yar zel",
)
_THINGS = (
    "berths",
    "crossings",
    "repairs",
    "permits",
    "complaints",
    "school meals",
    "night sailings",
    "fines",
)
_COUNTED = ("counted", "recorded", "paid for", "refused", "announced", "cancelled")
_PLACES = ("the old quay", "Kiln Bank", "the Salterns", "Ellinsay", "the market hall", "the upper sluice")
_SUBJECTS = (
    "harbour dues", "the tide wall", "school kitchens", "the night ferry", "parking", "the auction hall",
    "the library boats", "court fees", "the lower bridge", "bus lanes", "the allotments", "flood gauges",
)  # fmt: skip
_DEEDS = (
    "Council votes on {}", "What became of {}", "Residents ask about {}", "{} to cost more, figures show",
    "Nobody counted {}, clerk says", "A year of {}", "{}: the papers, in order", "Judge hears case on {}",
)  # fmt: skip
TOPICS, BYLINES = 200, 24
TAGS = {"person": 150, "organisation": 80, "place": 60, "subject": 40}
MOST_CLAIMS = 4


@dataclass(slots=True)
class Told:
    """One statement of a story that a claim stands for: the sentence, and the words of it that carry the claim."""

    sentence: str
    words: str
    pattern: int


@dataclass(slots=True)
class BulkStory:
    """Everything story number n says and is; numbers stand for rows (`topic` 0 is the largest, None is none).

    `paragraphs` are lists of sentences; `links` say after which of them an earlier story is named, and how many
    stories ago it was; `claims` end the paragraph of the same place.
    """

    number: int
    headline: str
    standfirst: str
    age: float  # of the archive's length: 0 is now
    section: int
    topic: int | None
    tags: list[tuple[str, int]]
    bylines: list[int]
    picture: int | None
    paragraphs: list[list[str]]
    links: dict[int, int] = field(default_factory=dict)
    claims: dict[int, Told] = field(default_factory=dict)
    quotation: str = ""
    correction: str = ""
    retracted: bool = False


def name(seed: str) -> str:
    """An invented name that few stories share."""
    rng = Random(f"name {seed}")
    given, family = ("".join(rng.choices(_SYLLABLES, k=k)).capitalize() for k in (2, 3))
    return f"{given} {family}"


def place_on_a_skewed_scale(rng: Random, most: int) -> int:
    """A number from 0 to `most` - 1; the small ones far more often than the large."""
    return min(int(most * rng.random() ** 3), most - 1)


class Teller:
    """Tells what any story of the archive says."""

    def __init__(self, script: told.Script) -> None:
        paragraphs = [
            plain(block.text)
            for story in script.stories
            for block in story.blocks
            if isinstance(block, Paragraph)
        ]
        split = (sentence for text in paragraphs for sentence in _SENTENCE.split(text))
        self.sentences = sorted({one for one in split if 30 < len(one) < 260 and one[-1] in ".?!"})

    def story(self, number: int) -> BulkStory:
        """What story `number` is; the same whenever it is asked."""
        rng = Random(f"story {number}")
        subject = rng.choice(_SUBJECTS)
        deed = rng.choice(_DEEDS).format(subject)
        said = [self._paragraph(rng) for _ in range(rng.randint(5, 20))]
        story = BulkStory(
            number=number,
            headline=f"{deed[0].upper()}{deed[1:]}, {name(f'headline {number // 3}').split()[1]} says",
            standfirst=rng.choice(self.sentences),
            age=(number * 0.6180339887498949) % 1,
            section=place_on_a_skewed_scale(rng, 1_000),
            topic=_topic(rng),
            tags=_tags(rng),
            bylines=sorted({place_on_a_skewed_scale(rng, BYLINES) for _ in range(rng.choice((1, 1, 1, 2)))}),
            picture=rng.randrange(1_000) if rng.random() < 0.6 else None,
            paragraphs=said,
        )
        self._furnish(story, rng)
        return story

    def _paragraph(self, rng: Random) -> list[str]:
        said = rng.choices(self.sentences, k=rng.randint(2, 4))
        if rng.random() < 0.2:
            said.append(f"{name(str(rng.randrange(400_000)))} has asked for the minutes twice.")
        return said

    def _furnish(self, story: BulkStory, rng: Random) -> None:
        """Links, claims, a quotation, a correction: what only some stories have."""
        places = range(len(story.paragraphs))
        if story.number:
            for place in rng.sample(places, k=min(len(places), rng.choice((0, 1, 1, 2, 3, 8)))):
                story.links[place] = rng.randint(1, 2_000)
        if rng.random() < 0.3:
            for place in rng.sample(places, k=rng.randint(1, MOST_CLAIMS)):
                story.claims[place] = _claim(rng)
        if rng.random() < 0.25:
            story.quotation = rng.choice(self.sentences)
        if rng.random() < 0.02:
            story.correction = "An earlier version gave the wrong year. It was the year before."
            story.retracted = rng.random() < 0.05


def _topic(rng: Random) -> int | None:
    chance = rng.random()
    if chance < 0.6:
        return 0
    return 1 + place_on_a_skewed_scale(rng, TOPICS - 1) if chance < 0.9 else None


def _tags(rng: Random) -> list[tuple[str, int]]:
    kinds = rng.choices(list(TAGS), k=rng.randint(2, 6))
    return sorted({(kind, place_on_a_skewed_scale(rng, TAGS[kind])) for kind in kinds})


def _claim(rng: Random) -> Told:
    words = (
        f"{name(str(rng.randrange(400_000)))} {rng.choice(_COUNTED)} {rng.randint(3, 9_999):,} {rng.choice(_THINGS)} "
        f"at {rng.choice(_PLACES)} in {rng.randint(1994, 2024)}"
    )
    return Told(sentence=f"{words}, according to the papers.", words=words, pattern=rng.randrange(10))


def markup(sentences: list[str]) -> str:
    """Sentences as the inside of a paragraph of rich text."""
    return escape(" ".join(sentences), quote=False)
