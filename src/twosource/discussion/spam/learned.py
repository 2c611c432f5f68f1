"""The learned filter as it is used: words and what each weighs, kept as plain text that anybody can read.

It is made by `training` from what moderators decided, and is a list, not a program: reading one runs nothing, and a
list that was not signed with the newsroom's own key is not read. A comment weighs the sum of its words' weights; what
weighs more than the limit is held, and the words that weighed most are told.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .folding import Folded

FORM = 1  # counted up whenever features change: a list of another form is not read
LONGEST = 32  # letters of a word that is learned
MOST_WORDS = 400  # of a comment: what comes after them is not read
TELLING = 5  # how many words are told
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Feature:
    """Something a text has, and the words it stands in (first and last; -1 when it is nothing of words)."""

    name: str
    first: int = -1
    last: int = -1


@dataclass(frozen=True, slots=True)
class Judged:
    """How well a filter did on decisions it had not seen: of so many that were removed and so many that were not."""

    removed: int
    approved: int
    caught: int
    wrongly: int

    @property
    def decided(self) -> int:
        return self.removed + self.approved


@dataclass(frozen=True, slots=True)
class Model:
    """A filter. `limit`: what a comment must weigh more than; None when it is not good enough to hold anything.

    `made_at` is in ISO 8601; `seen` is the last decision there was; a `quiet` one holds nothing, because lately it was
    wrong too often.
    """

    made_at: str
    seen: int
    bias: float
    weights: dict[str, float]
    limit: float | None
    judged: Judged
    quiet: bool = False

    def weigh(self, folded: Folded) -> float:
        """What the text weighs: the log of the odds that a moderator removes it."""
        values = vector(folded)
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in values.items())

    def holds(self, folded: Folded) -> bool:
        may = self.limit is not None and not self.quiet and bool(folded.words)
        return may and self.weigh(folded) > (self.limit or 0.0)

    def telling(self, folded: Folded) -> list[str]:
        """The words that weighed most, as they stand in the text, the heaviest first; none is part of another."""
        values = vector(folded)
        heavy = sorted(
            (each for each in features(folded) if self.weights.get(each.name, 0.0) > 0),
            key=lambda each: (-self.weights[each.name] * values[each.name], each.first, each.last),
        )
        told: list[str] = []
        taken: set[int] = set()
        for each in heavy:
            places = range(each.first, each.last + 1)
            if each.first < 0 or len(told) == TELLING or not taken.isdisjoint(places):
                continue
            taken.update(places)
            words = folded.stands(each.first, each.last)
            if words not in told:
                told.append(words)
        return told


def features(folded: Folded) -> Iterator[Feature]:
    """Words, pairs of words, sites, and how it is written. Figures are one sign: prices and years are not learned."""
    words = [_FIGURE.sub("0", word.key[:LONGEST]) for word in folded.words[:MOST_WORDS]]
    for at, word in enumerate(words):
        yield Feature(word, at, at)
        if at:
            yield Feature(f"{words[at - 1]} {word}", at - 1, at)
    for site in folded.sites[:50]:
        yield Feature(f"site:{site.name}")
        yield Feature("is:link")
    letters = [sign for sign in folded.text[:2000] if sign.isalpha()]
    if len(letters) > 12 and sum(sign.isupper() for sign in letters) > 0.6 * len(letters):
        yield Feature("is:loud")
    if folded.text.count("!") > 2:
        yield Feature("is:exclaimed")
    yield Feature(f"is:length{min(int(math.log2(len(words) + 1)), 7)}")


def vector(folded: Folded) -> dict[str, float]:
    """The features of a text, with values whose squares make one, so that a long text weighs no more than a short."""
    counts = Counter(each.name for each in features(folded))
    value = 1 / math.sqrt(len(counts))
    return dict.fromkeys(counts, value)


def to_text(model: Model, key: str) -> str:
    """The filter as JSON, one line for what it is and one for its signature."""
    content = json.dumps({"form": FORM, **asdict(model)}, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return f"{content}\n{_signature(content, key)}\n"


def from_text(text: str, key: str) -> Model | None:
    """The filter that was written so; None for one of another form, a damaged one, or one signed by somebody else."""
    content, _line, signature = text.rstrip("\n").rpartition("\n")
    if not hmac.compare_digest(signature.encode(), _signature(content, key).encode()):
        return None
    known: dict[str, Any] = json.loads(content)
    if known.pop("form") != FORM:
        return None
    return Model(**{**known, "judged": Judged(**known["judged"])})


def _signature(content: str, key: str) -> str:
    secret = hashlib.sha256(f"twosource.discussion.filter:{key}".encode()).digest()
    return hmac.new(secret, content.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
