"""Which of the found stories come first: those that say it most plainly, and of these the new ones.

The formula, alike on every database, is BM25 over three fields, times what being new is worth:

    score = (1 + 1 / (1 + age / 180 days)) × Σ over clauses of  idf × tf / (1.2 + tf)
    tf    = 10 × times in the headline + 4 × times in the filing + times in the body / (¼ + ¾ × length / mean length)
    idf   = ln(1 + (stories − stories with it + ½) / (stories with it + ½))

A new story is worth up to twice an old one; of that gain half is lost after 180 days. Of very many stories the
newest, and the newest that hold every clause on top, are weighed; the rest follow by date.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from .engines import Words
from .query import Clause

WEIGHTS = (10.0, 4.0, 1.0)  # of a word in the headline, in what the story is filed under, in the body
HALF_LIFE = 180.0  # days
SATURATION = 1.2
LENGTH = 0.75  # how much of a long body's advantage is taken away
DAY = 86_400.0


def idf(stories: int, with_it: int) -> float:
    """What a clause tells: little when most stories hold it."""
    return math.log(1 + max(stories - with_it + 0.5, 0.5) / (with_it + 0.5))


def rank(
    words: Mapping[int, Words],
    weights: Sequence[tuple[Clause, float]],
    ages: Mapping[int, float],
) -> list[int]:
    """These stories, best first; `weights` are the clauses with their idf, `ages` are in seconds.

    Equal ones stand by age, the newest first.
    """
    lengths = {story_id: body.count(" ") + 1 for story_id, (_h, _f, body) in words.items()}
    mean = sum(lengths.values()) / max(len(lengths), 1) or 1.0
    needles = [(needle(clause), weight) for clause, weight in weights]
    scores = {}
    for story_id, parts in words.items():
        worth = _worth(parts, needles, lengths[story_id] / mean)
        age = max(ages[story_id], 0.0) / DAY
        scores[story_id] = worth * (1 + 1 / (1 + age / HALF_LIFE))
    return sorted(scores, key=lambda story_id: (-scores[story_id], ages[story_id], -story_id))


def needle(clause: Clause) -> str:
    """A clause as it stands in the words of a document."""
    return f" {' '.join(clause.terms)}" + ("" if clause.prefix else " ")


def _worth(parts: Words, needles: Sequence[tuple[str, float]], length: float) -> float:
    headline, filed, body = parts
    total = 0.0
    for text, weight in needles:
        in_body = body.count(text) / (1 - LENGTH + LENGTH * length)
        times = WEIGHTS[0] * headline.count(text) + WEIGHTS[1] * filed.count(text) + in_body
        # A phrase may run over the end of a passage, where it is not counted: it stands there once.
        times = times or 1.0
        total += weight * times / (SATURATION + times)
    return total
