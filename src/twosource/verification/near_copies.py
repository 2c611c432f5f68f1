"""Finding items of much the same words among all there are, and what is still to be decided about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.db.models import Count

from twosource.kernel.likeness import LIST, Likeness, fingerprints, share, shingles

from .models import Fingerprint, Item, NearCopy, Origin, Text

PROPOSED: Final = str(Likeness.PROPOSED)
LISTED: Final = str(Likeness.LISTED)
OPEN: Final = (PROPOSED, LISTED)
LAPSED: Final = "lapsed"

FROM_OTHER: Final = "from_other"  # the later item got it from the earlier
OTHER_FROM_IT: Final = "other_from_it"
THIRD: Final = "third"
NO_COPY: Final = "no_copy"
RULINGS: Final = (FROM_OTHER, OTHER_FROM_IT, THIRD, NO_COPY)

MOST: Final = 25  # candidates that are compared word by word: those with most fingerprints in common
_AT_ONCE: Final = 800  # numbers in one question


def index(item: Item, words: str) -> None:
    """Have an item found by these words from now on, and by no others."""
    Fingerprint.objects.filter(item=item).delete()
    Fingerprint.objects.bulk_create(
        (Fingerprint(item=item, number=number) for number in fingerprints(words)), batch_size=_AT_ONCE
    )


def alike(item: Item, words: str) -> dict[int, float]:
    """The share of words each other item has in common with these, by its id, where it is worth telling.

    Who is looked for is looked for with all shingles, who is found is found by fingerprints: so a run of twelve
    words is never missed, and ten thousand items cost some hundred rows of an index.
    """
    own = shingles(words)
    shared: Counter[int] = Counter()
    for some in _batches(own):
        rows = Fingerprint.objects.filter(number__in=some).exclude(item=item).values("item_id")
        shared.update({row["item_id"]: row["n"] for row in rows.annotate(n=Count("number"))})
    nearest = [pk for pk, _count in shared.most_common(MOST)]
    texts = Text.objects.filter(item__in=nearest, ended_at=None).values_list("item_id", "words")
    parts = {pk: share(own, shingles(text)) for pk, text in texts}
    return {pk: part for pk, part in parts.items() if part >= LIST}


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    listed = list(numbers)
    return (listed[at : at + _AT_ONCE] for at in range(0, len(listed), _AT_ONCE))


def explained(pairs: Iterable[NearCopy]) -> dict[int, str]:
    """Of these open pairs, those whose likeness links on record explain already: pair → the common origin's title.

    Of five reports of one wire story there are ten pairs; when four are decided, the other six say nothing new.
    """
    pairs = list(pairs)
    behind = origins_behind({pk for pair in pairs for pk in (pair.item_id, pair.other_id)})
    common = {pair.pk: behind[pair.item_id] & behind[pair.other_id] for pair in pairs}
    titles = Item.objects.in_bulk({pk for found in common.values() for pk in found})
    return {pk: str(titles[min(found)]) for pk, found in common.items() if found}


def origins_behind(item_ids: set[int]) -> Mapping[int, set[int]]:
    """Each of these items with every item it came from, itself among them; one query a step back."""
    above: dict[int, set[int]] = {}
    wanted = set(item_ids)
    while wanted:
        links = Origin.objects.filter(item__in=wanted).values_list("item_id", "origin_id")
        above |= {pk: set() for pk in wanted}
        for item_id, origin_id in links:
            above[item_id].add(origin_id)
        wanted = {pk for found in above.values() for pk in found} - above.keys()
    return {pk: _reached(pk, above) for pk in item_ids}


def _reached(start: int, above: Mapping[int, set[int]]) -> set[int]:
    reached, waiting = {start}, [start]
    while waiting:
        new = above[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached
