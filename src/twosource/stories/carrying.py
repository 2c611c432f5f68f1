"""Keeping the words of a story and the claims it carries in step, and noticing when the words become others.

Where a claim is tied to words stands in the rich text itself, as a mark that survives whatever is written
around it (`marks`). Which claims a story carries, and how, stands in its rows. A saved version has both, and
neither contradicts the other. Quotations and headings have no marks: there, words are looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.rich_text import RichText

from twosource.kernel.vocabulary import MODES, Mode
from twosource.kernel.wording import plain_form, same_words, sentences
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.verification.actions import note_rephrased
from twosource.verification.models import Claim

from . import marks
from .text import stands_in, words_of

if TYPE_CHECKING:
    from .models import StoryClaim, StoryPage

RICH = ("paragraph", "list")
LONGEST = 600  # characters of `StoryClaim.words`; the mark itself may hold more


@dataclass(frozen=True, slots=True)
class Fallen:
    """A claim whose words a saved version changed, and how many checks fell by it."""

    claim: Claim
    checks: int
    gone: bool


# In step


def bring_into_step(story: StoryPage) -> None:
    """Make marks and rows of this version agree. Doing it again changes nothing; nothing is saved.

    A mark without a row makes one. A row whose words stand unmarked in a paragraph gets its mark. Marks of
    claims that do not exist, or that were taken off, go; of copies of a mark one stays.
    """
    blocks = [block for block in story.body if block.block_type in RICH]
    sources = [block.value.source for block in blocks]
    if not any(map(marks.is_marked, sources)) and not story.carried.exists():
        return
    taken_off: frozenset[int] = getattr(story, "taken_off", frozenset())
    rows = [row for row in story.carried.all() if row.claim_id not in taken_off]
    known_rows = {row.claim_id for row in rows}
    known = {row.claim_id: row.words for row in rows}
    known |= {passage.claim_id: passage.words for passage in _passages(story)}
    sources, words, modes = _tidied(sources, known, taken_off)
    rows += _rows_for_marks(story, words, modes, known_rows)
    sources = _marked(sources, rows, words)
    changed = len(rows) > len(known_rows) or len(rows) < len(story.carried.all())
    for row in rows:
        standing = _cut(" ".join(words[row.claim_id])) if row.claim_id in words else row.words
        changed = changed or row.words != standing
        row.words = standing
    if changed:
        story.carried.set(rows)
    for block, source in zip(blocks, sources, strict=True):
        if source != block.value.source:
            block.value = RichText(source)


def _tidied(
    sources: list[str], known: dict[int, str], taken_off: Iterable[int]
) -> tuple[list[str], dict[int, list[str]], dict[int, str]]:
    """The texts with the marks that may stay, the words of each claim that are marked, and the modes asked for."""
    found = [marks.read(source) for source in sources]
    claims = _existing(claim for one in found for claim in one.words) - set(taken_off)
    parts: dict[int, list[str]] = {}
    places: dict[int, list[tuple[int, int]]] = {}
    modes: dict[int, str] = {}
    for block, one in enumerate(found):
        modes |= one.modes
        for claim in (each for each in one.words if each in claims):  # in the order they stand in
            for number, part in enumerate(one.words[claim]):
                parts.setdefault(claim, []).append(part)
                places.setdefault(claim, []).append((block, number))
    kept = marks.chosen(parts, known)
    stay: list[set[tuple[int, int]]] = [set() for _ in sources]
    for claim, numbers in kept.items():
        for number in numbers:
            block, here = places[claim][number]
            stay[block].add((claim, here))
    tidied = [marks.tidy(source, stay[block], claims) for block, source in enumerate(sources)]
    return tidied, {claim: [parts[claim][n] for n in numbers] for claim, numbers in kept.items()}, modes


def _existing(claims: Iterable[int]) -> set[int]:
    wanted = set(claims)
    return set(Claim.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _rows_for_marks(
    story: StoryPage, words: dict[int, list[str]], modes: dict[int, str], carried: set[int]
) -> list[StoryClaim]:
    from .models import StoryClaim

    start = len(carried)
    return [
        StoryClaim(
            claim_id=claim,
            mode=modes[claim] if modes.get(claim) in MODES else Mode.ATTRIBUTED.value,
            sort_order=start + number,
        )
        for number, claim in enumerate(claim for claim in words if claim not in carried)
    ]


def _marked(sources: list[str], rows: list[StoryClaim], words: dict[int, list[str]]) -> list[str]:
    """The texts with a mark for each row whose words stand unmarked in one of them."""
    for row in rows:
        if row.claim_id in words or not row.words.strip():
            continue
        for number, source in enumerate(sources):
            marked = marks.put(source, row.words, row.claim_id)
            if marked is not None:
                sources[number] = marked
                words[row.claim_id] = [" ".join(row.words.split())]
                break
    return sources


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[:LONGEST].rpartition(" ")[0] or words[:LONGEST]


def take_mark_off(story: StoryPage, claim_id: int) -> None:
    """Lift a claim's mark from a version; its words stay."""
    for block in story.body:
        if block.block_type in RICH and marks.is_marked(block.value.source):
            block.value = RichText(marks.lift(block.value.source, claim_id))


# The words themselves


def carrying_words(story: StoryPage) -> dict[int, str]:
    """The words that carry each claim of this version, by its id; empty for a claim that none carry."""
    marked: dict[int, list[str]] = {}
    for block in story.body:
        if block.block_type in RICH:
            for claim, parts in marks.read(block.value.source).words.items():
                marked.setdefault(claim, []).extend(parts)
    found: dict[int, str] = {}
    for row in story.carried.all():
        if row.claim_id in marked:
            found[row.claim_id] = " ".join(marked[row.claim_id])
        else:
            found[row.claim_id] = row.words if row.words and stands_in(story.body, row.words) else ""
    return found


def passages_in_context(story: StoryPage, words: dict[int, str]) -> dict[int, str]:
    """Each claim's words with the rest of the sentences they stand in; empty where it has none."""
    parts = [part for part in words_of(story.body) if part]
    return {claim: _in_context(parts, carrying) for claim, carrying in words.items()}


def _in_context(parts: Iterable[str], carrying: str) -> str:
    wanted = " ".join(carrying.split())
    part = next((part for part in parts if wanted and wanted in " ".join(part.split())), None)
    if part is None:
        return wanted
    return " ".join(_overlapping(" ".join(part.split()), wanted)) or wanted


def _overlapping(part: str, wanted: str) -> Iterator[str]:
    start = part.find(wanted)
    stop = start + len(wanted)
    at = 0
    for sentence in sentences(part):
        begin = part.find(sentence, at)
        at = begin + len(sentence)
        if begin < stop and at > start:
            yield sentence


# When they become others


def _passages(story: StoryPage) -> list[Any]:
    return list(story.passages.filter(until=None).select_related("claim")) if story.pk else []


def reworded(story: StoryPage, words: dict[int, str]) -> set[int]:
    """Claims whose words in this version are others than those saved last, for which their checks were signed."""
    return {
        passage.claim_id
        for passage in _passages(story)
        if passage.claim_id in words
        and passage.words
        and not same_words(passage.words, words[passage.claim_id])
    }


@transaction.atomic
def settle_words(story: StoryPage, *, by: User | None) -> tuple[Fallen, ...]:
    """Put on record by which words this saved version carries its claims; changed ones void their claims' checks.

    Words that are gone while the claim is still carried are changed. A claim that is carried no longer, or for
    the first time, voids nothing.
    """
    from .models import Passage

    words, moment = carrying_words(story), now()
    known = {passage.claim_id: passage for passage in _passages(story)}
    fallen = []
    for claim_id, passage in known.items():
        after = words.get(claim_id)
        if after is not None and plain_form(after) == plain_form(passage.words):
            continue
        passage.until = moment
        passage.save(update_fields=["until"])
        if after is not None and passage.words:
            checks = note_rephrased(claim=passage.claim, before=passage.words, after=after, by=by)
            fallen.append(Fallen(passage.claim, checks, not after))
    for claim_id, after in words.items():
        before = known.get(claim_id)
        if (after or before) and (before is None or before.until is not None):
            Passage.objects.create(story=story, claim_id=claim_id, words=after, since=moment)
    return tuple(fallen)
